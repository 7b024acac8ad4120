import { describe, expect, it } from 'vitest';
import { audienceEntry } from '../../../lambdas/core/delivery/freeze-audience.ts';
import { standingOf } from '../../../lambdas/core/delivery/standing.ts';
import { nextSlot } from '../../../lambdas/core/issue/due.ts';
import type { Issue } from '../../../lambdas/core/issue/issue.ts';
import { slotId } from '../../../lambdas/core/issue/slot.ts';
import { supersedes } from '../../../lambdas/core/issue/supersede.ts';
import { aNewsletter, anIssue, aTopic } from '../../support/issue-builders.ts';
import { aReader } from '../../support/system.ts';
import { mailsOf, type OracleReader, slotsOf } from './oracle.ts';
import { EDITION_CONFIG, EDITIONS, readersEverywhere, sectionsOf } from './readers.ts';
import { ZONES } from './zone-table.ts';

const FROM = new Date('2026-10-01T00:00:00Z');
const UNTIL = new Date(FROM.getTime() + 400 * 86_400_000);
const minutes = (at: Date) => at.getTime() / 60_000;
const iso = (minute: number) => `${new Date(minute * 60_000).toISOString().slice(0, 16)}Z`;

const newsletter = aNewsletter({ editions: EDITION_CONFIG });
const readers = readersEverywhere();
const subscribers = readers.map(({ id, edition, zone, hour, sections, pausedUntil }: OracleReader) =>
  aReader({
    id,
    edition,
    timeZone: zone,
    sections,
    ...(hour !== undefined && { hour }),
    ...(pausedUntil && { pausedUntil }),
  }),
);

/** The product's slots of an edition. */
function slots(edition: string): Date[] {
  const { cron, timeZone = newsletter.timeZone } = newsletter.editions.find(({ id }) => id === edition) ??
    newsletter.editions[0] ?? { cron: '' };
  const found: Date[] = [];
  let slot = nextSlot({ cron, timeZone }, new Date(FROM.getTime() - 1));
  while (slot && slot < UNTIL) {
    found.push(slot);
    slot = nextSlot({ cron, timeZone }, slot);
  }
  return found;
}

const topics = ['world', 'markets', 'science'].map((section) => aTopic({ section }));

/** The issues that the product's slots become, when each has something to tell. */
function issuesOf(edition: string): Issue[] {
  const zone = newsletter.editions.find(({ id }) => id === edition)?.timeZone ?? newsletter.timeZone;
  const blank = anIssue(topics);
  return slots(edition).map((slot, index) => ({
    ...blank,
    id: slotId(edition, slot, zone),
    edition,
    frozenAt: slot.toISOString(),
    topics: topics.filter(({ section }) => sectionsOf(index).includes(section)),
  }));
}

/** The product's mails, by its own rules for who is in an audience, when they are due and what is superseded. */
function mails(edition: string): string[] {
  const issues = issuesOf(edition);
  const own = subscribers.filter((each) => each.edition === edition);
  return issues.flatMap((issue, index) =>
    own.flatMap((reader) => {
      const entry = audienceEntry(reader.id, reader, { issue, languageFor: (wanted) => wanted });
      const at = entry.dueAt ?? issue.frozenAt;
      const next = issues[index + 1];
      const superseded = next !== undefined && next.frozenAt <= at && supersedes(next, issue);
      const standing = standingOf(entry, undefined, {
        now: new Date(at),
        until: at,
        frozenAt: issue.frozenAt,
        graceMs: 900_000,
        onUncertain: 'resend',
        ...(superseded && { ending: true }),
      });
      return standing === 'missing'
        ? [`${issue.frozenAt.slice(0, 16)}Z ${reader.id} ${at.slice(0, 16)}Z`]
        : [];
    }),
  );
}

describe.each(EDITIONS)('400 days of the edition $id', (edition) => {
  const predicted = slotsOf(edition, minutes(FROM), minutes(UNTIL));

  it('have the slots that the table predicts, each with an id of its own', () => {
    expect(slots(edition.id).map((at) => iso(minutes(at)))).toEqual(predicted.map(iso));
    expect(new Set(issuesOf(edition.id).map(({ id }) => id)).size).toBe(predicted.length);
  });

  it(`send the mails that the table predicts to readers in ${ZONES.length} zones, and no other`, () => {
    const expected = mailsOf(edition, predicted, readers, sectionsOf).map(
      ({ slot, reader, at }) => `${iso(slot)} ${reader} ${iso(at)}`,
    );
    const sent = mails(edition.id);
    expect(sent.length).toBe(expected.length);
    expect(new Set(sent)).toEqual(new Set(expected));
    expect(new Set(sent).size).toBe(sent.length);
  });
});

describe('the oracle', () => {
  it('has sixty zones, and among them the odd ones', () => {
    const names = ZONES.map(({ name }) => name);
    expect(new Set(names).size).toBe(60);
    for (const odd of ['Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Chatham', 'Antarctica/Troll']) {
      expect(names).toContain(odd);
    }
    for (const odd of ['Pacific/Kiritimati', 'Pacific/Apia', 'Pacific/Pago_Pago', 'Asia/Kolkata']) {
      expect(names).toContain(odd);
    }
  });

  it('knows that the weekly edition has no slot in the hour that spring leaves out, and one in the doubled hour', () => {
    const [weekly] = EDITIONS.filter(({ id }) => id === 'weekly');
    if (!weekly) throw new Error('there is no weekly edition');
    const days = slotsOf(weekly, minutes(FROM), minutes(UNTIL)).map(iso);
    expect(days).toContain('2026-10-25T00:30Z');
    expect(days).not.toContain('2026-10-25T01:30Z');
    expect(days.filter((each) => each.startsWith('2027-03-28'))).toEqual([]);
  });

  it('supersedes somebody on a day that is an hour short, and spares nobody twice', () => {
    const daily = EDITIONS[0];
    if (!daily) throw new Error('there is no daily edition');
    const days = slotsOf(daily, minutes(FROM), minutes(UNTIL));
    const short = days.indexOf(minutes(new Date('2027-03-27T06:00:00Z')));
    const of = (index: number) =>
      mailsOf(daily, days, readers, () => ['world', 'markets', 'science']).filter(
        ({ slot }) => slot === days[index],
      ).length;
    expect(of(short)).toBeLessThan(of(short - 1));
    expect(of(short + 1)).toBe(of(short - 1));
  });
});
