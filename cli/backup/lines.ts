import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { finished } from 'node:stream/promises';
import { WorkFailed } from '../output.ts';

/** What the manifest says of a file. */
export interface FileFacts {
  readonly name: string;
  readonly lines: number;
  readonly bytes: number;
  /** SHA-256 of its bytes, hex. */
  readonly sha256: string;
}

/** A file of JSON documents, one a line. */
export interface LineWriter {
  /** Resolves when there is room for more: memory does not grow with the file. */
  write(document: unknown): Promise<void>;
  end(): Promise<FileFacts>;
}

/** A new file for its owner alone (mode 0600). Rejects when there is one. */
export function lineWriter(path: string): LineWriter {
  const stream = createWriteStream(path, { flags: 'wx', mode: 0o600 });
  const done = finished(stream);
  done.catch(() => undefined);
  const hash = createHash('sha256');
  let [lines, bytes] = [0, 0];
  return {
    async write(document) {
      const line = Buffer.from(`${JSON.stringify(document)}\n`);
      hash.update(line);
      lines += 1;
      bytes += line.length;
      if (!stream.write(line)) await Promise.race([once(stream, 'drain'), done]);
    },
    async end() {
      stream.end();
      await done;
      return { name: basename(path), lines, bytes, sha256: hash.digest('hex') };
    },
  };
}

/** What is in a file, to be compared with what the manifest says. */
export async function factsOf(path: string): Promise<FileFacts> {
  const hash = createHash('sha256');
  let [lines, bytes] = [0, 0];
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, at + 1)) lines += 1;
  }
  return { name: basename(path), lines, bytes, sha256: hash.digest('hex') };
}

/** The documents of a file, one at a time. Throws WorkFailed with the line that is no JSON. */
export async function* documentsOf(path: string): AsyncGenerator<unknown> {
  let at = 0;
  for await (const line of createInterface({
    input: createReadStream(path),
    crlfDelay: Number.POSITIVE_INFINITY,
  })) {
    at += 1;
    try {
      yield JSON.parse(line);
    } catch (cause) {
      throw new WorkFailed(`${path}:${at} is not JSON: the backup was changed. Use an unchanged copy.`, {
        cause,
      });
    }
  }
}
