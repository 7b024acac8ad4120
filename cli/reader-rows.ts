import { parse } from 'csv-parse/sync';
import type { Newsletter } from '../lambdas/core/config.ts';
import type { Clock, Ids } from '../lambdas/core/ports.ts';
import { parseAddress } from '../lambdas/core/subscribers/address.ts';
import type { Subscriber } from '../lambdas/core/subscribers/subscriber.ts';

/** Why adding somebody by hand needs a flag. */
export const CONSENT_NEEDED =
  'A reader who did not sign up themselves needs your word that they agreed to get this newsletter: add --confirmed.';

/** A reader as a file or the command line names them, checked against the config. */
export interface NewReader {
  readonly email: string;
  readonly name?: string;
  readonly edition: string;
  readonly sections: readonly string[];
  readonly language: string;
  readonly timeZone: string;
}

/** A row that was not taken, and why. `line` is 1-based, in the file. */
export interface RefusedRow {
  readonly line: number;
  readonly field: string;
  readonly reason: string;
}

/** What a person gives for one reader; lists are separated by `;`, `,` or `|`. */
export interface ReaderFields {
  readonly email: string;
  readonly name?: string | undefined;
  readonly edition?: string | undefined;
  readonly sections?: string | undefined;
  readonly language?: string | undefined;
  readonly time_zone?: string | undefined;
}

export type CheckedReader =
  | { readonly ok: true; readonly reader: NewReader }
  | { readonly ok: false; readonly faults: readonly { field: string; reason: string }[] };

/** Fills in the newsletter's defaults and says everything that is wrong with one reader at once. */
export function checkReader(fields: ReaderFields, newsletter: Newsletter): CheckedReader {
  const faults: { field: string; reason: string }[] = [];
  const address = parseAddress(fields.email);
  if (!address.ok)
    faults.push({ field: 'email', reason: `${JSON.stringify(fields.email)} ${address.reason}` });
  const sections = (fields.sections ?? '').split(/[;,|]/).flatMap((each) => each.trim().toLowerCase() || []);
  const known = newsletter.sections.map((each) => each.id);
  for (const section of sections) {
    if (!known.includes(section)) {
      faults.push({
        field: 'sections',
        reason: `"${section}" is not a section; there are ${known.join(', ')}`,
      });
    }
  }
  const editions = newsletter.editions.map((each) => each.id);
  const edition = fields.edition?.trim() || editions[0] || '';
  if (!editions.includes(edition)) {
    faults.push({
      field: 'edition',
      reason: `"${edition}" is not an edition; there are ${editions.join(', ')}`,
    });
  }
  const language = fields.language?.trim() || newsletter.language;
  if (!isLanguage(language))
    faults.push({ field: 'language', reason: `"${language}" is not a language tag like "en"` });
  const timeZone = fields.time_zone?.trim() || newsletter.timeZone;
  if (!isTimeZone(timeZone)) {
    faults.push({
      field: 'time_zone',
      reason: `"${timeZone}" is not an IANA time zone like "Europe/Berlin"`,
    });
  }
  if (faults.length > 0 || !address.ok) return { ok: false, faults };
  const name = fields.name?.replace(/\s+/g, ' ').trim().slice(0, 100);
  return {
    ok: true,
    reader: { email: address.email, ...(name ? { name } : {}), edition, sections, language, timeZone },
  };
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** What a CSV file of readers holds; `fault` when it is no such file at all. */
export type ReaderFile =
  | { readonly ok: true; readonly readers: readonly NewReader[]; readonly refused: readonly RefusedRow[] }
  | { readonly ok: false; readonly fault: string };

/** Reads a CSV with a header line; needs a column `email`, knows name, sections, language, edition, time_zone. */
export function parseReaders(csv: string, newsletter: Newsletter): ReaderFile {
  let rows: { record: Record<string, string>; info: { lines: number } }[];
  try {
    rows = parse(csv, {
      bom: true,
      columns: (header: string[]) => header.map((each) => each.trim().toLowerCase().replaceAll(/[ -]/g, '_')),
      info: true,
      relax_column_count_less: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (error) {
    return {
      ok: false,
      fault: `is not a CSV file: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
  const first = rows[0];
  if (first && !('email' in first.record)) {
    const columns = Object.keys(first.record).join(', ');
    return { ok: false, fault: `has no column "email" in its first line (it has: ${columns})` };
  }
  const readers: NewReader[] = [];
  const refused: RefusedRow[] = [];
  const seen = new Map<string, number>();
  for (const { record, info } of rows) {
    const checked = checkReader({ ...record, email: record['email'] ?? '' }, newsletter);
    if (!checked.ok) {
      refused.push(...checked.faults.map((fault) => ({ line: info.lines, ...fault })));
      continue;
    }
    const earlier = seen.get(checked.reader.email);
    if (earlier !== undefined) {
      refused.push({ line: info.lines, field: 'email', reason: `is the same address as line ${earlier}` });
      continue;
    }
    seen.set(checked.reader.email, info.lines);
    readers.push(checked.reader);
  }
  return { ok: true, readers, refused };
}

/** An active subscriber made of a reader whose consent the owner states. */
export function subscriberOf(
  reader: NewReader,
  { ids, clock }: { readonly ids: Ids; readonly clock: Clock },
): Subscriber {
  const at = clock.now().toISOString();
  return { id: ids.newId(), ...reader, state: 'active', consentVersion: 1, createdAt: at, updatedAt: at };
}
