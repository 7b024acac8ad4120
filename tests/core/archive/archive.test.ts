import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Archive } from '../../../lambdas/core/archive/archive.ts';
import { archivePaths, LIST_PAGE } from '../../../lambdas/core/archive/archive.ts';
import { paginate } from '../../../lambdas/core/archive/paginate.ts';
import { archiveIssue, unarchiveIssue } from '../../../lambdas/core/archive/publish-archive.ts';
import { anArchive, dailyIssue } from '../../support/archives.ts';
import { aNewsletter, anIssue, aTopic } from '../../support/issue-builders.ts';

const pageOf = async (archive: Archive, id: string) => (await archive.read(archivePaths.issue(id))) ?? '';
const indexOf = async (archive: Archive) => (await archive.read(archivePaths.index)) ?? '';

describe('the archive', () => {
  it('has a page for each issue, with every topic whole and in the language of the issue', async () => {
    const { archive, publish, newsletter } = await anArchive();
    const issue = dailyIssue(1, newsletter);
    await publish(issue);
    const page = await pageOf(archive, issue.id);
    expect(page).toContain('<html lang="de" dir="ltr">');
    expect(page).toContain('Freitag, 2. Oktober 2026');
    expect(page).toContain('A long sentence about the sea.');
    expect(page).toContain('One <em>two</em> &amp; <a href="https://example.com/a?b=1&amp;c=2">three</a>');
    for (const { id } of issue.topics) expect(page).toContain(`id="${id}"`);
  });

  it('writes a page once: whoever comes again changes nothing', async () => {
    const { archive, publish, newsletter } = await anArchive();
    const issue = dailyIssue(0, newsletter);
    await publish(issue);
    const [page, index] = [await pageOf(archive, issue.id), await indexOf(archive)];
    await publish({ ...issue, subject: 'Another' });
    expect(await pageOf(archive, issue.id)).toBe(page);
    expect(await indexOf(archive)).toBe(index);
  });

  it('mends what a death between page and lists left undone', async () => {
    const { archive, publish, newsletter, templates } = await anArchive();
    const issue = dailyIssue(0, newsletter);
    const dying: Archive = { ...archive, saveLists: () => Promise.reject(new Error('died')) };
    await expect(archiveIssue({ archive: dying, newsletter, templates }, issue)).rejects.toThrow('died');
    expect(await archive.read(archivePaths.index)).toBeUndefined();
    await publish(issue);
    expect(await indexOf(archive)).toContain(`/archive/${issue.id}`);
  });

  it('leads from each issue to the one before it, and back by the order of all', async () => {
    const { archive, publishDays } = await anArchive();
    const [first, second, third] = await publishDays(3);
    expect(await pageOf(archive, second?.id ?? '')).toContain(
      `rel="prev" href="https://news.example.com/archive/${first?.id}"`,
    );
    expect(await pageOf(archive, first?.id ?? '')).not.toContain('rel="prev"');
    expect(JSON.parse((await archive.read(archivePaths.order)) ?? '')).toEqual([
      third?.id,
      second?.id,
      first?.id,
    ]);
  });

  it('lists every issue under its sections, and none that has no topic there', async () => {
    const { archive, publish, newsletter } = await anArchive();
    const world = anIssue([aTopic({ headline: 'A world of its own' })], { id: 'world-only' });
    await publish(world);
    await publish(dailyIssue(60, newsletter));
    expect(await archive.read(archivePaths.section('world'))).toContain('A world of its own');
    expect(await archive.read(archivePaths.section('science'))).not.toContain('world-only');
  });

  it('keeps the issues of two publications at the same time, whichever writes last', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { archive, publish, newsletter } = await anArchive();
      const issues = [0, 1, 2].map((day) => dailyIssue(day, newsletter));
      await Promise.all(issues.map(publish));
      const index = await indexOf(archive);
      for (const { id } of issues) expect(index).toContain(`/archive/${id}"`);
      expect(JSON.parse((await archive.read(archivePaths.order)) ?? '')).toHaveLength(3);
    }
  });

  it('writes the lists anew when an entry came while an older list was being written', async () => {
    const { archive, publish, newsletter, templates } = await anArchive();
    const [mine, theirs] = [dailyIssue(0, newsletter), dailyIssue(1, newsletter)];
    let once = true;
    const crossed: Archive = {
      ...archive,
      async saveLists(lists, options) {
        if (once) {
          once = false;
          await publish(theirs);
        }
        await archive.saveLists(lists, options);
      },
    };
    await archiveIssue({ archive: crossed, newsletter, templates }, mine);
    const index = await indexOf(archive);
    expect(index).toContain(mine.id);
    expect(index).toContain(theirs.id);
  });

  it('takes an issue out again, from every list and feed', async () => {
    const { archive, blobs, publishDays, newsletter, templates } = await anArchive();
    const issues = await publishDays(LIST_PAGE * 2);
    const gone = issues[1]?.id ?? '';
    await unarchiveIssue({ archive, newsletter, templates }, gone);
    expect(await archive.read(archivePaths.issue(gone))).toBeUndefined();
    for (const { key } of await blobs.list('archive/lists/')) {
      const text = new TextDecoder().decode(await blobs.get(key));
      expect(text, key).not.toContain(`archive/${gone}`);
    }
  });

  it.each([
    ['a test copy', anIssue([aTopic()], { audience: { kind: 'listed', subscriberIds: ['ada'] } }), true],
    ['an issue of a newsletter without archive', anIssue([aTopic()]), false],
  ] as const)('has no page for %s', async (_, issue, archive) => {
    const { publish, blobs } = await anArchive(aNewsletter({ archive }));
    await publish(issue);
    expect(await blobs.list('archive/')).toEqual([]);
  });

  it('tells search engines to stay away where the newsletter says so', async () => {
    const open = await anArchive();
    const closed = await anArchive(aNewsletter({ archive: 'noindex' }));
    for (const { publish } of [open, closed]) await publish(anIssue([aTopic()]));
    expect(await indexOf(open.archive)).not.toContain('noindex');
    expect(await indexOf(closed.archive)).toContain('<meta name="robots" content="noindex">');
  });

  it("shows no markup of anybody's text, and runs none", async () => {
    const { archive, publish } = await anArchive();
    const evil = `</script></style><script>alert(1)</script><img src=x onerror=alert(1)>`;
    const topic = aTopic({ headline: evil, summary: evil, html: `<p onclick="x()">Hello</p>${evil}` });
    const issue = anIssue([topic], { subject: evil, preheader: evil });
    await publish(issue);
    for (const path of [archivePaths.issue(issue.id), archivePaths.index, archivePaths.section('world')]) {
      const page = (await archive.read(path)) ?? '';
      expect(page.match(/<script/g)).toHaveLength(1);
      expect(page).not.toMatch(/<[^>]+ on\w+=/);
      expect(page).not.toContain('<img');
    }
  });
});

describe('structured data', () => {
  it('says what the page says, with absolute addresses', async () => {
    const { archive, publish, newsletter } = await anArchive();
    const issue = dailyIssue(3, newsletter);
    await publish(issue);
    const page = await pageOf(archive, issue.id);
    const [, json = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/s.exec(page) ?? [];
    const data = JSON.parse(json);
    expect(data).toMatchObject({
      '@context': 'https://schema.org',
      '@type': 'PublicationIssue',
      url: `https://news.example.com/archive/${issue.id}`,
      datePublished: issue.frozenAt,
      inLanguage: 'ja',
      isPartOf: { '@type': 'Periodical', name: 'The Morning Wire' },
    });
    expect(data.hasPart.map((each: { headline: string }) => each.headline)).toEqual(
      issue.topics.map((each) => each.headline),
    );
    const meta = (name: string) =>
      new RegExp(`<meta property="${name}" content="([^"]*)">`).exec(page)?.[1] ?? '';
    expect(meta('og:url')).toBe(data.url);
    expect(meta('og:image')).toBe('https://example.com/3.jpg');
    expect(meta('og:title')).toContain('&lt;/script&gt;');
    expect(page).toContain(`<link rel="canonical" href="${data.url}">`);
  });
});

describe('the pages of a list', () => {
  it('hold every item once, in order, and a full one never changes as the list grows', () => {
    const property = fc.property(
      fc.integer({ min: 0, max: 90 }),
      fc.integer({ min: 1, max: 12 }),
      (count, size) => {
        const items = Array.from({ length: count }, (_, index) => count - index);
        const pages = paginate(items, size);
        expect(pages.flatMap((page) => page.items)).toEqual(items);
        expect(pages[0]?.items.length).toBeLessThan(size * 2);
        const grown = paginate([count + 1, ...items], size);
        for (const page of pages.slice(1)) {
          expect(page.items).toHaveLength(size);
          expect(grown.find((each) => each.number === page.number)?.items).toEqual(page.items);
        }
      },
    );
    fc.assert(property);
  });

  it('lead to each other', () => {
    const pages = paginate([9, 8, 7, 6, 5, 4, 3, 2, 1], 2);
    expect(pages.map(({ number, older, newer }) => [number, older, newer])).toEqual([
      [undefined, 3, undefined],
      [3, 2, 'first'],
      [2, 1, 3],
      [1, undefined, 2],
    ]);
  });
});
