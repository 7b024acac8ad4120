import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { madeUpBriefing } from '../cli/simulation/made-up.ts';
import { type Simulated, simulate } from '../cli/simulation/simulate.ts';
import type { Subscriber } from '../lambdas/core/subscribers/subscriber.ts';
import { mailsOf, type OracleReader, slotsOf } from './core/schedule/oracle.ts';
import { EDITION_CONFIG, EDITIONS, readersEverywhere } from './core/schedule/readers.ts';
import { aNewsletter } from './support/issue-builders.ts';

/**
 * Two fortnights of the full laptop system, one over the change to winter time and one over the change to summer time, with
 * readers in sixty zones: every mail that a table of offsets and plain arithmetic predict, at its minute, and no other.
 * `node tests/fortnight.ts [first day ...]`; exit code 1 when it is not so.
 */

const DAY = 86_400_000;
const DAYS = 14;
/** The machine takes its time to render and to send; nothing is due in the minutes after. */
const LATEST_MINUTES = 10;

const newsletter = aNewsletter({ editions: EDITION_CONFIG });
const sections = newsletter.sections.map(({ id }) => id);
const readers = readersEverywhere().filter((_, index) => index % 4 === 0);

function subscriberOf({ id, edition, zone, hour, sections: chosen, pausedUntil }: OracleReader): Subscriber {
  return {
    id,
    email: `${id.toLowerCase()}@example.org`,
    state: 'active',
    consentVersion: 1,
    edition,
    sections: chosen,
    language: 'en',
    timeZone: zone,
    createdAt: '2026-01-01T00:00:00.000Z',
    updatedAt: '2026-01-01T00:00:00.000Z',
    ...(hour !== undefined && { hour }),
    ...(pausedUntil && { pausedUntil }),
  };
}

/** `reader edition day`, and at which minute since 1970. */
type Mails = Map<string, number>;

function predicted(from: number, until: number): Mails {
  const mails: Mails = new Map();
  for (const edition of EDITIONS) {
    const slots = slotsOf(edition, from, until);
    for (const { reader, slot, at } of mailsOf(edition, slots, readers, () => sections)) {
      const number = slots.indexOf(slot);
      if (at < until) mails.set(`${reader.toLowerCase()} ${edition.id} ${number}`, at);
    }
  }
  return mails;
}

function delivered({ mails, issues }: Simulated, until: number): { mails: Mails; twice: string[] } {
  const found: Mails = new Map();
  const twice: string[] = [];
  const numbers = new Map<string, number>();
  for (const edition of EDITIONS) {
    const own = issues.filter((issue) => issue.edition === edition.id);
    own.forEach(({ id }, number) => void numbers.set(id, number));
  }
  for (const { at, to, issue } of mails) {
    if (issue === undefined || Date.parse(at) / 60_000 >= until) continue;
    const key = `${to.split('@')[0]} ${issue.split('.')[0]} ${numbers.get(issue)}`;
    if (found.has(key)) twice.push(key);
    found.set(key, Date.parse(at) / 60_000);
  }
  return { mails: found, twice };
}

async function fortnight(day: string): Promise<boolean> {
  const from = new Date(`${day}T00:00:00Z`);
  const until = new Date(from.getTime() + DAYS * DAY);
  const state = await mkdtemp(join(tmpdir(), 'briefwire-fortnight-'));
  try {
    const drops = Array.from({ length: DAYS }, (_, index) => {
      const at = new Date(from.getTime() + index * DAY);
      const date = at.toISOString().slice(0, 10);
      return { at, name: `${date}.json`, content: madeUpBriefing(date, newsletter.sections) };
    });
    const simulated = await simulate({
      ...{ newsletter, state, from, until, drops, readers: readers.map(subscriberOf) },
      note: (text) => console.error(text),
      report: ({ code, ...about }) => {
        if (/failed|unbalanced/.test(code)) console.error(code, about);
      },
      progress: (at) => console.error(at.toISOString().slice(0, 10)),
    });
    const minute = (at: Date) => at.getTime() / 60_000;
    const expected = predicted(minute(from), minute(until));
    const { mails, twice } = delivered(simulated, minute(until));
    const missing = [...expected].filter(([key]) => !mails.has(key));
    const unforeseen = [...mails].filter(([key]) => !expected.has(key));
    const late = [...mails].filter(([key, at]) => {
      const due = expected.get(key) ?? at;
      return at < due || at > due + LATEST_MINUTES;
    });
    const iso = ([key, at]: readonly [string, number]) => `${key} ${new Date(at * 60_000).toISOString()}`;
    for (const each of missing.slice(0, 10)) console.log(`missing: ${iso(each)}`);
    for (const each of unforeseen.slice(0, 10)) console.log(`unforeseen: ${iso(each)}`);
    for (const each of late.slice(0, 10)) {
      console.log(
        `not in time: ${iso(each)}, due ${new Date((expected.get(each[0]) ?? 0) * 60_000).toISOString()}`,
      );
    }
    for (const each of twice.slice(0, 10)) console.log(`twice: ${each}`);
    console.log(
      `${DAYS} days from ${day}: ${readers.length} readers, ${simulated.issues.length} issues, ${expected.size} mails predicted, ` +
        `${mails.size} sent; ${missing.length} missing, ${unforeseen.length} unforeseen, ${late.length} not in time, ${twice.length} twice`,
    );
    return expected.size > 0 && missing.length + unforeseen.length + late.length + twice.length === 0;
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}

const days = process.argv.slice(2);
for (const day of days.length > 0 ? days : ['2026-10-19', '2027-03-20']) {
  if (!(await fortnight(day))) process.exitCode = 1;
}
