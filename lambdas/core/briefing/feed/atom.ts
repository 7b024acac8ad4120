import type { AtomFeed } from 'feedsmith';
import { escapeText } from '../read/runs.ts';
import type { FeedEntry } from './feed.ts';
import { mediaPictures, mediaText } from './media.ts';
import { firstImage, longest, plainHtml, plainLine, webUrl } from './parts.ts';

/** The entries of Atom (RFC 4287). */
export function atomEntries(feed: AtomFeed.Feed<string>, url: string): FeedEntry[] {
  const base = webUrl(feed.xml?.base, [url]) ?? webUrl(alternate(feed.links), [url]) ?? url;
  return (feed.entries ?? []).map((entry) => atomEntry(entry, base));
}

/** The title of an Atom text construct as one line. */
export function atomLine(text: AtomFeed.Text | undefined): string | undefined {
  return text?.value === undefined ? undefined : plainLine(htmlOf(text));
}

function atomEntry(entry: AtomFeed.Entry<string>, feedBase: string): FeedEntry {
  const { content, summary, media, published, updated } = entry;
  const base = webUrl(entry.xml?.base, [feedBase]) ?? feedBase;
  const link = webUrl(alternate(entry.links), [base]);
  const candidates = [content, summary].flatMap((each) =>
    each?.value === undefined ? [] : [{ html: htmlOf(each), base: each.xml?.base }],
  );
  const html = longest([...candidates.map((each) => each.html), plainHtml(mediaText(media))]);
  const own = candidates.find((each) => each.html === html)?.base;
  // RFC 4287, section 2: relative references start at xml:base; most feeds without one mean the story's page.
  const baseUrl = webUrl(own, [base]) ?? (entry.xml?.base ? base : (link ?? base));
  const enclosed = entry.links?.filter((each) => each.rel === 'enclosure' && each.type?.startsWith('image/'));
  const image = firstImage([...mediaPictures(media), ...(enclosed ?? []).map((each) => each.href)], baseUrl);
  const title = atomLine(entry.title);
  const date = published ?? updated;
  return {
    ...(entry.id ? { guid: entry.id } : {}),
    ...(link ? { link } : {}),
    ...(title ? { title } : {}),
    html,
    baseUrl,
    ...(date ? { date } : {}),
    ...(image ? { image } : {}),
  };
}

/** RFC 4287, section 3.1.1: no type means plain text, where `<` is a character. */
function htmlOf({ value = '', type = 'text' }: { readonly value?: string; readonly type?: string }): string {
  if (/^(?:html|xhtml|text\/html|application\/xhtml\+xml)$/i.test(type)) return value;
  if (type !== 'text' && !type.startsWith('text/')) return '';
  return /\n\s*\n/.test(value) ? plainHtml(value) : escapeText(value);
}

/** The address of the story itself: an alternate in HTML before any other; no `rel` means alternate (section 4.2.7.2). */
function alternate(links: readonly AtomFeed.Link<string>[] | undefined): string | undefined {
  const all = (links ?? []).filter((each) => each.rel === undefined || each.rel === 'alternate');
  return (all.find((each) => each.type === undefined || each.type.includes('html')) ?? all[0])?.href;
}
