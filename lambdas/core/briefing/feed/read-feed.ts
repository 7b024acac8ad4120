import { type AnyFeed, parseFeed } from 'feedsmith';
import { documentOf } from '../read/document.ts';
import { absoluteUrl } from '../read/runs.ts';
import { tidy } from '../tidy.ts';
import { atomEntries, atomLine } from './atom.ts';
import type { Feed, NoFeed } from './feed.ts';
import { jsonEntries } from './json-feed.ts';
import { plainLine } from './parts.ts';
import { rdfEntries, rssEntries } from './rss.ts';

/**
 * Reads a feed of any dialect; `url` is where it was found, for its relative addresses. Whatever is not a whole feed is
 * `no-feed`; never throws. Entities that a document declares itself are not expanded, and nothing outside it is read.
 */
export function readFeed(text: string, url: string): Feed | NoFeed {
  const content = text.replace(/^\ufeff/, '').trim();
  if (content === '') return { kind: 'no-feed', reason: 'it is empty' };
  const start = content.slice(0, 2_000).replace(/^(?:\s*(?:<\?[\s\S]*?\?>|<!--[\s\S]*?-->))*\s*/, '');
  if (/^<(?:!doctype\s+html|html|head|body)\b/i.test(start)) return pageOfHtml(content, url);
  let parsed: AnyFeed;
  try {
    parsed = parseFeed(content);
  } catch (error) {
    // Any fault of a parser is a fault of this document: it must not keep other sources from being read.
    const name = error instanceof Error ? error.name : '';
    if (name === 'DetectError') return { kind: 'no-feed', reason: 'it is neither RSS, Atom nor JSON Feed' };
    return { kind: 'no-feed', reason: 'its markup breaks off or is not well-formed' };
  }
  const { title, language } = about(parsed);
  return {
    kind: 'feed',
    dialect: parsed.format,
    ...(title ? { title } : {}),
    ...(language ? { language } : {}),
    entries: entriesOf(parsed, url),
  };
}

function entriesOf(parsed: AnyFeed, url: string): Feed['entries'] {
  switch (parsed.format) {
    case 'rss':
      return rssEntries(parsed.feed, url);
    case 'rdf':
      return rdfEntries(parsed.feed, url);
    case 'atom':
      return atomEntries(parsed.feed, url);
    case 'json':
      return jsonEntries(parsed.feed, url);
  }
}

function about(parsed: AnyFeed): {
  title?: string | undefined;
  language?: string | undefined;
} {
  switch (parsed.format) {
    case 'atom':
      return { title: atomLine(parsed.feed.title), language: parsed.feed.xml?.lang };
    case 'json':
      return { title: tidy(parsed.feed.title ?? '') || undefined, language: parsed.feed.language };
    case 'rdf':
      return { title: plainLine(parsed.feed.title), language: parsed.feed.dc?.languages?.[0] };
    case 'rss':
      return {
        title: plainLine(parsed.feed.title),
        language: parsed.feed.language ?? parsed.feed.dc?.languages?.[0],
      };
  }
}

/** Somebody gave the address of a site: it may say itself where its feed is (RSS autodiscovery). */
function pageOfHtml(html: string, url: string): NoFeed {
  const link = documentOf(html.slice(0, 100_000)).querySelector(
    'link[rel~="alternate"][type="application/rss+xml"], link[rel~="alternate"][type="application/atom+xml"], link[rel~="alternate"][type="application/feed+json"]',
  );
  const feed = absoluteUrl(link?.getAttribute('href'), url, /^https?:$/);
  const hint = feed ? `; the feed it names is ${feed}` : '';
  return { kind: 'no-feed', reason: `it is a page of HTML${hint}` };
}
