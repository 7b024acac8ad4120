import type { Newsletter } from '../lambdas/core/config.ts';
import type { Clock, Ids } from '../lambdas/core/ports.ts';
import { parseAddress } from '../lambdas/core/subscribers/address.ts';
import { isTimeZone } from '../lambdas/core/subscribers/choices.ts';
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
  readonly hour?: number;
  readonly pausedUntil?: string;
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
  readonly hour?: string | undefined;
  readonly paused_until?: string | undefined;
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
  const hour = fields.hour?.trim() ?? '';
  if (!/^(\d|1\d|2[0-3])?$/.test(hour)) {
    faults.push({ field: 'hour', reason: `"${hour}" is not an hour from 0 to 23` });
  }
  const pausedUntil = fields.paused_until?.trim() ?? '';
  if (!/^(\d{4}-\d{2}-\d{2})?$/.test(pausedUntil)) {
    faults.push({ field: 'paused_until', reason: `"${pausedUntil}" is not a date like 2026-12-31` });
  }
  if (faults.length > 0 || !address.ok) return { ok: false, faults };
  const name = fields.name?.replace(/\s+/g, ' ').trim().slice(0, 100);
  return {
    ok: true,
    reader: {
      email: address.email,
      ...(name ? { name } : {}),
      ...{ edition, sections, language, timeZone },
      ...(hour !== '' && { hour: Number(hour) }),
      ...(pausedUntil && { pausedUntil }),
    },
  };
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

/** An active subscriber made of a reader whose consent the owner states. */
export function subscriberOf(
  reader: NewReader,
  { ids, clock }: { readonly ids: Ids; readonly clock: Clock },
): Subscriber {
  const at = clock.now().toISOString();
  return { id: ids.newId(), ...reader, state: 'active', consentVersion: 1, createdAt: at, updatedAt: at };
}
