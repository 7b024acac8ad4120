/** A topic as lists and feeds tell of it. */
export interface ArchivedTopic {
  readonly id: string;
  readonly headline: string;
  readonly summary: string;
}

/** An issue of the archive: what lists and feeds say of it. Never changes once it is written. */
export interface ArchiveEntry {
  readonly id: string;
  /** The issue's identity in feeds, for ever, wherever the archive moves: a tag URI (RFC 4151). */
  readonly uri: string;
  readonly title: string;
  readonly description: string;
  /** BCP 47 tag of the topics. */
  readonly language: string;
  /** Absent for an issue outside the schedule. */
  readonly edition?: string;
  /** ISO 8601. */
  readonly publishedAt: string;
  /** In the order of the issue. */
  readonly sections: readonly { readonly id: string; readonly topics: readonly ArchivedTopic[] }[];
}

/** A file of the archive: path → text. Paths are those of `archivePaths`. */
export type ArchiveFiles = ReadonlyMap<string, string>;

/**
 * The public archive: a page for each issue, written once, and lists and feeds made from all entries. Nothing that is put
 * here may say anything about a reader.
 */
export interface Archive {
  /** Writes an issue's page, then its entry; who comes second changes nothing. */
  add(entry: ArchiveEntry, page: string): Promise<'added' | 'exists'>;
  /** Takes an issue's entry and page away; `false` when it was not there. */
  remove(id: string): Promise<boolean>;
  /** Every entry, newest first; strongly consistent. */
  entries(): Promise<readonly ArchiveEntry[]>;
  /**
   * Puts lists and feeds in the place of those before; a list that is not among them any more is emptied. `all`: also those
   * that should be the same as they are.
   */
  saveLists(lists: ArchiveFiles, options: { readonly all: boolean }): Promise<void>;
  /** The text of a file; `undefined` when there is none. `path` comes from `archivePaths`. */
  read(path: string): Promise<string | undefined>;
}

/** Issues on a page of a list. */
export const LIST_PAGE = 20;

/** Where each file of the archive is, in the store and by its end in the web. */
export const archivePaths = {
  issue: (id: string) => `issues/${encodeURIComponent(id)}.html`,
  index: 'lists/index.html',
  /** Older pages of the index, 1 being the oldest. */
  page: (number: number) => `lists/pages/${number}.html`,
  section: (id: string) => `lists/sections/${encodeURIComponent(id)}.html`,
  sectionPage: (id: string, number: number) => `lists/sections/${encodeURIComponent(id)}/${number}.html`,
  atom: 'lists/feed.xml',
  json: 'lists/feed.json',
  /** Ids of all issues, newest first, as a JSON array. */
  order: 'lists/order.json',
} as const;

/** The addresses of the archive below the site's. */
export function archiveLinks(siteUrl: string) {
  const base = siteUrl.replace(/\/+$/, '');
  const part = encodeURIComponent;
  return {
    site: base,
    index: `${base}/archive`,
    issue: (id: string) => `${base}/archive/${part(id)}`,
    topic: (id: string, topicId: string) => `${base}/archive/${part(id)}#${part(topicId)}`,
    /** Leads to the issue that came after this one, or to the index. */
    after: (id: string) => `${base}/archive/after/${part(id)}`,
    page: (number: number) => `${base}/archive/pages/${number}`,
    section: (id: string) => `${base}/archive/sections/${part(id)}`,
    sectionPage: (id: string, number: number) => `${base}/archive/sections/${part(id)}/${number}`,
    atom: `${base}/feed.xml`,
    json: `${base}/feed.json`,
  };
}

export type ArchiveLinks = ReturnType<typeof archiveLinks>;
