import { generateAtomFeed, generateJsonFeed } from 'feedsmith';
import { localName } from '../local-name.ts';
import { escapeHtml } from '../mail/escape.ts';
import type { ArchiveEntry } from './archive.ts';
import type { ArchiveRenderer } from './frame.ts';

/** Issues in a feed: readers poll more often than this many appear. */
const FEED_ITEMS = 20;

/** Atom (RFC 4287) of the latest issues. An entry's identity never changes; the feed's is that of its oldest issue's day. */
export function atomFeed(
  { newsletter, links }: ArchiveRenderer,
  language: string,
  entries: readonly ArchiveEntry[],
): string {
  const latest = entries.slice(0, FEED_ITEMS);
  const updated = new Date(latest[0]?.publishedAt ?? 0);
  return generateAtomFeed({
    id: feedUri(entries, links.index),
    title: { value: newsletter.name },
    ...(newsletter.tagline && {
      subtitle: { value: localName(newsletter.tagline, language, newsletter.language) },
    }),
    updated,
    authors: [{ name: newsletter.name, uri: `${links.site}/` }],
    links: [
      { href: links.atom, rel: 'self', type: 'application/atom+xml' },
      { href: links.index, rel: 'alternate', type: 'text/html' },
    ],
    xml: { lang: language },
    entries: latest.map((entry) => ({
      id: entry.uri,
      title: { value: entry.title },
      updated: new Date(entry.publishedAt),
      published: new Date(entry.publishedAt),
      links: [{ href: links.issue(entry.id), rel: 'alternate', type: 'text/html', hreflang: entry.language }],
      categories: sectionsOf(entry, newsletter, language).map(({ id, title }) => ({
        term: id,
        label: title,
      })),
      summary: { value: entry.description },
      content: { type: 'html', value: contentOf(entry, newsletter, links, language) },
      xml: { lang: entry.language },
    })),
  });
}

/** JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) of the same. */
export function jsonFeed(
  { newsletter, links }: ArchiveRenderer,
  language: string,
  entries: readonly ArchiveEntry[],
): string {
  const feed = generateJsonFeed({
    title: newsletter.name,
    ...(newsletter.tagline && {
      description: localName(newsletter.tagline, language, newsletter.language),
    }),
    home_page_url: links.index,
    feed_url: links.json,
    language,
    authors: [{ name: newsletter.name, url: `${links.site}/` }],
    items: entries.slice(0, FEED_ITEMS).map((entry) => ({
      id: entry.uri,
      url: links.issue(entry.id),
      title: entry.title,
      summary: entry.description,
      content_html: contentOf(entry, newsletter, links, language),
      date_published: new Date(entry.publishedAt),
      tags: sectionsOf(entry, newsletter, language).map(({ title }) => title),
      language: entry.language,
    })),
  });
  return `${JSON.stringify(feed, null, 1)}\n`;
}

type Names = ArchiveRenderer['newsletter'];

/** `tag:…:archive` beside the issues' tags; an archive without an issue has its address for a name. */
function feedUri(entries: readonly ArchiveEntry[], index: string): string {
  const oldest = entries.at(-1)?.uri;
  return oldest ? oldest.replace(/:issue:.*$/, ':archive') : index;
}

function sectionsOf(entry: ArchiveEntry, newsletter: Names, language: string) {
  return newsletter.sections.flatMap(({ id, title }) => {
    const own = entry.sections.find((each) => each.id === id);
    return own ? [{ id, title: localName(title, language, newsletter.language), topics: own.topics }] : [];
  });
}

/** Headlines and summaries with absolute links: enough to choose by, and the page has the rest. */
function contentOf(
  entry: ArchiveEntry,
  newsletter: Names,
  links: ArchiveRenderer['links'],
  language: string,
): string {
  return sectionsOf(entry, newsletter, language)
    .map(({ title, topics }) => {
      const items = topics.map(({ id, headline, summary }) => {
        const link = `<a href="${escapeHtml(links.topic(entry.id, id))}">${escapeHtml(headline)}</a>`;
        return `<h4>${link}</h4>\n<p>${escapeHtml(summary)}</p>`;
      });
      return [`<h3>${escapeHtml(title)}</h3>`, ...items].join('\n');
    })
    .join('\n');
}
