import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stores } from '../cli/local/stores.ts';
import { resendMissing } from '../lambdas/core/control-issue.ts';
import type { OnUncertain } from '../lambdas/core/delivery/standing.ts';
import type { Accounting } from '../lambdas/core/issue/issue.ts';
import { diceOf } from './dice.ts';
import { startEngine } from './engine.ts';
import { killerOf } from './killer.ts';
import type { RunOptions } from './options.ts';
import { processesOf } from './processes.ts';
import { type SesControl, sesControl } from './ses-control.ts';
import { openShared } from './system.ts';
import { GRACE_MS, ISSUE, LEASE, LONG_LIST } from './timing.ts';
import { type JudgedDouble, judge, type Verdict, verdictOf } from './verdict.ts';

/** What a run came to. */
export interface RunResult extends Verdict {
  readonly options: RunOptions;
  readonly seconds: number;
  readonly kills: number;
  /** Times that the database was killed. */
  readonly outages: number;
  /** Workers that ended without being killed. */
  readonly fellOver: number;
  readonly doubles: readonly JudgedDouble[];
  /** As the issue was closed; absent when it was not. */
  readonly accounting?: Accounting | undefined;
  /** Largest resident set of each kind of process, in megabytes. */
  readonly peaks: Readonly<Record<string, number>>;
  /** Processor seconds of each kind of process. */
  readonly processorSeconds: Readonly<Record<string, number>>;
  /** Where the processes' own words are; gone when all is well. */
  readonly log: string;
}

/** One run: a database, a SES, some workers, and kills until every reader has the mail. */
export async function oneRun(options: RunOptions, note: (text: string) => void): Promise<RunResult> {
  const began = Date.now();
  const directory = mkdtempSync(join(tmpdir(), 'briefwire-chaos-'));
  const state = join(directory, 'state');
  const processes = processesOf(directory, {
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
    NODE_COMPILE_CACHE: join(directory, 'compiled'),
  });
  const engine = await startEngine(directory, (pid) => processes.watch('database', pid));
  process.env['AWS_ENDPOINT_URL_DYNAMODB'] = engine.endpoint;
  const { policy, recipients, seed, workers, broken, killEveryMs } = options;
  try {
    const publisher = await processes.start('publisher', 'publish.ts', state, policy, String(recipients));
    publisher.kill();
    note(`${recipients} readers are in the table, the issue is frozen`);
    const queues = join(state, 'queues.db');
    const ses = await processes.start<{ endpoint: string }>(
      'SES',
      'ses.ts',
      queues,
      String(recipients),
      String(seed),
    );
    process.env['AWS_ENDPOINT_URL_SES'] = ses.said.endpoint;
    const control = sesControl(ses.said.endpoint);
    const killer = killerOf(processes, control, diceOf(seed + 1), {
      orders: { state, policy, broken, recipients },
      workers,
      everyMs: killEveryMs,
      killDatabase: recipients > LONG_LIST ? engine.killed : undefined,
    });
    const stores = await openShared(state, policy, recipients);
    await killer.begin();
    await delivered(control, stores, policy, note);
    killer.calm();
    await control.calm();
    note('every event comes now, nobody is killed any more');
    await resolved(control, stores, note);
    await killer.end();
    processes.stop();
    const { doubled, killed } = await control.doubled();
    const verdict = await verdictOf(stores.ledger, await control.copies(), policy);
    const issue = await stores.issues.head(ISSUE);
    await stores.close();
    ses.kill();
    return {
      ...verdict,
      ...killer.counts(),
      options,
      outages: engine.outages.length,
      seconds: (Date.now() - began) / 1000,
      doubles: doubled.map((each) => judge(each, policy, { killed, outages: engine.outages })),
      accounting: issue?.accounting,
      peaks: processes.peaks,
      processorSeconds: processes.processorSeconds(),
      log: directory,
    };
  } finally {
    await engine.end();
  }
}

export const cleanUp = ({ log }: RunResult) => rmSync(log, { recursive: true, force: true });

const LOOK_MS = 500;
/** No chunk on its way and no mail for this long: whoever is left is in doubt. Under `hold` nothing follows from that. */
const quietMs = (policy: OnUncertain) => (policy === 'hold' ? 0 : LEASE.ms + GRACE_MS) + 4_000;
/** Nothing moves for longer than any chain of graces: what is not resolved then is not going to be. */
const LONGEST_MS = 120_000;

/** Until the issue is closed, or nothing moves any more. */
async function delivered(
  ses: SesControl,
  { issues, deliveryQueue }: Stores,
  policy: OnUncertain,
  note: (text: string) => void,
): Promise<void> {
  let said = Date.now();
  for (;;) {
    await delay(LOOK_MS);
    const { taken, lastAt } = await ses.status();
    if (Date.now() - said > 30_000) {
      said = Date.now();
      note(`SES has ${taken} mails`);
    }
    const since = lastAt === 0 ? 0 : Date.now() - lastAt;
    const { visible, inFlight } = deliveryQueue.counts();
    const quiet = since > quietMs(policy) && visible + inFlight === 0;
    // The database may be away for longer than a call is repeated.
    const head = await issues.head(ISSUE).catch(() => undefined);
    if (quiet || head?.state === 'closed') return;
  }
}

/** Until the issue is closed and nobody is in doubt; the owner sends again to those about whom nothing is known. */
async function resolved(ses: SesControl, stores: Stores, note: (text: string) => void): Promise<void> {
  let movedAt = Date.now();
  let before = '';
  while (Date.now() < movedAt + LONGEST_MS) {
    await delay(LOOK_MS);
    const { waiting, taken } = await ses.status();
    const now = JSON.stringify([
      waiting,
      taken,
      stores.deliveryQueue.counts(),
      stores.feedbackQueue.counts(),
    ]);
    if (now !== before) movedAt = Date.now();
    before = now;
    const { visible, inFlight, delayed } = stores.feedbackQueue.counts();
    const issue = await stores.issues.head(ISSUE);
    if (waiting + visible + inFlight + delayed > 0 || issue?.state !== 'closed') continue;
    if (!(await anyDoubt(stores))) return;
    note('the owner sends again to those in doubt');
    await resendMissing(stores, ISSUE, { uncertain: true });
  }
}

async function anyDoubt({ ledger }: Stores): Promise<boolean> {
  for (let shard = 0; shard < 16; shard += 1) {
    for await (const { state } of ledger.deliveries(ISSUE, shard)) {
      if (state === 'claimed' || state === 'uncertain') return true;
    }
  }
  return false;
}
