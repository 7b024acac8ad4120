import { parseFeed } from 'feedsmith';
import { describe, expect, it } from 'vitest';
import { archivePaths } from '../../../lambdas/core/archive/archive.ts';
import { anArchive, dailyIssue } from '../../support/archives.ts';
import { atomFaults, jsonFeedFaults } from '../../support/feed-rules.ts';
import { aNewsletter, anIssue, aTopic } from '../../support/issue-builders.ts';

const ATOM = 'https://news.example.com/feed.xml';
const JSON_FEED = 'https://news.example.com/feed.json';

async function feedsAfter(days: number) {
  const archive = await anArchive();
  await archive.publishDays(days);
  const read = async (path: string) => (await archive.archive.read(path)) ?? '';
  return { ...archive, atom: await read(archivePaths.atom), json: await read(archivePaths.json) };
}

describe('the feeds', () => {
  it('keep every rule of RFC 4287 and of JSON Feed 1.1, over texts that have to be escaped', async () => {
    const { atom, json } = await feedsAfter(50);
    expect(atomFaults(atom, ATOM)).toEqual([]);
    expect(jsonFeedFaults(json, JSON_FEED)).toEqual([]);
    expect(atom.match(/<entry/g)).toHaveLength(20);
    expect(JSON.parse(json).items).toHaveLength(20);
  });

  it.each([
    ['an entry without id', (xml: string) => xml.replace(/<id>tag:[^<]*issue[^<]*<\/id>/, '')],
    [
      'a relative link',
      (xml: string) => xml.replace(/href="https:\/\/news.example.com\/archive\/d/, 'href="/archive/d'),
    ],
    ['two entries of one id', (xml: string) => xml.replaceAll(/2026-10-0\dT?[^<]*<\/id>/g, 'same</id>')],
    ['a date without a zone', (xml: string) => xml.replace(/Z<\/updated>/, '</updated>')],
    ['an open element', (xml: string) => xml.replace('</summary>', '')],
  ])('would be caught with %s', async (_, spoil) => {
    const { atom } = await feedsAfter(3);
    expect(spoil(atom)).not.toBe(atom);
    expect(atomFaults(spoil(atom), ATOM)).not.toEqual([]);
  });

  it('give an issue the same identity for ever, wherever the archive moves', async () => {
    const { archive, templates, newsletter, atom } = await feedsAfter(2);
    const { archiveIssue } = await import('../../../lambdas/core/archive/publish-archive.ts');
    const moved = aNewsletter({ siteUrl: 'https://wire.example.net' });
    await archiveIssue({ archive, templates, newsletter: moved }, dailyIssue(9, newsletter));
    const after = (await archive.read(archivePaths.atom)) ?? '';
    const ids = (xml: string) => [...xml.matchAll(/<id>([^<]+)<\/id>/g)].map(([, id]) => id);
    expect(ids(after)).toEqual(expect.arrayContaining(ids(atom)));
    expect(atomFaults(after, 'https://wire.example.net/feed.xml')).toEqual([]);
  });

  it('are read back by a feed reader as they were written', async () => {
    const { atom, json } = await feedsAfter(4);
    const [first, second] = [parseFeed(atom), parseFeed(json)];
    expect([first.format, second.format]).toEqual(['atom', 'json']);
    expect(JSON.stringify(first)).toContain('Rates rise');
  });

  it('are valid in an archive of one issue with one topic', async () => {
    const { archive, publish } = await anArchive();
    await publish(anIssue([aTopic({ headline: '<i>One</i>' })]));
    expect(atomFaults((await archive.read(archivePaths.atom)) ?? '', ATOM)).toEqual([]);
    expect(jsonFeedFaults((await archive.read(archivePaths.json)) ?? '', JSON_FEED)).toEqual([]);
  });
});
