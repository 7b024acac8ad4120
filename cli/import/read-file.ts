import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { CsvError, parse } from 'csv-parse';
import { UsageError, WorkFailed } from '../output.ts';
import { columnName, type FileRow } from './file-row.ts';
import { FORMATS, type Format } from './formats.ts';

/** A file that was opened: what it is, and its rows one by one. */
export interface ReaderFile {
  readonly format: Format;
  readonly bytes: number;
  /** Throws WorkFailed when the file breaks off or is no table from some line on. */
  rows(): AsyncIterable<NumberedRow>;
}

export interface NumberedRow {
  /** 1-based, of the row's end. */
  readonly line: number;
  /** Bytes of the file up to here, for progress. */
  readonly bytes: number;
  readonly row: FileRow;
  /** Something is wrong with the row as such. */
  readonly fault?: string;
}

/** Enough for the first line of any export. */
const HEAD_BYTES = 64 * 1024;
/** A row of an export has some hundred bytes; a missing quote would make the rest of the file one cell. */
const LONGEST_ROW = 256 * 1024;

/** Opens a CSV file and looks at its first line. Throws UsageError when it cannot be read, WorkFailed when it is no such file. */
export async function openReaderFile(path: string): Promise<ReaderFile> {
  const { head, bytes } = await headOf(path);
  const delimiter = delimiterOf(head);
  const header = await firstRow(head, delimiter, path);
  const columns = header.map(columnName);
  const format = FORMATS.find(({ is }) => is(new Set(columns)));
  if (!format) {
    const there = columns.filter((name) => name !== '').join(', ') || 'nothing';
    throw new WorkFailed(
      `${path} has no column "email" in its first line (it has: ${there}). Nothing was written.`,
    );
  }
  return { format, bytes, rows: () => rowsOf(path, { columns, delimiter, format }) };
}

async function headOf(path: string): Promise<{ head: string; bytes: number }> {
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(HEAD_BYTES) });
      const { size } = await file.stat();
      return {
        head: buffer
          .subarray(0, bytesRead)
          .toString('utf8')
          .replace(/^\uFEFF/, ''),
        bytes: size,
      };
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new UsageError(`There is no ${path}. Name a CSV file.`);
    if (code === 'EISDIR') throw new UsageError(`${path} is a folder; name the CSV file in it.`);
    throw new UsageError(`${path} cannot be read (${code}).`);
  }
}

/** What separates the titles: a comma, or what spreadsheets of other countries write. */
function delimiterOf(head: string): string {
  const line = head.split(/\r?\n/, 1)[0] ?? '';
  const counts = [',', ';', '\t'].map((each) => ({ each, count: line.split(each).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).each;
}

async function firstRow(head: string, delimiter: string, path: string): Promise<string[]> {
  const line = head.split(/\r?\n/, 1)[0] ?? '';
  try {
    for await (const row of parse(line, { delimiter, trim: true })) return row as string[];
  } catch (error) {
    throw noTable(path, error);
  }
  throw new WorkFailed(`${path} is empty. Nothing was written.`);
}

const noTable = (path: string, error: unknown) =>
  new WorkFailed(
    `${path} is not a CSV file: ${error instanceof Error ? error.message : String(error)}. Nothing was written.`,
    { cause: error },
  );

interface Shape {
  readonly columns: readonly string[];
  readonly delimiter: string;
  readonly format: Format;
}

async function* rowsOf(path: string, { columns, delimiter, format }: Shape): AsyncGenerator<NumberedRow> {
  const parser = createReadStream(path).pipe(
    parse({
      bom: true,
      delimiter,
      from: 2,
      info: true,
      max_record_size: LONGEST_ROW,
      relax_column_count: true,
      // A quote in the middle of a cell is what people type: Ann "Annie" Doe.
      relax_quotes: true,
      skip_empty_lines: true,
      trim: true,
    }),
  );
  try {
    for await (const each of parser) {
      const { record, info } = each as { record: string[]; info: { lines: number; bytes: number } };
      const cell = (name: string) => unescaped(record[columns.indexOf(name)] ?? '');
      const fault = faultOf(record, columns);
      yield { line: info.lines, bytes: info.bytes, row: format.row(cell), ...(fault && { fault }) };
    }
  } catch (error) {
    if (error instanceof CsvError) throw noTable(path, error);
    throw error;
  }
}

/** Exports put a quote before what a spreadsheet would run as a formula; ours do too. */
const unescaped = (cell: string) => (/^'[=+\-@\t\r]/.test(cell) ? cell.slice(1) : cell);

function faultOf(record: readonly string[], columns: readonly string[]): string | undefined {
  if (record.length > columns.length) {
    return `has ${record.length} cells, the first line ${columns.length}: a quote may be missing`;
  }
  if (record.some((cell) => cell.includes('\uFFFD'))) {
    return 'has characters that are not UTF-8: save the file as UTF-8 and import it again';
  }
  return undefined;
}
