import { setTimeout as delay } from 'node:timers/promises';
import { type Bench, BRIEFING, ISSUE } from './bench.ts';
import type { KillOptions } from './options.ts';

/** How often the command is repeated at the end: until it finds that all is done. */
const REPEATS = 5;

/**
 * `briefwire send` alone delivers, is killed again and again, and repeated. What SES reports is fed by `briefwire events`
 * after every kill, or, `late`, when nobody is killed any more.
 */
export async function killSend(bench: Bench, { kills }: KillOptions, late: boolean): Promise<void> {
  const send = () => bench.briefwire('send', BRIEFING, '--issue', ISSUE, '--grace', '5s');
  for (let kill = 1; kill <= kills; kill += 1) {
    const sending = send();
    await bench.amidDelivery(sending, kill);
    const withDatabase = kill % 3 === 0;
    if (!sending.hasEnded()) sending.kill();
    if (withDatabase) bench.killDatabase();
    await sending.ended;
    const { taken } = await bench.truth();
    bench.note(`kill ${kill}${withDatabase ? ', the database too' : ''}: SES has ${taken} mails`);
    if (!late) await feed(bench);
  }
  for (let repeat = 1; repeat <= REPEATS; repeat += 1) {
    const sending = send();
    const since = Date.now();
    while (!sending.hasEnded() && !(await isQuiet(bench, since))) await delay(200);
    if (repeat > 1 || !late) await feed(bench);
    const { code, output } = await sending.ended;
    bench.note(`the same send again: exit code ${code}; ${output.split('\n')[0]}`);
    if (late) await feed(bench);
    if (code === 0) return;
  }
}

/** No mail for this long, a slow start included: whoever is left waits for an event. */
const QUIET_MS = 12_000;

async function isQuiet(bench: Bench, since: number): Promise<boolean> {
  return Date.now() - Math.max((await bench.truth()).lastAt, since) > QUIET_MS;
}

async function feed(bench: Bench): Promise<void> {
  const { code, output } = await bench.briefwire('events', await bench.eventsFile()).ended;
  bench.note(`briefwire events FILE: exit code ${code}; ${output}`);
}
