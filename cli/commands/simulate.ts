import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { randomIds } from '../../lambdas/adapters/random-ids.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { nextSlot } from '../../lambdas/core/issue/due.ts';
import { localDate } from '../../lambdas/core/issue/slot.ts';
import { isTimeZone } from '../../lambdas/core/subscribers/choices.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import type { Context } from '../context.ts';
import { checkedRows } from '../import/check-rows.ts';
import { openReaderFile } from '../import/read-file.ts';
import { UsageError } from '../output.ts';
import { subscriberOf } from '../reader-rows.ts';
import { calendarText } from '../simulation/calendar.ts';
import { madeUpBriefing } from '../simulation/made-up.ts';
import { type Drop, simulate } from '../simulation/simulate.ts';

const SAMPLE_READERS = fileURLToPath(new URL('../../briefings/sample-readers.csv', import.meta.url));
/** A year, and a day for leap years. */
const MOST_DAYS = 366;

interface SimulateOptions {
  readonly from: string;
  readonly days: string;
  readonly zone?: string;
  readonly readers?: string;
  readonly keep?: string;
}

/** `briefwire simulate`: the whole laptop system over some days, in minutes. */
export function simulateCommand(context: Context): Command {
  return new Command('simulate')
    .argument('[briefing...]', 'briefings, put into the inbox one a day; default: made-up ones')
    .requiredOption('--from <date>', 'the first day, e.g. 2026-10-19')
    .option('--days <n>', 'how many days', '14')
    .option('--zone <zone>', "whose days and hours, e.g. Europe/Berlin (default: the newsletter's)")
    .option(
      '--readers <file>',
      'readers, a file as `subscribers import` reads it (default: those of the state)',
    )
    .option('--keep <dir>', 'leave its state there: `briefwire start --state DIR` shows the mails')
    .action((briefings: string[], options: SimulateOptions) => run(context, briefings, options));
}

async function run(context: Context, briefings: readonly string[], options: SimulateOptions): Promise<void> {
  const newsletter = await context.newsletter();
  const output = context.output();
  const timeZone = options.zone ?? newsletter.timeZone;
  const midnights = midnightsOf(options, timeZone);
  const drops = await dropsOf(briefings, midnights, timeZone, newsletter);
  const readers = await readersOf(context, newsletter, options);
  const state = await stateOf(options);
  const troubles: string[] = [];
  if (newsletter.sources.length > 0)
    output.note('Sources are not polled: the web has no news of those days.');
  try {
    const [from = new Date(0)] = midnights;
    const until = midnights.at(-1) ?? from;
    const simulated = await simulate({
      ...{ newsletter, state, from, until, readers, drops },
      temporary: !options.keep,
      note: output.note,
      report: (event) => {
        if (ALARMS.includes(event.code))
          troubles.push(`${event.code} ${event['issue'] ?? event['edition'] ?? ''}`);
      },
      progress: (at) => output.note(`${localDate(at, timeZone)} …`),
    });
    const view = { timeZone, readers: new Map(readers.map((each) => [each.email, whenOf(each)])) };
    const text = [calendarText(simulated, view), ...troubles.map((each) => `Alarm: ${each}`)].join('\n');
    output.result({ from, until, timeZone, ...simulated, alarms: troubles }, text);
    if (troubles.length > 0) process.exitCode = 1;
  } finally {
    if (!options.keep) await rm(state, { recursive: true, force: true });
  }
}

/** A directory of the simulation's own: its issues of other days must not mix with those of today. */
async function stateOf({ keep }: SimulateOptions): Promise<string> {
  if (keep === undefined) return mkdtemp(join(tmpdir(), 'briefwire-simulation-'));
  const found = await readdir(keep).catch(() => []);
  if (found.length > 0) throw new UsageError(`--keep ${keep} is not empty: name a new directory.`);
  return resolve(keep);
}

/** What would wake the owner. */
const ALARMS = ['briefing-missing', 'slot-failed', 'account-unbalanced'];

const whenOf = ({ timeZone, hour }: Subscriber) =>
  hour === undefined ? `${timeZone}, at once` : `${timeZone}, ${hour} o'clock`;

/** The beginnings of the days, and of the one after them. */
function midnightsOf({ from, days }: SimulateOptions, timeZone: string): Date[] {
  if (!isTimeZone(timeZone)) {
    throw new UsageError(`--zone ${timeZone} is not an IANA time zone such as Europe/Berlin.`);
  }
  const count = Number(days);
  if (!Number.isInteger(count) || count < 1 || count > MOST_DAYS) {
    throw new UsageError(`--days ${days} is not a number of days from 1 to ${MOST_DAYS}.`);
  }
  const first = Date.parse(`${from}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(from) || Number.isNaN(first)) {
    throw new UsageError(`--from ${from} is not a date such as 2026-10-19.`);
  }
  const found: Date[] = [];
  let at: Date | undefined = new Date(first - 36 * 3_600_000);
  while (at && found.length <= count) {
    // Where a day begins at one o'clock, the change comes first.
    at = nextSlot({ cron: '0 0,1 * * *', timeZone }, at);
    const day = at && localDate(at, timeZone);
    const last = found.at(-1);
    if (at && day && day >= from && (!last || localDate(last, timeZone) < day)) found.push(at);
  }
  return found;
}

async function dropsOf(
  briefings: readonly string[],
  midnights: readonly Date[],
  timeZone: string,
  newsletter: Newsletter,
): Promise<Drop[]> {
  const days = midnights.slice(0, -1);
  if (briefings.length === 0) {
    return days.map((at): Drop => {
      const day = localDate(at, timeZone);
      return { at, name: `made-up-${day}.json`, content: madeUpBriefing(day, newsletter.sections) };
    });
  }
  const contents = await Promise.all(
    briefings.map((path) =>
      readFile(path).catch(() => {
        throw new UsageError(`There is no ${path}, or it cannot be read. Name a file.`);
      }),
    ),
  );
  return days.slice(0, contents.length).map((at, index) => ({
    at,
    name: basename(briefings[index] ?? ''),
    content: contents[index] ?? new Uint8Array(),
  }));
}

/** The readers of a file, else those of the state directory, else the sample ones. */
async function readersOf(
  context: Context,
  newsletter: Newsletter,
  { readers: file }: SimulateOptions,
): Promise<Subscriber[]> {
  const own: Subscriber[] = [];
  if (file === undefined) {
    await context.withSystem(async ({ subscribers }) => {
      for await (const reader of subscribers.list({ state: 'active' })) own.push(reader);
    });
  }
  if (own.length > 0) return own;
  const from = file ?? SAMPLE_READERS;
  if (file === undefined) context.output().note('Nobody is on the list yet: the sample readers take part.');
  const rows = await openReaderFile(from);
  for await (const row of checkedRows(rows, newsletter)) {
    if (row.kind === 'reader') own.push(subscriberOf(row.reader, { ids: randomIds, clock: systemClock }));
    if (row.kind !== 'refused') continue;
    const faults = row.faults.map(({ field, reason }) => `${field}: ${reason}`).join('; ');
    context.output().note(`${from}:${row.line}: left out, ${faults}`);
  }
  return own;
}
