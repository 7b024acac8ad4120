import { describe, expect, it } from 'vitest';
import { type FetchSource, pollSources } from '../../lambdas/core/poll-sources.ts';
import type { Topics } from '../../lambdas/core/sources/kept.ts';
import { MOST_MARKS } from '../../lambdas/core/sources/marks.ts';
import { aPoller, told } from '../support/polling.ts';

const URL = 'https://pier.example/feed.xml';
const DAY = 86_400_000;

interface Entry {
  readonly n: number;
  readonly guid?: string;
  readonly link?: string;
  readonly title?: string;
  readonly date?: string;
  readonly text?: string;
}

/** An entry of RSS; what is left out follows from its number. */
function item({
  n,
  guid = `id-${n}`,
  link = `https://pier.example/${n}`,
  title = `Story ${n}`,
  date,
  text,
}: Entry) {
  const body =
    text ?? `Ship number ${n} arrived in the outer harbour on Monday and unloaded ${n} containers of tea.`;
  return `<item><title>${title}</title><link>${link.replaceAll('&', '&amp;')}</link><guid isPermaLink="false">${guid}</guid>${date ? `<pubDate>${date}</pubDate>` : ''}<description>${body}</description></item>`;
}

const feed = (...entries: Entry[]) =>
  `<rss version="2.0"><channel><title>Pier News</title><link>https://pier.example/</link>${entries.map(item).join('')}</channel></rss>`;

/** A source that answers what it was told last. */
function aSource(source: { readonly kind?: 'feed' | 'page'; readonly section?: string } = {}) {
  let answer: Awaited<ReturnType<FetchSource>> = { kind: 'refused', reason: 'nothing was told' };
  const asked: Parameters<FetchSource>[1][] = [];
  const poller = aPoller([{ id: 'pier', url: URL, ...source }], async (_source, validators) => {
    asked.push(validators);
    return answer;
  });
  return {
    ...poller,
    asked,
    says(content: string, validators: { etag?: string; lastModified?: string } = {}) {
      const contentType = source.kind === 'page' ? 'html' : 'feed';
      answer = { kind: 'page', url: URL, contentType, content, ...validators };
    },
    answers(other: typeof answer) {
      answer = other;
    },
    async poll() {
      return (await poller.poll())[0];
    },
  };
}

describe('an entry of a feed is known again', () => {
  const cases: readonly [string, Entry, Entry][] = [
    [
      'by its guid, though text and link changed',
      { n: 1 },
      {
        n: 1,
        link: 'https://pier.example/new',
        text: 'Corrected: the ship had brought coffee, the harbour office said later.',
      },
    ],
    [
      'by its link, though guid and text changed',
      { n: 1 },
      { n: 1, guid: 'other', text: 'Corrected: the ship had brought coffee, the harbour office said later.' },
    ],
    [
      'by its text, though guid and link changed',
      { n: 1 },
      { n: 1, guid: 'other', link: 'https://pier.example/?session=99' },
    ],
    [
      'by its link without what trackers add',
      { n: 1 },
      {
        n: 1,
        guid: 'other',
        link: 'http://pier.example/1/?utm_source=feed&fbclid=x#top',
        text: 'Corrected: coffee, not tea, came in.',
      },
    ],
  ];
  it.each(cases)('%s', async (_how, first, second) => {
    const source = aSource();
    source.says(feed(first));
    expect(told(await source.poll())).toEqual(['polled', 'Story 1']);
    source.says(feed(second));
    expect(told(await source.poll())).toEqual(['polled']);
  });

  it('and is new when none of the three is known', async () => {
    const source = aSource();
    source.says(feed({ n: 1 }));
    await source.poll();
    source.says(feed({ n: 2 }, { n: 1 }));
    expect(told(await source.poll())).toEqual(['polled', 'Story 2']);
  });

  it.each([
    ['guid', { guid: 'one-for-all' }],
    ['link', { link: 'https://pier.example/' }],
  ])('not by a %s that all entries of a document share', async (_what, shared) => {
    const source = aSource();
    source.says(feed({ n: 1, ...shared }, { n: 2, ...shared }));
    expect(await source.poll()).toMatchObject({ fresh: { length: 2 } });
    source.says(feed({ n: 3, ...shared }, { n: 1, ...shared }, { n: 2, ...shared }));
    expect(told(await source.poll())).toEqual(['polled', 'Story 3']);
  });

  it('after it was gone from the feed for a while', async () => {
    const source = aSource();
    for (const n of [1, 2, 3]) {
      source.says(feed({ n }));
      await source.poll();
    }
    source.says(feed({ n: 1 }, { n: 4 }));
    expect(told(await source.poll())).toEqual(['polled', 'Story 4']);
  });

  it('once, when one document has it twice', async () => {
    const source = aSource();
    source.says(feed({ n: 1, guid: 'a' }, { n: 1, guid: 'b', link: 'https://pier.example/other' }));
    expect(await source.poll()).toMatchObject({ kind: 'polled', fresh: [{}], passed: { known: 1 } });
  });
});

describe('a topic of a source', () => {
  it('carries its section, source, language and dates', async () => {
    const source = aSource({ section: 'markets' });
    source.says(feed({ n: 1, date: 'Mon, 23 Nov 2026 06:00:00 GMT' }));
    await source.poll();
    expect(await source.stored()).toMatchObject([
      {
        sourceId: 'pier',
        language: 'en',
        at: '2026-11-23T09:00:00.000Z',
        publishedAt: '2026-11-23T06:00:00.000Z',
        topic: { section: 'markets', source: 'Pier News', link: 'https://pier.example/1' },
      },
    ]);
  });

  it('is a paragraph where the source is a page', async () => {
    const page = (...paragraphs: string[]) =>
      `<html><body><main>${paragraphs.map((each) => `<p>${each}</p>`).join('')}</main></body></html>`;
    const fog = 'Fog closed the western lane of the harbour for three hours on Monday morning.';
    const seals = 'Eleven seals lay on the breakwater today, more than in any year before.';
    const source = aSource({ kind: 'page' });
    source.says(page(fog));
    await source.poll();
    source.clock.forward(DAY);
    source.says(page(seals, fog));
    expect(await source.poll()).toMatchObject({ fresh: [{}], passed: { known: 1 } });
    expect((await source.stored()).map(({ topic }) => [topic.body, topic.link])).toEqual([
      [fog, URL],
      [seals, URL],
    ]);
  });
});

describe('the first poll of a source', () => {
  const day = (n: number) => new Date(Date.UTC(2026, 10, 23, 8) - n * (DAY / 10)).toUTCString();
  const history = Array.from({ length: 40 }, (_, n) => ({ n, date: day(n) }));

  it('takes the ten latest entries of the last week, and knows the rest from then on', async () => {
    const source = aSource();
    source.says(feed(...history.toReversed(), { n: 77, date: 'Sun, 01 Nov 2026 00:00:00 GMT' }));
    const first = await source.poll();
    expect(told(first)).toEqual(['polled', ...history.slice(0, 10).map(({ n }) => `Story ${n}`)]);
    expect(first).toMatchObject({ passed: { history: 30, old: 1 } });
    expect(told(await source.poll())).toEqual(['polled']);
  });

  it('is the first one that could be read', async () => {
    const source = aSource();
    source.answers({ kind: 'refused', reason: 'down' });
    await source.poll();
    source.says(feed(...history));
    expect(await source.poll()).toMatchObject({ fresh: { length: 10 } });
  });

  it('is past when the address of a known source changes', async () => {
    const source = aSource();
    source.says(feed({ n: 1 }), { etag: '"a"' });
    await source.poll();
    const moved = { ...source.deps.newsletter.sources[0], url: 'https://pier.example/atom.xml' };
    const newsletter = { ...source.deps.newsletter, sources: [moved] } as typeof source.deps.newsletter;
    source.says(feed({ n: 2 }, { n: 1 }));
    expect((await pollSources({ ...source.deps, newsletter })).map(told)).toEqual([['polled', 'Story 2']]);
    expect(source.asked).toEqual([{}, {}]);
  });
});

describe('a source that was sick', () => {
  it('says since when, keeps what it knew, and is well again at the next good answer', async () => {
    const source = aSource();
    source.says(feed({ n: 1 }), { etag: '"a"' });
    await source.poll();
    source.answers({ kind: 'refused', reason: 'It is down.' });
    source.clock.forward(DAY);
    await source.poll();
    source.clock.forward(DAY);
    expect(await source.poll()).toMatchObject({ kind: 'sick', since: '2026-11-24T09:00:00.000Z' });
    source.answers({ kind: 'not-modified' });
    expect(await source.poll()).toEqual({ kind: 'unchanged', source: 'pier' });
    expect(await source.topics.source('pier')).not.toHaveProperty('sickSince');
    expect(source.asked.at(-1)).toEqual({ etag: '"a"' });
  });

  it('by a fault of the fetcher does not stop the others', async () => {
    const poller = aPoller(
      [
        { id: 'a', url: 'https://a.example/' },
        { id: 'b', url: 'https://b.example/' },
      ],
      async ({ id }) => {
        if (id === 'a') throw new TypeError('a surprise');
        return { kind: 'page', url: 'https://b.example/', contentType: 'feed', content: feed({ n: 1 }) };
      },
    );
    const [a, b] = await poller.poll();
    expect(a).toMatchObject({ kind: 'sick', reason: expect.stringContaining('a surprise') });
    expect(told(b)).toEqual(['polled', 'Story 1']);
  });
});

describe('keeping what a poll found', () => {
  /** Topics that stop working at the given write. */
  function breaking(topics: Topics, at: number): Topics {
    let writes = 0;
    return {
      ...topics,
      keep: (...args) => {
        writes += 1;
        return writes === at ? Promise.reject(new Error('the table is gone')) : topics.keep(...args);
      },
    };
  }

  it('loses nothing and doubles nothing when a poll dies between two writes', async () => {
    const source = aSource();
    source.says(feed({ n: 0 }));
    await source.poll();
    source.says(feed(...Array.from({ length: 50 }, (_, n) => ({ n: n + 1 }))), { etag: '"50"' });
    const dying = { ...source.deps, topics: breaking(source.topics, 3) };
    await expect(pollSources(dying)).rejects.toThrow('the table is gone');
    expect(await source.stored()).toHaveLength(41);
    expect(await source.poll()).toMatchObject({ fresh: { length: 10 }, passed: { known: 40 } });
    expect(source.asked.at(-1)).toEqual({});
    const ids = (await source.stored()).map(({ topic }) => topic.id);
    expect(new Set(ids).size).toBe(51);
    expect(ids).toHaveLength(51);
  });

  it('brings every topic in once when two polls run at the same time', async () => {
    const source = aSource();
    source.says(feed({ n: 1 }, { n: 2 }, { n: 3 }));
    await Promise.all([source.poll(), source.poll()]);
    expect(await source.stored()).toHaveLength(3);
  });

  it('writes nothing when nothing is different', async () => {
    const source = aSource();
    source.says(feed({ n: 1 }, { n: 2 }));
    await source.poll();
    const before = await source.topics.source('pier');
    source.says(feed({ n: 2 }, { n: 1 }));
    await source.poll();
    expect(await source.topics.source('pier')).toEqual(before);
  });

  it('forgets the oldest marks first, and none of the document', async () => {
    const source = aSource();
    for (let page = 0; page < 4; page += 1) {
      source.says(feed(...Array.from({ length: 300 }, (_, n) => ({ n: page * 300 + n }))));
      await source.poll();
    }
    expect((await source.topics.source('pier'))?.seen).toHaveLength(MOST_MARKS);
    expect(told(await source.poll())).toEqual(['polled']);
  });
});
