import { GRACE, LEASE, type Person, tickOf, type Worker, type World } from './world.ts';

/** Older than this is old: four graces are the longest that a rule counts (`standing.ts`), a tick more is over. */
const OLD = 4 * GRACE + 1;

/**
 * Worlds with the same key go on in the same way. Ages count up to where a rule stops to tell them apart; of the order of
 * instants only what a rule compares is kept; which reader is the first, and which worker, makes no difference.
 */
export function keyOf(world: World): string {
  const [a, b] = world.people;
  const one = `${personKey(world, a, [a, b])}${workersKey(world, 0)}`;
  const other = `${personKey(world, b, [b, a])}${workersKey(world, 1)}`;
  const people = one < other ? `${one}|${other}` : `${other}|${one}`;
  return `${people}|${world.lastMailAt === undefined ? '' : world.lastMailAt === world.now ? 'n' : 'o'}${world.faults}`;
}

const claimOf = ({ row }: Person) => (row?.claimedAt === undefined ? undefined : tickOf(row.claimedAt));

function personKey({ now, lastMailAt }: World, person: Person, order: readonly Person[]): string {
  const { row, mails, orphans, retry } = person;
  const parts: (string | number)[] = [retry ? 'r' : ''];
  if (row) {
    const since = row.state === 'claimed' ? (row.leaseUntil ?? row.at) : row.at;
    const open = row.state === 'claimed' || row.state === 'uncertain';
    parts.push(
      row.state === 'failed' ? `f${row.code}` : row.state.charAt(0),
      row.attempt,
      row.messageId === undefined ? '' : 'm',
      row.sentAt === undefined ? '' : 's',
      Object.keys(row.messageIds).join('+'),
      open ? Math.min(OLD, now - tickOf(since)) : '',
      open && lastMailAt !== undefined && lastMailAt >= (claimOf(person) ?? 0) ? 'e' : '',
    );
  }
  for (const mail of mails) {
    const tells =
      mail.event === 'due'
        ? order.map((each) => (mail.at >= (claimOf(each) ?? 0) ? 1 : 0)).join('') +
          (mail.at === now ? 'n' : '')
        : '';
    const silence = mail.event === 'heard' || mail.answer === 'written' ? '' : now - mail.since > GRACE;
    const waits = silence === false ? now - mail.since : '';
    parts.push(
      `/${mail.attempt}`,
      mail.event.charAt(0),
      mail.answer.charAt(0),
      String(silence),
      waits,
      tells,
    );
  }
  for (const each of orphans)
    parts.push(`?${each.attempt}`, each.until - now, each.since - now, each.known, String(each.allowed));
  return parts.join(',');
}

function workersKey({ now, workers }: World, who: 0 | 1): string {
  return workers
    .filter((each) => each.who === who)
    .map((each) => workerKey(each, now))
    .sort()
    .join('');
}

function workerKey(worker: Worker, now: number): string {
  const { attempt, step, until, told = '', mail = '', known, allowed, claimedAt } = worker;
  const age = step === 'claimed' || step === 'releasing' ? Math.min(LEASE, now - claimedAt) : '';
  // A mail's lease ends with its worker's claim.
  const lease = step === 'calling' ? now - claimedAt : '';
  return `!${attempt},${step},${until === undefined ? '' : until - now},${told},${mail},${known},${allowed},${age},${lease}`;
}
