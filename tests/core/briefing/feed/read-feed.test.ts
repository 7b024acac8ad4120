import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFeed } from '../../../../lambdas/core/briefing/feed/read-feed.ts';
import { FEED_URL, feedOf, fixture, rss, topicsOf } from './feeds.ts';

const reasonOf = (text: string) => {
  const read = readFeed(text, FEED_URL);
  return read.kind === 'no-feed' ? read.reason : 'a feed';
};

describe('what is no feed', () => {
  it.each([
    ['', /^it is empty$/],
    [' \n\ufeff ', /^it is empty$/],
    ['<!DOCTYPE html><html><body>News</body></html>', /^it is a page of HTML$/],
    [
      '<?xml version="1.0"?>\n<!-- x --><html xmlns="http://www.w3.org/1999/xhtml"/>',
      /^it is a page of HTML$/,
    ],
    ['<opml version="2.0"><body/></opml>', /^it is neither RSS, Atom nor JSON Feed$/],
    ['{"items": []}', /^it is neither RSS, Atom nor JSON Feed$/],
    ['Service unavailable', /^it is neither RSS, Atom nor JSON Feed$/],
    [fixture('rss/wordpress.xml').slice(0, 1500), /^its markup breaks off/],
  ])('says what it is: %j', (text, reason) => {
    expect(reasonOf(text)).toMatch(reason);
  });

  it('says where the feed of a page is', () => {
    const page =
      '<html><head><link rel="alternate" type="application/rss+xml" href="/all.xml"></head></html>';
    expect(reasonOf(page)).toBe('it is a page of HTML; the feed it names is https://feeds.example/all.xml');
  });

  it('is never a crash, whatever the bytes', () => {
    const whole = ['rss/wordpress.xml', 'atom/xhtml.xml', 'json/blog.json'].map(fixture);
    const damaged = fc
      .record({ text: fc.constantFrom(...whole), from: fc.nat(3000), to: fc.nat(3000), junk: fc.string() })
      .map(({ text, from, to, junk }) => text.slice(0, from) + junk + text.slice(to));
    fc.assert(
      fc.property(fc.oneof(fc.string(), damaged), (text) => {
        expect(['feed', 'no-feed']).toContain(readFeed(text, FEED_URL).kind);
      }),
    );
  });

  it('is a document whose elements nest without end', () => {
    expect(reasonOf(rss(`<description>${'<a>'.repeat(50_000)}</description>`))).toMatch(/feed/);
  });
});

describe('a hostile feed', () => {
  it('cannot grow by entities of its own', () => {
    const bomb = `<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>${rss('<title>&b;&b;</title>')}`;
    const read = readFeed(bomb, FEED_URL);
    expect(JSON.stringify(read).length).toBeLessThan(500);
    expect(JSON.stringify(read)).not.toContain('aaaaaaaaaa');
  });

  it('cannot read a file', () => {
    const outside = `<!DOCTYPE rss [<!ENTITY p SYSTEM "file:///etc/passwd">]>${rss('<title>&p;</title>')}`;
    expect(JSON.stringify(readFeed(outside, FEED_URL))).not.toContain('root:');
  });

  it('cannot bring a script or a javascript: link into a topic', () => {
    const [found] = topicsOf(
      rss(
        '<title>&lt;script&gt;alert(1)&lt;/script&gt;Ferry &lt;b&gt;late&lt;/b&gt;</title><link>javascript:alert(1)</link>' +
          '<description><![CDATA[<p onclick="x()">The ferry is <a href="javascript:x()">late</a>.<script>x()</script><iframe src="https://a.example"></iframe></p>]]></description>',
      ),
    );
    expect(found?.topic).not.toHaveProperty('link');
    expect(found?.topic.html).toBe('<p>The ferry is late.</p>');
    expect(found?.topic.headline).not.toContain('<');
  });
});

describe('an entry', () => {
  it('without title and text is no topic', () => {
    expect(topicsOf(rss('<link>https://news.example/1</link>', '<title>Fog</title>'))).toHaveLength(1);
  });

  it('of a title alone says its title', () => {
    const [found] = topicsOf(rss('<title>Fog closes the harbour</title><link>https://news.example/1</link>'));
    expect(found?.topic).toMatchObject({
      headline: 'Fog closes the harbour',
      body: 'Fog closes the harbour',
      link: 'https://news.example/1',
    });
  });

  it('finds its page by its guid, unless that is no permalink', () => {
    const links = (item: string) => feedOf(rss(item)).entries.map((each) => each.link);
    expect(links('<title>a</title><guid>https://news.example/g</guid>')).toEqual(['https://news.example/g']);
    expect(links('<title>a</title><guid isPermaLink="false">https://news.example/g</guid>')).toEqual([
      undefined,
    ]);
    expect(links('<title>a</title><guid>4711</guid>')).toEqual([undefined]);
  });

  it('has its relative link resolved against the site', () => {
    expect(feedOf(rss('<title>a</title><link>/2026/fog</link>')).entries[0]?.link).toBe(
      'https://news.example/2026/fog',
    );
  });

  it('is read as plain text where it has no markup', () => {
    const [found] = topicsOf(rss('<description>1 &lt; 2 and\nAT&amp;T agrees.\n\nSo it is.</description>'));
    expect(found?.topic.body).toBe('1 < 2 and AT&T agrees.\n\nSo it is.');
  });

  it('keeps a "<" of plain Atom text', () => {
    const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>i</id><entry><id>1</id><title>Why a &lt;b&gt; tag</title><summary>It says &lt;p&gt; and means it.</summary></entry></feed>`;
    expect(topicsOf(atom)[0]?.topic).toMatchObject({
      headline: 'Why a <b> tag',
      body: 'It says <p> and means it.',
    });
  });
});

describe('a long entry', () => {
  const sentence = 'The council met again and talked about the bridge for an hour.';
  const long = (paragraphs: number) =>
    rss(
      `<title>Bridge</title><description><![CDATA[${`<p>${sentence} ${sentence}</p>`.repeat(paragraphs)}]]></description>`,
    );

  it('is taken up to its words, and ends where a sentence does', () => {
    const [found] = topicsOf(long(20), 100);
    expect(found?.topic.words).toBeLessThanOrEqual(100);
    expect(found?.topic.words).toBeGreaterThan(80);
    expect(found?.topic.body.endsWith('an hour.')).toBe(true);
  });

  it('keeps its first sentence even where that is longer', () => {
    expect(topicsOf(long(2), 7)[0]?.topic.body).toBe(sentence);
  });

  it('of one endless sentence is cut behind a word, and says so', () => {
    const [found] = topicsOf(rss(`<description>${'la '.repeat(5000)}</description>`), 50);
    expect(found?.topic.body).toMatch(/^(?:la ){100}…$/);
  });

  it('does not end with the heading of what is left out', () => {
    const html = `<p>${sentence}</p><h2>Money</h2><p>${`${sentence} `.repeat(30)}</p>`;
    const [found] = topicsOf(rss(`<description><![CDATA[${html}]]></description>`), 13);
    expect(found?.topic.body).toBe(sentence);
  });
});
