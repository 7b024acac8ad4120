import type { Newsletter } from '../config.ts';
import type { Subscriber } from './subscriber.ts';

/** What a reader chooses. Absent: as it was; `null`: none. */
export interface Choices {
  readonly sections: readonly string[];
  readonly language: string;
  readonly edition: string;
  readonly timeZone?: string;
  readonly hour?: number | null;
  readonly pausedUntil?: string | null;
}

/** What is wrong with a choice; a page has a phrase for each. */
export type ChoiceFault =
  /** Without a section there is nothing to read. */
  | 'no-section'
  /** A section, edition or language that was never offered. */
  | 'unknown-value'
  | 'time-zone'
  | 'hour'
  /** No date, in the past, or more than a year ahead. */
  | 'pause';

/** What can be chosen from. */
export interface Offer {
  readonly newsletter: Pick<Newsletter, 'sections' | 'editions'>;
  /** Languages that mails are written in. */
  readonly languages: readonly string[];
}

/** A pause is for holidays; who wants none for longer unsubscribes. */
const LONGEST_PAUSE_MS = 366 * 86_400_000;

/** The first thing that is wrong with these choices at `now`, if anything is. */
export function faultOf(
  { newsletter, languages }: Offer,
  choices: Choices,
  now: Date,
): ChoiceFault | undefined {
  const { sections, edition, language, timeZone, hour, pausedUntil } = choices;
  if (sections.length === 0) return 'no-section';
  const known =
    sections.every((chosen) => newsletter.sections.some(({ id }) => id === chosen)) &&
    newsletter.editions.some(({ id }) => id === edition) &&
    languages.includes(language);
  if (!known) return 'unknown-value';
  if (timeZone !== undefined && !isTimeZone(timeZone)) return 'time-zone';
  if (typeof hour === 'number' && !(Number.isInteger(hour) && hour >= 0 && hour <= 23)) return 'hour';
  if (pausedUntil && !isPause(pausedUntil, now)) return 'pause';
  return undefined;
}

/** All sections ticked means every section, those added later too: stored as none. */
export function sectionsToStore(
  { newsletter }: Pick<Offer, 'newsletter'>,
  sections: readonly string[],
): string[] {
  const all = newsletter.sections.every(({ id }) => sections.includes(id));
  return all ? [] : [...new Set(sections)];
}

/** Zones that were found to be good, in lower case: there are some hundred, and asking takes a tenth of a millisecond. */
const goodZones = new Set<string>();

/** Whether this runtime knows the zone; any spelling of its case (IANA names are compared without it). */
export function isTimeZone(zone: string): boolean {
  const name = zone.toLowerCase();
  if (goodZones.has(name)) return true;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
  } catch {
    return false;
  }
  // Offsets such as +01:00 are good too, and too many to remember.
  if (/^[a-z]/.test(name)) goodZones.add(name);
  return zone !== '';
}

/** A day that exists, from yesterday (somewhere it is still today) to a year ahead. */
function isPause(date: string, now: Date): boolean {
  const day = Date.parse(`${date}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date) || Number.isNaN(day)) return false;
  if (new Date(day).toISOString().slice(0, 10) !== date) return false;
  const ahead = day - now.getTime();
  return ahead > -2 * 86_400_000 && ahead < LONGEST_PAUSE_MS;
}

/** The reader with these choices. */
export function withChoices(reader: Subscriber, choices: Choices): Subscriber {
  const { hour, pausedUntil, ...fixed } = reader;
  const { sections, language, edition } = choices;
  const nextHour = choices.hour === undefined ? hour : choices.hour;
  const nextPause = choices.pausedUntil === undefined ? pausedUntil : choices.pausedUntil;
  return {
    ...fixed,
    ...{ sections, language, edition },
    timeZone: choices.timeZone ?? reader.timeZone,
    ...(typeof nextHour === 'number' && { hour: nextHour }),
    ...(nextPause && { pausedUntil: nextPause }),
  };
}
