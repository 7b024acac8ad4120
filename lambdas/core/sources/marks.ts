import { createHash } from 'node:crypto';

/** Marks that a source keeps at most; the oldest go. Three for an entry make some 650 entries. */
export const MOST_MARKS = 2_000;

/** What an entry may be known again by. */
export interface Identity {
  readonly guid?: string;
  readonly link?: string;
}

/** Query parameters that say who shared a link, not what it leads to. */
const TRACKING = /^(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|ref|source|cmpid|wt_?mc)$/i;

/**
 * Marks of the entries of one document, in their order. A guid or a link that several entries of a document share
 * identifies none of them.
 */
export function marksOf(entries: readonly Identity[]): string[][] {
  const all = entries.map(({ guid, link }) => [
    ...(guid ? [mark('g', guid)] : []),
    ...(link ? [mark('l', plainLink(link))] : []),
  ]);
  const count = new Map<string, number>();
  for (const each of all.flat()) count.set(each, (count.get(each) ?? 0) + 1);
  return all.map((marks) => marks.filter((each) => count.get(each) === 1));
}

/** The mark of a text, by its topic's id. */
export function textMark(topicId: string): string {
  return mark('t', topicId);
}

/** The same page whatever the protocol, the fragment and the trackers. */
function plainLink(link: string): string {
  const url = new URL(link);
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
  return `${url.host}${url.pathname.replace(/\/$/, '')}${url.search}`;
}

/** 72 bits: among thousands no two are the same by chance. */
function mark(kind: string, value: string): string {
  return kind + createHash('sha256').update(value, 'utf8').digest('base64url').slice(0, 12);
}
