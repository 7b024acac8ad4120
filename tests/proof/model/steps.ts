import type { ModelLedger } from './ledger.ts';
import { planned } from './plan.ts';
import {
  CALL,
  GRACE,
  LEASE,
  type Mail,
  type Settings,
  type Worker,
  type World,
  withMail,
  withPerson,
  withWorker,
} from './world.ts';

/** Code of a refusal that is about this reader. */
export const REFUSED = 'MessageRejected';

/** What can happen next: its name, and the world afterwards. */
export type Step = readonly [name: string, next: World];

/** Everything that may happen next, in any order and at any time. */
export function* stepsOf(world: World, settings: Settings, ledger: ModelLedger): Generator<Step> {
  for (const who of [0, 1] as const) {
    if (world.workers.length < 2) {
      yield* claims(world, who, settings, ledger);
    }
    yield* news(world, who, ledger);
  }
  for (const [index, worker] of world.workers.entries()) yield* workerSteps(world, index, worker, ledger);
  const plan = planned(world, settings, ledger);
  if (plan !== world) yield ['the plan runs', plan];
  const busy =
    world.workers.some(({ until }) => until === world.now) ||
    world.people.some(({ orphans }) => orphans.some(({ until }) => until === world.now));
  if (!busy) yield ['time passes', { ...world, now: world.now + 1 }];
}

/** Queues deliver at least once: a chunk of the first plan, or one that asks for another try, comes at any time. */
function* claims(world: World, who: 0 | 1, settings: Settings, ledger: ModelLedger): Generator<Step> {
  const { row, retry: wanted } = world.people[who];
  if (row && row.attempt >= settings.attempts) return;
  // A tick is long, a claim's instant is exact to the millisecond: no two claims of a reader share it.
  const same = (each: Worker) =>
    each.who === who && each.step === 'releasing' && each.claimedAt === world.now;
  if (world.workers.some(same)) return;
  for (const retry of wanted ? [false, true] : [false]) {
    const next = claimed(world, who, retry, settings, ledger);
    if (next) yield [`a worker claims ${who}${retry ? ' again' : ''}`, next];
  }
}

/** A claim; `undefined` when it finds somebody else's. */
export function claimed(
  world: World,
  who: 0 | 1,
  retry: boolean,
  settings: Settings,
  ledger: ModelLedger,
): World | undefined {
  const { row, mails } = world.people[who];
  const next = ledger.claim(row, world.now, retry);
  if (!next) return undefined;
  const worker: Worker = {
    who,
    attempt: next.attempt,
    claimedAt: world.now,
    step: 'claimed',
    known: mails.length,
    allowed: mails.every((mail) => settings.policy === 'resend' && isWithheld(mail, world.now)),
  };
  const after = withPerson(world, who, { row: next });
  return { ...after, workers: [...after.workers, worker] };
}

/** Nobody could write the answer of that mail, and its event did not come within the grace after that. */
const isWithheld = (mail: Mail, now: number) =>
  mail.event !== 'heard' && mail.answer !== 'written' && now - mail.since > GRACE;

/** Events come late, twice, in any order, or not at all; they come before our own write, too. */
function* news(world: World, who: 0 | 1, ledger: ModelLedger): Generator<Step> {
  const { row, mails, orphans } = world.people[who];
  for (const [index, mail] of mails.entries()) {
    if (mail.event === 'lost') continue;
    const repeats = row?.state === 'accepted' && row.sentAt && mail.attempt in row.messageIds;
    if (mail.event === 'heard' && repeats) continue;
    const next = heard(world, who, index, ledger);
    const twice = mail.event === 'heard' && next.people[who].row === row;
    if (!twice) yield [`the event of mail ${index} of ${who} comes`, next];
    if (mail.event === 'due' && world.faults > 0) {
      const lost = withMail(world, who, index, { event: 'lost' });
      yield [`the event of mail ${index} of ${who} is lost`, { ...lost, faults: world.faults - 1 }];
    }
  }
  for (const orphan of orphans) {
    const without = withPerson(world, who, { orphans: orphans.filter((each) => each !== orphan) });
    yield [`an abandoned call for ${who} ends`, without];
    yield [
      `SES takes the mail of an abandoned call for ${who}`,
      withPerson(without, who, { mails: [...mails, mailOf(world, who, orphan, orphan.since)] }),
    ];
  }
}

/** The mail of a call that SES takes now; its sender knows nothing yet. */
function mailOf(
  { now, people }: World,
  who: 0 | 1,
  { attempt, allowed, known }: Pick<Worker, 'attempt' | 'allowed' | 'known'>,
  since: number,
): Mail {
  const before = people[who].mails.length;
  const may = before === 0 || (allowed && known === before);
  return { attempt, at: now, event: 'due', answer: 'silent', since, allowed: may };
}

/** The event of a mail is recorded. */
export function heard(world: World, who: 0 | 1, index: number, ledger: ModelLedger): World {
  const { row, mails } = world.people[who];
  const mail = mails[index];
  if (!mail) throw new Error('there is no such mail');
  const recorded = ledger.record(row, mail.attempt, mail.at, world.now);
  const same = JSON.stringify(recorded) === JSON.stringify(row);
  const next = same ? world : withPerson(world, who, { row: recorded });
  const lastMailAt = Math.max(world.lastMailAt ?? 0, mail.at);
  return { ...withMail(next, who, index, { event: 'heard' }), lastMailAt };
}

function* workerSteps(world: World, index: number, worker: Worker, ledger: ModelLedger): Generator<Step> {
  const { who, attempt, step, claimedAt } = worker;
  const at = (name: string) => `worker of ${who}, attempt ${attempt}: ${name}`;
  const { now } = world;
  if (step === 'claimed') {
    const row = ledger.release(world.people[who].row, worker, now);
    const back = withPerson(world, who, { row });
    yield [at('no turn, takes the claim back'), withWorker(back, index, undefined)];
    if (world.faults > 0) {
      const repeats = withWorker(back, index, { ...worker, step: 'releasing' });
      yield [at('no turn, takes the claim back, is not answered'), { ...repeats, faults: world.faults - 1 }];
    }
    // Time for a whole call is left in the lease, or there is none.
    if (now <= claimedAt + LEASE - CALL) {
      yield [at('calls'), withWorker(world, index, { ...worker, step: 'calling', until: now + CALL })];
    }
  }
  if (step === 'releasing') {
    const row = ledger.release(world.people[who].row, worker, now);
    yield [at('takes the claim back again'), withWorker(withPerson(world, who, { row }), index, undefined)];
  }
  if (step === 'calling') yield* answers(world, index, worker, at);
  if (step === 'told' || step === 'late') yield [at('writes'), written(world, index, worker, ledger)];
  if (world.faults > 0) yield [at('dies'), died(world, index, worker)];
}

function* answers(
  world: World,
  index: number,
  worker: Worker,
  at: (name: string) => string,
): Generator<Step> {
  const { who } = worker;
  const told = (from: World, what: NonNullable<Worker['told']>, mail?: number): World => {
    const { until: _, ...rest } = worker;
    return withWorker(from, index, {
      ...rest,
      step: 'told',
      told: what,
      ...(mail !== undefined && { mail }),
    });
  };
  const accepted = taken(world, index);
  const mail = world.people[who].mails.length;
  yield [at('SES takes it and says so'), told(accepted, 'accepted', mail)];
  yield [at('SES refuses it'), told(world, 'failed')];
  yield [at('SES throttles'), told(world, 'not-sent')];
  if (world.faults === 0) return;
  const faults = world.faults - 1;
  const silent = withMail(accepted, who, mail, { answer: 'silent', since: world.now });
  yield [at('SES takes it, the answer is lost'), { ...told(silent, 'uncertain'), faults }];
  yield [at('SES does not take it and does not answer'), { ...told(world, 'uncertain'), faults }];
  yield [at('time-out, the call is under way'), { ...told(abandoned(world, worker), 'uncertain'), faults }];
}

/** SES has the mail; the worker does not know yet. */
export function taken(world: World, index: number): World {
  const worker = world.workers[index];
  if (!worker) throw new Error('there is no such worker');
  const { who, claimedAt } = worker;
  const mail: Mail = { ...mailOf(world, who, worker, claimedAt + LEASE), answer: 'open' };
  return withPerson(world, who, { mails: [...world.people[who].mails, mail] });
}

function abandoned(world: World, { who, attempt, known, allowed, until = world.now }: Worker): World {
  const orphan = { attempt, known, allowed, until, since: world.now };
  const orphans = [...world.people[who].orphans, orphan];
  return withPerson(world, who, { orphans });
}

function died(world: World, index: number, worker: Worker): World {
  const { who, step, mail } = worker;
  const left = withWorker({ ...world, faults: world.faults - 1 }, index, undefined);
  if (step === 'calling') return abandoned(left, worker);
  const since = Math.min(world.now, world.people[who].mails[mail ?? 0]?.since ?? world.now);
  return mail === undefined || step === 'late'
    ? left
    : withMail(left, who, mail, { answer: 'silent', since });
}

/** The worker writes down what it was told; where the claim is no longer its own, what SES said is noted all the same. */
export function written(world: World, index: number, worker: Worker, ledger: ModelLedger): World {
  const { who, attempt, told, mail, step } = worker;
  const { row } = world.people[who];
  const { now } = world;
  const after = (next: World) => withWorker(next, index, undefined);
  if (step === 'late') {
    const recorded = ledger.record(row, attempt, undefined, now);
    return after(withMail(withPerson(world, who, { row: recorded }), who, mail ?? 0, { answer: 'written' }));
  }
  if (told === 'not-sent') {
    return after(withPerson(world, who, { row: ledger.release(row, worker, now) }));
  }
  if (told === 'accepted') {
    const settled = ledger.settle(row, attempt, { state: 'accepted', messageId: `m${attempt}` }, now);
    if (!settled.done) return withWorker(world, index, { ...worker, step: 'late' });
    const next = withPerson(world, who, { row: settled.row });
    return after(withMail(next, who, mail ?? 0, { answer: 'written' }));
  }
  const settlement =
    told === 'failed'
      ? ({ state: 'failed', code: REFUSED, detail: '' } as const)
      : ({ state: 'uncertain', code: 'timeout', detail: '' } as const);
  return after(withPerson(world, who, { row: ledger.settle(row, attempt, settlement, now).row }));
}
