import { sesClient } from '../../lambdas/adapters/ses-client.ts';
import { sesMailer } from '../../lambdas/adapters/ses-mailer.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import { costOf, TYPICAL, totalOf, type Workload } from '../../lambdas/core/delivery/cost.ts';
import { PRICES } from '../../lambdas/core/delivery/cost-prices.ts';
import { planMessages } from '../../lambdas/core/delivery/messages.ts';
import { startChild } from '../child.ts';
import type { Finding } from '../report.ts';
import type { Sample } from '../sample.ts';
import type { Units } from './counted-units.ts';
import { cpuPerMail } from './cpu.ts';
import { type Driven, drive, plan } from './drive.ts';
import { recordEvents } from './feedback.ts';
import { type Engine, openStage, type Stage } from './stage.ts';

/** How long a grant is used before it counts, and how long it counts. */
export interface PacingEffort {
  readonly warmMs: number;
  readonly windowMs: number;
  /** Calls of each part whose processor time is measured. */
  readonly cpuCalls: number;
}

/** Seconds' worth of readers beyond the window, so that the pause meets full chunks. */
const SPARE_SECONDS = 8;
/** Mails whose events are recorded to count what that costs. */
const EVENTS_COUNTED = 400;

const ON: Readonly<Record<Engine, string>> = {
  dynoxide: 'ledger and lease in the laptop’s DynamoDB engine; 14 and 100 at the same time',
  memory: 'ledger and lease in memory: no database takes part',
};

/** Pace, pause, processor time and cost. */
export async function pacing(sample: Sample, effort: PacingEffort): Promise<Finding[]> {
  const scenes = await Promise.all([14, 100].map((grant) => openScene('dynoxide', grant, sample, effort)));
  const used: Used[] = [];
  const rest: Finding[] = [];
  try {
    used.push(...(await Promise.all(scenes.map((scene) => useUp(scene, sample, effort)))));
    const [, hundred] = used;
    if (hundred) {
      rest.push(...(await processorTime(hundred.stage, sample, effort)));
      rest.push(...(await costs(hundred, sample)));
    }
  } finally {
    for (const scene of scenes) await scene.close();
  }
  const fast = await openScene('memory', 500, sample, effort);
  try {
    used.push(await useUp(fast, sample, effort));
  } finally {
    await fast.close();
  }
  return [...used.flatMap((each) => useOf(each, effort)), pauseOf(used), ...rest];
}

type Scene = Awaited<ReturnType<typeof openScene>>;

/** A scene after its grant was used for a while. */
interface Used extends Scene {
  readonly planned: Units;
  readonly driven: Driven;
}

async function useUp(scene: Scene, sample: Sample, effort: PacingEffort): Promise<Used> {
  const { newsletter } = sample;
  scene.stage.units();
  await plan(scene.stage, newsletter);
  const planned = scene.stage.units();
  return { ...scene, planned, driven: await drive(scene.stage, { ...scene, newsletter }, effort) };
}

function pauseOf(used: readonly Used[]): Finding {
  const seconds = used.map(({ driven }) => driven.pauseMs / 1000);
  return {
    what: 'pause: from the order to the last mail, the longest',
    value: Math.max(...seconds),
    unit: 's',
    atMost: 5,
    detail: used.map(({ grant }, index) => `${seconds[index]?.toFixed(1)} s at ${grant} a second`).join(', '),
  };
}

async function openScene(engine: Engine, grant: number, sample: Sample, effort: PacingEffort) {
  const ses = await openSes(grant);
  const seconds = (effort.warmMs + effort.windowMs) / 1000 + SPARE_SECONDS;
  const stage = await openStage(engine, sample, Math.ceil(grant * seconds));
  return {
    ...ses,
    engine,
    grant,
    stage,
    async close() {
      await stage.close();
      ses.close();
    },
  };
}

/** The local SES with that grant, in a process of its own, and a mailer that calls it through the SDK. */
async function openSes(perSecond: number) {
  const child = await startChild<{ endpoint: string }>('pacing/ses-grant.ts', String(perSecond));
  const { endpoint } = child.said;
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = sesClient({ concurrency: 64, config: { endpoint, region: 'us-east-1', credentials } });
  return {
    endpoint,
    mailer: sesMailer({ client, clock: systemClock, configurationSet: 'bench' }),
    close() {
      client.destroy();
      child.process.kill();
    },
  };
}

function useOf({ grant, engine, driven }: Used, { windowMs }: PacingEffort): Finding[] {
  return [
    {
      what: `pace: share of a grant of ${grant} a second that two senders use`,
      value: driven.used * 100,
      unit: '%',
      atLeast: 98,
      detail: `over ${windowMs / 1000} s after warm-up; ${ON[engine]}`,
    },
    {
      what: `pace: calls throttled at ${grant} a second`,
      value: driven.throttled * 100,
      unit: '%',
      atMost: 1,
      detail: `of ${driven.calls} calls, warm-up included; SES enforces exactly the grant`,
    },
  ];
}

async function processorTime(stage: Stage, sample: Sample, { cpuCalls }: PacingEffort): Promise<Finding[]> {
  const ses = await openSes(1_000_000);
  try {
    const cpu = await cpuPerMail(
      stage,
      sample,
      ses.mailer,
      Math.min(cpuCalls, Math.floor(stage.readers / 2)),
    );
    const one = (what: string, value: number, detail: string): Finding => ({
      what: `processor time a mail: ${what}`,
      value,
      unit: 'ms',
      detail: `${detail}; process.cpuUsage around that part alone, warm`,
    });
    return [
      one('splice', cpu.splice, 'links and message'),
      one('ledger', cpu.ledger, 'claim and settle through the SDK, the engine’s own not counted'),
      one('SES call', cpu.sesCall, 'encode, sign, send, read the answer'),
    ];
  } finally {
    ses.close();
  }
}

/** Counts what the rest of the walk asks of DynamoDB, and puts prices to it. */
async function costs({ stage, endpoint, planned, driven }: Used, sample: Sample): Promise<Finding[]> {
  stage.units();
  const events = await recordEvents(stage, endpoint, EVENTS_COUNTED);
  const recorded = stage.units();
  await stage.issues.move(stage.issueId, ['paused'], { state: 'sending' });
  await stage.planQueue.send(planMessages(stage.issueId));
  await plan(stage, sample.newsletter);
  const replanned = stage.units();
  const perMail = (of: keyof Units) =>
    planned[of] / stage.readers +
    driven.units[of] / driven.accepted +
    (recorded[of] / events) * TYPICAL.eventsPerMail +
    (replanned[of] / stage.readers) * (TYPICAL.plans - 1);
  const writesPerMail = perMail('writes');
  const readsPerMail = perMail('reads');
  const work: Workload = { ...TYPICAL, mails: 1_000_000, perSecond: 14, writesPerMail, readsPerMail };
  const lines = costOf(work);
  const usd = (value: number) => value.toFixed(2);
  return [
    {
      what: 'DynamoDB: write units a mail, plan to last event',
      value: writesPerMail,
      unit: 'units',
      atMost: TYPICAL.writesPerMail,
      detail: 'as the engine reports them for the real requests of this run',
    },
    {
      what: 'DynamoDB: read units a mail, plan to last event',
      value: readsPerMail,
      unit: 'units',
      atMost: TYPICAL.readsPerMail,
      detail: `${TYPICAL.plans} passes of the plan included`,
    },
    {
      what: 'projected cost of a million mails on AWS, beside SES',
      value: totalOf(lines, 'beside-ses'),
      unit: 'USD',
      atMost: 20,
      detail: `at ${work.perSecond} a second, us-east-1; SES itself ${usd(totalOf(lines, 'ses'))}`,
    },
    ...lines.map(({ name, units, usd: value }): Finding => {
      const price = PRICES[name];
      return {
        what: `  ${Math.ceil(units).toLocaleString('en')} ${price.unit}`,
        value,
        unit: 'USD',
        detail: `${price.usd} per ${price.per.toLocaleString('en')} (${price.asOf}, ${price.source})`,
      };
    }),
  ];
}
