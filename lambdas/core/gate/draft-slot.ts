import type { Edition } from '../config.ts';
import { durationMs } from '../duration.ts';
import { type ComposeSlotDeps, composeSlot } from '../issue/compose-slot.ts';
import type { Issue } from '../issue/issue.ts';
import { slotId } from '../issue/slot.ts';
import type { TemplateSet } from '../mail/template-set.ts';
import type { Issues } from '../ports.ts';
import type { Approval } from './approval.ts';
import { lapseOlder } from './lapse.ts';
import { saveDraft } from './save-draft.ts';

export interface DraftDeps extends ComposeSlotDeps {
  readonly issues: Pick<Issues, 'freeze' | 'get' | 'head' | 'latestOf' | 'toldSince' | 'draft' | 'draftsOf'>;
  readonly templates: TemplateSet;
}

/**
 * Makes the draft of a slot from what waits for it now, and mails it to the editor. `again`: also in the place of a draft
 * that is there; what was said of that one is gone. `undefined` when there is nothing to tell, or the slot is past drafting.
 * Throws as rendering does; then nothing was written.
 */
export async function draftSlot(
  deps: DraftDeps,
  edition: Edition,
  slot: Date,
  { again = false } = {},
): Promise<Issue | undefined> {
  const id = slotId(edition.id, slot, edition.timeZone ?? deps.newsletter.timeZone);
  const known = await deps.issues.head(id);
  if (known && (known.state !== 'draft' || !again)) return undefined;
  const previous = await deps.issues.latestOf(edition.id);
  if (previous && previous.id > id) return undefined;
  await lapseOlder(deps, edition, id, previous);
  const { composed, reading } = await composeSlot(deps, edition, { id, at: slot }, previous);
  if (composed.kind !== 'composed') return undefined;
  const unread = reading.waiting.flatMap(({ name, unreadable }) =>
    unreadable
      ? [
          {
            level: 'error',
            rule: 'unreadable',
            message: `The briefing ${name} is not in it: ${unreadable}.`,
          } as const,
        ]
      : [],
  );
  const approval: Omit<Approval, 'topics' | 'findings'> = {
    mode: edition.approval === 'required' ? 'required' : 'unless-stopped',
    said: 'nothing',
    releaseAt: releaseAt(edition, slot, deps.clock.now()),
    version: (known?.approval?.version ?? 0) + 1,
    revision: (known?.approval?.revision ?? 0) + 1,
  };
  return saveDraft(deps, composed.issue, { approval, over: known?.approval?.revision, also: unread });
}

/** An editor who has to stop it has time for that, also where a draft is late. */
function releaseAt({ approval, draftAhead }: Edition, slot: Date, now: Date): string {
  const late = now >= slot && approval === 'unless-stopped';
  return (late ? new Date(now.getTime() + durationMs(draftAhead)) : slot).toISOString();
}
