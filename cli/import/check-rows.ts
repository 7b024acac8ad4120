import type { Newsletter } from '../../lambdas/core/config.ts';
import { parseAddress } from '../../lambdas/core/subscribers/address.ts';
import { checkReader, type NewReader, type RefusedRow } from '../reader-rows.ts';
import type { FileRow } from './file-row.ts';
import type { ReaderFile } from './read-file.ts';

/** What becomes of one row before anybody looks at the list. */
export type CheckedRow = { readonly line: number; readonly bytes: number } & (
  | { readonly kind: 'reader'; readonly reader: NewReader; readonly asked?: FileRow['asked'] }
  | { readonly kind: 'refused'; readonly faults: readonly Omit<RefusedRow, 'line'>[] }
  /** Nobody to write to, as the file itself says; `email` when it can be read. */
  | { readonly kind: 'out'; readonly status: string; readonly email?: string }
);

/** The rows of a file, checked against the newsletter, one by one. */
export async function* checkedRows(file: ReaderFile, newsletter: Newsletter): AsyncGenerator<CheckedRow> {
  for await (const { line, bytes, row, fault } of file.rows()) {
    const at = { line, bytes };
    const { fields, out, unknownStatus, asked } = row;
    if (fault !== undefined) {
      yield { ...at, kind: 'refused', faults: [{ field: 'row', reason: fault }] };
    } else if (out !== undefined) {
      const address = parseAddress(fields.email);
      yield { ...at, kind: 'out', status: out, ...(address.ok && { email: address.email }) };
    } else {
      const checked = checkReader(fields, newsletter);
      const faults = checked.ok ? [] : [...checked.faults];
      if (unknownStatus !== undefined) {
        const reason = `"${unknownStatus}" is not known: write "active" for people to write to, "unsubscribed" for others`;
        faults.push({ field: 'status', reason });
      }
      if (checked.ok && faults.length === 0) {
        yield { ...at, kind: 'reader', reader: checked.reader, ...(asked && { asked }) };
      } else yield { ...at, kind: 'refused', faults };
    }
  }
}
