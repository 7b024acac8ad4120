import type { OwnerNotice } from '../delivery/delivery.ts';
import type { Issue, TakenBriefing } from './issue.ts';

/** The mail about a slot without an issue; its id follows from the slot, so it is sent once. */
export function skippedNotice(issue: Pick<Issue, 'id' | 'reason'>): OwnerNotice {
  return {
    id: `skipped.${issue.id}`,
    subject: `no issue for ${issue.id}`,
    lines: [
      `The slot ${issue.id} sent nothing. ${issue.reason ?? ''}`.trim(),
      'Put a briefing into the inbox (`briefwire inbox add FILE --aws`) and the next slot takes it, or send one now with `briefwire send FILE --aws`.',
    ],
  };
}

/** The mail at the cut-off of a slot that has nothing to tell yet; once a slot. */
export function reminderNotice(id: string, slot: Date, timeZone: string): OwnerNotice {
  const at = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full', timeStyle: 'short' }).format(
    slot,
  );
  return {
    id: `reminder.${id}`,
    subject: `no briefing yet for ${id}`,
    lines: [
      `The slot ${id} is at ${at} (${timeZone}), and nothing new waits for it.`,
      'Put a briefing into the inbox (`briefwire inbox add FILE --aws`); without one the slot sends nothing.',
    ],
  };
}

/** The mail about a briefing that was left out; once for each edition and content. */
export function unreadableNotice(
  edition: { readonly id: string },
  { name, hash }: TakenBriefing,
  reason: string,
): OwnerNotice {
  return {
    id: `unreadable.${edition.id}.${hash.slice(0, 16)}`,
    subject: `the briefing ${name} was left out`,
    lines: [
      `The edition "${edition.id}" left out the briefing ${name}: ${reason.replace(/\.$/, '')}.`,
      'Other briefings are not affected. Put it right and add it again (`briefwire inbox add FILE --aws`): the next slot takes it.',
    ],
  };
}
