import { networkOf } from '../../lambdas/core/subscribers/network.ts';
import type { ReaderFields } from '../reader-rows.ts';

/** Whose export a file is. */
export type FileFormat =
  | 'briefwire'
  | 'buttondown'
  | 'ghost'
  | 'listmonk'
  | 'mailchimp'
  | 'plain'
  | 'substack';

/** One row of a file, by the meaning of its cells. */
export interface FileRow {
  readonly fields: ReaderFields;
  /** Why this row is nobody to write to, in the word of the file, e.g. `unsubscribed`. */
  readonly out?: string;
  /** A status that is neither known as one to write to nor as one to leave. */
  readonly unknownStatus?: string;
  /** What the file says of the person's own consent. */
  readonly asked?: { readonly at: string; readonly source: string; readonly network?: string };
}

/** The cells of one row, by normalised column name; a column that there is not is empty. */
export type Cells = (column: string) => string;

/** A column's name as it is compared: `Email Address` → `email_address`. */
export const columnName = (title: string) =>
  title
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, '_')
    .replaceAll(/^_|_$/g, '');

/** Values that stand for yes and no in exports. */
const YES = new Set(['true', '1', 'yes', 'y', 't']);
const NO = new Set(['false', '0', 'no', 'n', 'f']);
export const isYes = (cell: string) => YES.has(cell.trim().toLowerCase());
export const isNo = (cell: string) => NO.has(cell.trim().toLowerCase());

/**
 * ISO 8601 with a space or `T`, any number of decimals, and a zone that may be `Z`, `+02`, `+02:00`, or as Go prints it
 * (listmonk), `+0200 CEST`. Other orders of day and month are not guessed at: this is evidence.
 */
const TIME =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)? ?(?:(Z|UTC|GMT)|([+-]\d{2}):?(\d{2})?(?: \S+)?)?)?$/i;

/** When and from where somebody agreed, if that can be read: a time without a zone is UTC, as all these programs write it. */
export function askedAt(source: string, time: string, address = ''): Pick<FileRow, 'asked'> {
  const [, day, clock = '00:00', , hours = '+00', minutes = '00'] = TIME.exec(time.trim()) ?? [];
  const at = new Date(`${day}T${clock}${hours}:${minutes}`);
  if (Number.isNaN(at.getTime())) return {};
  const network = networkOf(address.trim());
  return { asked: { at: at.toISOString(), source, ...(network && { network }) } };
}

/** One name of several cells. */
export const joined = (...cells: string[]) =>
  cells
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '')
    .join(' ');
