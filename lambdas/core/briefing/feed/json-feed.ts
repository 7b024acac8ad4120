import type { JsonFeed } from 'feedsmith';
import { tidy } from '../tidy.ts';
import type { FeedEntry } from './feed.ts';
import { firstImage, plainHtml, webUrl } from './parts.ts';

/** The items of JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1). */
export function jsonEntries(feed: JsonFeed.Feed<string>, url: string): FeedEntry[] {
  const bases = [webUrl(feed.home_page_url, [url]), webUrl(feed.feed_url, [url]), url];
  return (feed.items ?? []).map((item) => {
    // "Always prefer id over url" for identity; for the story a link post means external_url only where there is no page.
    const link = webUrl(item.url, bases) ?? webUrl(item.external_url, bases);
    const baseUrl = link ?? bases.find((each) => each !== undefined) ?? url;
    const title = tidy(item.title ?? '');
    const date = item.date_published ?? item.date_modified;
    const image = firstImage([item.image, item.banner_image], baseUrl);
    return {
      ...(item.id ? { guid: item.id } : {}),
      ...(link ? { link } : {}),
      ...(title ? { title } : {}),
      html: item.content_html || plainHtml(item.content_text) || plainHtml(item.summary),
      baseUrl,
      ...(date ? { date } : {}),
      ...(image ? { image } : {}),
    };
  });
}
