import type { ImportedReader } from '../core/subscribers/imports.ts';
import { type Adding, adding } from '../core/subscribers/moves.ts';
import type { Known, Write } from '../core/subscribers/store.ts';

/** An import can be undone for this many days; its notes hold ids alone. */
export const UNDO_DAYS = 90;

/** How the reader of an import is added, as `adding` takes it. */
export function importing(importId: string, { asked }: ImportedReader, source: string): Adding {
  return { source, importId, ...(asked && { asked }) };
}

/** What adding a reader writes where nothing is known of the address; the store's conditions find out whether that is so. */
export function blindWrites(reader: ImportedReader, how: Adding): readonly Write[] {
  const { subscriber } = reader;
  const nothing: Known = { address: { email: subscriber.email } };
  return adding(subscriber, how)(nothing).writes ?? [];
}
