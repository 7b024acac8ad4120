import { setTimeout as delay } from 'node:timers/promises';
import { type Bench, BRIEFING, ISSUE } from './bench.ts';
import type { Running } from './command.ts';
import type { KillOptions } from './options.ts';

/** No mail for this long, a slow start included: whoever is left waits for an event. */
const QUIET_MS = 12_000;
const PATIENCE_MS = 180_000;

/**
 * `briefwire start` delivers and is killed again and again, and started on the same state directory. Then SES's events are
 * posted, and it goes on by itself until the issue is closed.
 */
export async function killStart(bench: Bench, { kills }: KillOptions): Promise<void> {
  let system = await start(bench);
  await publish(bench);
  for (let kill = 1; kill <= kills; kill += 1) {
    await bench.amidDelivery(system.process, kill);
    const withDatabase = kill % 3 === 0;
    system.process.kill();
    if (withDatabase) bench.killDatabase();
    await system.process.ended;
    const { taken } = await bench.truth();
    bench.note(`kill ${kill}${withDatabase ? ', the database too' : ''}: SES has ${taken} mails`);
    system = await start(bench);
  }
  await untilQuiet(bench, Date.now());
  bench.note(`nobody is killed any more; SES has ${(await bench.truth()).taken} mails`);
  await finish(bench, system.url);
  system.process.interrupt();
  await system.process.ended;
}

async function start(bench: Bench): Promise<{ readonly process: Running; readonly url: string }> {
  const process = bench.briefwire('start', '--port', '0', '--grace', '5s');
  const [, url = ''] = await process.said(/runs at (\S+)/);
  return { process, url };
}

/** The issue is frozen and the first mails are on their way; the command that published it is gone before the first kill. */
async function publish(bench: Bench): Promise<void> {
  const sending = bench.briefwire('send', BRIEFING, '--issue', ISSUE);
  while ((await bench.truth()).taken === 0) {
    if (sending.hasEnded()) throw new Error('nothing was published');
    await delay(20);
  }
  sending.kill();
  await sending.ended;
  bench.note(`issue ${ISSUE} is published`);
}

async function untilQuiet(bench: Bench, since: number): Promise<void> {
  for (;;) {
    const { lastAt } = await bench.truth();
    if (Date.now() - Math.max(lastAt, since) > QUIET_MS) return;
    await delay(200);
  }
}

async function finish(bench: Bench, url: string): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  let said = '';
  while (Date.now() < until) {
    const answer = await fetch(`${url}/dev/ses-events`, { method: 'POST', body: await bench.events() });
    const now = `the events are posted: ${await answer.text()}`;
    if (now !== said) bench.note(now);
    said = now;
    const shown = await bench.briefwire('issues', 'show', ISSUE, '--json').ended;
    const { issue } = JSON.parse(shown.output) as { issue: { state: string; accounting?: unknown } };
    if (issue.state === 'closed') {
      bench.note(`the issue is closed: ${JSON.stringify(issue.accounting)}`);
      return;
    }
    await delay(1_000);
  }
  bench.note('the issue is not closed');
}
