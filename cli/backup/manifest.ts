import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError, WorkFailed } from '../output.ts';

/** Version of the format; a later one may have files that this code does not know. */
export const FORMAT = 1;

const fileFacts = z.object({
  /** A plain name: nothing outside of the backup's directory is ever read. */
  name: z.string().regex(/^[a-z][a-z-]*\.jsonl?$/),
  lines: z.int().min(0),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

const schema = z.object({
  format: z.literal('briefwire-backup'),
  version: z.int().min(1),
  /** ISO 8601, when it was begun. */
  at: z.string(),
  newsletter: z.string(),
  dataVersion: z.int().min(0),
  /** Tells keys of address hashes apart and nothing about them. */
  addressKey: z.string(),
  /** `keys.json` is in it. */
  withKeys: z.boolean(),
  files: z.array(fileFacts),
});

/** What a backup says of itself; written last, so a directory without it is no whole backup. */
export type Manifest = z.infer<typeof schema>;

const MANIFEST = 'manifest.json';

/** A name for a key: 16 hex digits of a hash of its own, from which nothing about the key can be told. */
export function fingerprintOf(key: Uint8Array): string {
  return createHash('sha256').update('briefwire address key ').update(key).digest('hex').slice(0, 16);
}

/** The manifest's path. */
export const manifestIn = (directory: string) => join(directory, MANIFEST);

/** Reads and checks a manifest. Throws UsageError when the directory is no backup, WorkFailed when it is of a later format. */
export function readManifest(directory: string): { readonly manifest: Manifest; readonly sha256: string } {
  const path = manifestIn(directory);
  if (!existsSync(path)) {
    throw new UsageError(
      `${directory} is no backup: it has no ${MANIFEST}, which \`briefwire backup\` writes last. Name the directory that \`backup --out\` made; one that was broken off has to be made again.`,
    );
  }
  const text = readFileSync(path, 'utf8');
  const parsed = schema.safeParse(jsonOf(text));
  if (!parsed.success) {
    throw new WorkFailed(
      `${path} is damaged: ${parsed.error.issues.map((each) => `${each.path.join('.') || 'the whole file'}: ${each.message}`).join('; ')}. Use an unchanged copy of the backup.`,
    );
  }
  if (parsed.data.version > FORMAT) {
    throw new WorkFailed(
      `${directory} is a backup of format ${parsed.data.version}; this Briefwire reads up to ${FORMAT}. Use the newer Briefwire that wrote it.`,
    );
  }
  return { manifest: parsed.data, sha256: createHash('sha256').update(text).digest('hex') };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
