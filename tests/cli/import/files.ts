import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CheckedRow, checkedRows } from '../../../cli/import/check-rows.ts';
import { openReaderFile } from '../../../cli/import/read-file.ts';
import { parseNewsletter } from '../../../lambdas/core/config.ts';
import config from '../../../newsletter.config.ts';

const newsletter = parseNewsletter(config);

/** What an import makes of a file of this text (or bytes): its format and rows. Throws as the command does. */
export async function imported(content: string | Uint8Array) {
  const folder = await mkdtemp(join(tmpdir(), 'briefwire-test-'));
  try {
    const path = join(folder, 'readers.csv');
    await writeFile(path, content);
    const file = await openReaderFile(path);
    const rows: CheckedRow[] = [];
    for await (const row of checkedRows(file, newsletter)) rows.push(row);
    return {
      format: file.format.name,
      rows,
      readers: rows.flatMap((row) => (row.kind === 'reader' ? [row.reader] : [])),
      asked: rows.flatMap((row) => (row.kind === 'reader' ? [row.asked] : [])),
      refused: rows.flatMap((row) =>
        row.kind === 'refused' ? row.faults.map((fault) => ({ line: row.line, ...fault })) : [],
      ),
      out: rows.flatMap((row) => (row.kind === 'out' ? [`${row.email ?? '?'} ${row.status}`] : [])),
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}
