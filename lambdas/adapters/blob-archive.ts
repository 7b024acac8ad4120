import { createHash } from 'node:crypto';
import type { Archive, ArchiveEntry } from '../core/archive/archive.ts';
import { archivePaths } from '../core/archive/archive.ts';
import type { Blobs } from './blobs.ts';

const ROOT = 'archive/';
const ENTRIES = `${ROOT}entries/`;
const CATALOGUE = `${ROOT}catalogue.json`;

/** Entries read at once when many are not in the catalogue yet. */
const AT_ONCE = 16;

/** What saves reading every entry: those known so far, and what each list was when it was written. */
interface Catalogue {
  readonly entries: readonly ArchiveEntry[];
  /** Path → SHA-256, hex. */
  readonly lists: Readonly<Record<string, string>>;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  xml: 'application/atom+xml; charset=utf-8',
  json: 'application/json',
};

const entryKey = (id: string) => `${ENTRIES}${encodeURIComponent(id)}.json`;
const typeOf = (path: string) => TYPES[path.slice(path.lastIndexOf('.') + 1)] ?? 'text/plain; charset=utf-8';
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** The archive in the `archive/` part of the bucket. The entries decide what is in it; everything else is made from them. */
export function blobArchive(blobs: Blobs): Archive {
  async function read(key: string): Promise<string | undefined> {
    const bytes = await blobs.get(key);
    return bytes && new TextDecoder().decode(bytes);
  }
  const write = (key: string, text: string, ifAbsent = false) =>
    blobs.put(key, new TextEncoder().encode(text), { contentType: typeOf(key), ifAbsent });

  async function catalogue(): Promise<Catalogue> {
    const text = await read(CATALOGUE);
    return text ? (JSON.parse(text) as Catalogue) : { entries: [], lists: {} };
  }

  async function entries(): Promise<readonly ArchiveEntry[]> {
    const known = new Map((await catalogue()).entries.map((each) => [entryKey(each.id), each]));
    const keys = (await blobs.list(ENTRIES)).map((each) => each.key);
    const found: ArchiveEntry[] = [];
    for (let start = 0; start < keys.length; start += AT_ONCE) {
      const page = keys
        .slice(start, start + AT_ONCE)
        .map(async (key) => known.get(key) ?? parsed(await read(key)));
      found.push(...(await Promise.all(page)).filter((each) => each !== undefined));
    }
    const later = (a: string, b: string) => Number(a < b) - Number(a > b);
    return found.sort((a, b) => later(a.publishedAt, b.publishedAt) || later(a.id, b.id));
  }

  return {
    async add(entry, page) {
      await write(ROOT + archivePaths.issue(entry.id), page, true);
      return (await write(entryKey(entry.id), JSON.stringify(entry), true)) === 'written'
        ? 'added'
        : 'exists';
    },

    async remove(id) {
      const had = await blobs.remove(entryKey(id));
      await blobs.remove(ROOT + archivePaths.issue(id));
      return had;
    },

    entries,

    async saveLists(lists, { all }) {
      const before = (await catalogue()).lists;
      const gone = Object.keys(before).filter((path) => !lists.has(path));
      const hashes = Object.fromEntries([...lists].map(([path, text]) => [path, hashOf(text)]));
      const changed = [...lists].filter(([path]) => all || before[path] !== hashes[path]);
      // An empty file is none: whoever publishes may write here and not delete.
      const writes = [...changed, ...gone.map((path) => [path, ''] as const)];
      for (let start = 0; start < writes.length; start += AT_ONCE) {
        const page = writes.slice(start, start + AT_ONCE);
        await Promise.all(page.map(([path, text]) => write(ROOT + path, text)));
      }
      const kept: Catalogue = { entries: await entries(), lists: hashes };
      await write(CATALOGUE, JSON.stringify(kept));
    },

    read: async (path) => (await read(ROOT + path)) || undefined,
  };
}

function parsed(text: string | undefined): ArchiveEntry | undefined {
  return text ? (JSON.parse(text) as ArchiveEntry) : undefined;
}
