import { readFileSync } from 'node:fs';
import { type EntryTopic, entryTopic } from '../../../../lambdas/core/briefing/feed/entry-topic.ts';
import type { Feed, NoFeed } from '../../../../lambdas/core/briefing/feed/feed.ts';
import { readFeed } from '../../../../lambdas/core/briefing/feed/read-feed.ts';

/** Where the tests say a feed was found. */
export const FEED_URL = 'https://feeds.example/news/feed.xml';

/** A feed of tests/fixtures/feeds, e.g. `rss/wordpress.xml`. */
export function fixture(name: string): string {
  return readFileSync(new URL(`../../../fixtures/feeds/${name}`, import.meta.url), 'utf8');
}

/** The feed of a text; throws with the reason when it is none. */
export function feedOf(text: string): Feed {
  const feed: Feed | NoFeed = readFeed(text, FEED_URL);
  if (feed.kind === 'no-feed') throw new Error(`no feed: ${feed.reason}`);
  return feed;
}

/** The topics of a feed; entries without any text are left out. */
export function topicsOf(text: string, maxWords = 150): EntryTopic[] {
  const options = { section: 'world', source: 'A feed', language: 'en', maxWords };
  return feedOf(text).entries.flatMap((entry) => entryTopic(entry, options) ?? []);
}

/** RSS with these items, each as its inner XML. */
export function rss(...items: string[]): string {
  const inner = items.map((each) => `<item>${each}</item>`).join('');
  return `<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>News</title><link>https://news.example/</link>${inner}</channel></rss>`;
}
