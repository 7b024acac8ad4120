import { describe, expect, it } from 'vitest';
import { feedOf, fixture, topicsOf } from './feeds.ts';

interface Expected {
  readonly file: string;
  readonly feed: { readonly dialect: string; readonly title: string };
  readonly entries: readonly {
    readonly guid: string;
    readonly link: string;
    /** As an instant; absent where the feed has none. */
    readonly date?: string;
    readonly language: string;
    readonly headline: string;
    readonly body: readonly string[];
    readonly image?: string;
  }[];
}

const VARIANTS: readonly Expected[] = JSON.parse(fixture('expected.json'));

describe('a feed as programs really write it', () => {
  it.each(VARIANTS)('is read: $file', ({ file, feed, entries }) => {
    const read = feedOf(fixture(file));
    expect({ dialect: read.dialect, title: read.title }).toEqual(feed);
    const topics = topicsOf(fixture(file));
    const found = read.entries.map((entry, index) => {
      const { topic, language } = topics[index] ?? {};
      return {
        guid: entry.guid,
        link: topic?.link,
        ...(entry.date ? { date: new Date(entry.date).toISOString() } : {}),
        language,
        headline: topic?.headline,
        body: topic?.body.split('\n\n'),
        ...(topic?.image ? { image: topic.image.src } : {}),
      };
    });
    expect(found).toEqual(entries);
  });

  it('keeps links in its text, made absolute', () => {
    expect(topicsOf(fixture('atom/jekyll.xml'))[0]?.topic.links).toEqual([
      { label: 'table of all farms', href: 'https://orchard.example/2026/11/22/table.html' },
    ]);
    expect(topicsOf(fixture('json/blog.json'))[0]?.topic.html).toContain(
      'href="https://second.example/downloads/plan.pdf"',
    );
  });

  it('keeps the description of a picture that stands in its text', () => {
    expect(topicsOf(fixture('rss/ghost.xml'))[0]?.topic.image?.alt).toBe('Eine Halle mit Maschinen');
  });
});
