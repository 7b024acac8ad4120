import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify';
import type { Subscribers } from '../../lambdas/core/ports.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import type { Context } from '../context.ts';
import { count } from '../equation.ts';
import { UsageError } from '../output.ts';
import { privateFile } from '../private-file.ts';
import { filterOf, type ListOptions } from '../subscriber-filter.ts';

/** Options of `subscribers export`. */
export interface ExportOptions extends ListOptions {
  readonly format?: string;
  readonly out?: string;
}

/** Columns of the CSV, in the names that `subscribers import` knows; all of a profile but its id. */
const COLUMNS = [
  ...['email', 'name', 'status', 'edition', 'sections', 'language', 'time_zone', 'hour', 'paused_until'],
  ...['created_at', 'updated_at', 'left_at', 'left_via', 'left_reason', 'consent_version'],
];

/** `briefwire subscribers export`: the list as CSV or JSON, one reader at a time, to a file or to stdout. */
export async function exportList(context: Context, options: ExportOptions): Promise<void> {
  const { out } = options;
  const json = context.output().json;
  const format = options.format ?? (json || out?.endsWith('.json') ? 'json' : 'csv');
  if (format !== 'csv' && format !== 'json') throw new UsageError('--format is csv or json.');
  if (json && format === 'csv' && !out)
    throw new UsageError('--json prints JSON: give the CSV a file, --out readers.csv.');
  const filter = filterOf(options, await context.newsletter());
  await context.withSystem(async ({ subscribers }) => {
    const tally = { count: 0 };
    const target = out ? await privateFile(out) : process.stdout;
    try {
      await writeList(counted(subscribers.list(filter), tally), format, target, out !== undefined);
    } catch (error) {
      // Whoever reads the list has seen enough of it, e.g. `head`.
      if (out || (error as NodeJS.ErrnoException).code !== 'EPIPE') throw error;
    }
    if (out) {
      context
        .output()
        .result(
          { count: tally.count, format, file: out },
          `${count(tally.count, 'reader')} written to ${out}.`,
        );
    }
  });
}

async function* counted(readers: ReturnType<Subscribers['list']>, tally: { count: number }) {
  for await (const reader of readers) {
    tally.count += 1;
    yield reader;
  }
}

async function writeList(
  readers: AsyncIterable<Subscriber>,
  format: 'csv' | 'json',
  target: Writable,
  end: boolean,
): Promise<void> {
  if (format === 'json') return pipeline(Readable.from(asJson(readers)), target, { end });
  const rows = stringify({ header: true, columns: COLUMNS, escape_formulas: true });
  return pipeline(Readable.from(readers), mapped(csvRow), rows, target, { end });
}

const mapped = <From, To>(map: (from: From) => To) =>
  async function* each(source: AsyncIterable<From>) {
    for await (const item of source) yield map(item);
  };

async function* asJson(readers: AsyncIterable<Subscriber>): AsyncGenerator<string> {
  let before = '{\n  "subscribers": [\n    ';
  for await (const reader of readers) {
    yield before + JSON.stringify(reader);
    before = ',\n    ';
  }
  yield before.startsWith('{') ? '{\n  "subscribers": []\n}\n' : '\n  ]\n}\n';
}

function csvRow(reader: Subscriber): Record<string, string> {
  return {
    email: reader.email,
    name: reader.name ?? '',
    status: reader.state,
    edition: reader.edition,
    sections: reader.sections.join(';'),
    language: reader.language,
    time_zone: reader.timeZone,
    hour: reader.hour === undefined ? '' : String(reader.hour),
    paused_until: reader.pausedUntil ?? '',
    created_at: reader.createdAt,
    updated_at: reader.updatedAt,
    left_at: reader.leftAt ?? '',
    left_via: reader.leftVia ?? '',
    left_reason: reader.leftReason ?? '',
    consent_version: String(reader.consentVersion),
  };
}
