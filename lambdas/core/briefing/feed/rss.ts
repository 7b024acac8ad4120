import type { RdfFeed, RssFeed } from 'feedsmith';
import type { FeedEntry } from './feed.ts';
import { mediaPictures, mediaText } from './media.ts';
import { eitherHtml, firstImage, longest, plainHtml, plainLine, webUrl } from './parts.ts';

type Item = RssFeed.Item<string>;

/** The entries of RSS 0.9x and 2.0 (rssboard.org/rss-specification), with the usual extensions. */
export function rssEntries(feed: RssFeed.Feed<string>, url: string): FeedEntry[] {
  const home = webUrl(feed.link, [feed.xml?.base, url]);
  return (feed.items ?? []).map((item) => rssEntry(item, [item.xml?.base, feed.xml?.base, home, url]));
}

/** The entries of RSS 1.0, where `rdf:about` is an item's id. */
export function rdfEntries(feed: RdfFeed.Feed<string>, url: string): FeedEntry[] {
  const home = webUrl(feed.link, [feed.xml?.base, url]);
  return (feed.items ?? []).map(({ rdf, ...item }) =>
    rssEntry({ ...item, ...(rdf?.about ? { guid: { value: rdf.about, isPermaLink: false } } : {}) } as Item, [
      item.xml?.base,
      feed.xml?.base,
      home,
      url,
    ]),
  );
}

function rssEntry(item: Item, bases: readonly (string | undefined)[]): FeedEntry {
  const { guid, title, media } = item;
  const permalink = guid?.isPermaLink === false ? undefined : guid?.value;
  const link =
    webUrl(item.link, bases) ??
    (permalink && /^https?:/i.test(permalink) ? webUrl(permalink, bases) : undefined);
  const baseUrl = link ?? bases.find((each) => each !== undefined) ?? '';
  const html = longest([
    item.content?.encoded ?? '',
    eitherHtml(item.description),
    plainHtml(mediaText(media)),
  ]);
  const pictures = item.enclosures?.filter(({ type }) => type?.startsWith('image/')) ?? [];
  const image = firstImage([...mediaPictures(media), ...pictures.map((each) => each.url)], baseUrl);
  const line = plainLine(title);
  const date = item.pubDate ?? item.dc?.dates?.[0] ?? item.atom?.published ?? item.atom?.updated;
  return {
    ...(guid?.value ? { guid: guid.value } : {}),
    ...(link ? { link } : {}),
    ...(line ? { title: line } : {}),
    html,
    baseUrl,
    ...(date ? { date } : {}),
    ...(image ? { image } : {}),
  };
}
