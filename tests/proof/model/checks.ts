import { UNKNOWN } from '../../../lambdas/adapters/ledger-rules.ts';
import type { Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import type { World } from './world.ts';

/** Something that does not hold, as a sentence: a reader without their mail, with two, in doubt for ever; or a wrong row. */
export interface Fault {
  readonly kind: 'lost' | 'doubled' | 'unresolved' | 'wrong';
  readonly text: string;
}

const wrong = (text: string): Fault => ({ kind: 'wrong', text });

/** What must hold of every step. */
export function faultsOf(before: World, after: World): Fault[] {
  return ([0, 1] as const).flatMap((who) => [
    ...doubled(before, after, who),
    ...untrue(after, who).map(wrong),
    ...backwards(before.people[who].row, after.people[who].row).map(wrong),
  ]);
}

/** Two mails to one reader only by the policy, when nobody could write the first one's answer and its event stayed away. */
function doubled(before: World, after: World, who: 0 | 1): Fault[] {
  const { mails } = after.people[who];
  if (mails.length === before.people[who].mails.length) return [];
  return mails.at(-1)?.allowed ? [] : [{ kind: 'doubled', text: `reader ${who} gets ${mails.length} mails` }];
}

/** Counts the doubled mails that the policy allows. */
export const doubledIn = (world: World) => world.people.filter(({ mails }) => mails.length > 1).length;

function untrue({ people }: World, who: 0 | 1): string[] {
  const { row, mails } = people[who];
  if (mails.length > 0 && !row) return [`SES has a mail of reader ${who} that no row tells of`];
  if (row?.state === 'accepted' && mails.length === 0) return [`reader ${who} is accepted, SES has nothing`];
  const known = Object.keys(row?.messageIds ?? {}).map(Number);
  const unknown = known.filter((attempt) => mails.every((mail) => mail.attempt !== attempt));
  return unknown.map((attempt) => `reader ${who} has a message id of attempt ${attempt}, SES has none`);
}

/** Rows move forward: attempts count up, what is settled stays, what was learnt is kept. */
function backwards(before: Delivery | undefined, after: Delivery | undefined): string[] {
  if (!before || before === after) return [];
  if (!after) {
    return before.state === 'claimed' && before.attempt === 1 && before.messageId === undefined
      ? []
      : [`a row goes that is ${before.state}, attempt ${before.attempt}`];
  }
  const faults: string[] = [];
  const released = before.state === 'claimed' && after.attempt === before.attempt - 1;
  if (after.attempt < before.attempt && !released) faults.push('attempts count down');
  const settled = before.state === 'accepted' || (before.state === 'failed' && before.code !== UNKNOWN);
  if (settled && after.state !== before.state) faults.push(`${before.state} becomes ${after.state}`);
  if (before.state === 'failed' && after.state === 'uncertain') faults.push('a failure becomes a doubt');
  const lost = Object.keys(before.messageIds).filter((attempt) => !(Number(attempt) in after.messageIds));
  if (lost.length > 0 || (before.sentAt !== undefined && after.sentAt === undefined)) {
    faults.push('what was learnt is forgotten');
  }
  return faults;
}
