import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { archiveIssue } from '../../lambdas/core/archive/publish-archive.ts';
import { manageSubscriptionApp } from '../../lambdas/functions/manage-subscription/app.ts';
import { dailyIssue } from '../support/archives.ts';
import { aNewsletter } from '../support/issue-builders.ts';
import { aSystem, type System } from '../support/system.ts';

describe('the archive in the web', () => {
  let system: System;
  let app: ReturnType<typeof manageSubscriptionApp>;
  const [first, second] = [0, 1].map((day) => dailyIssue(day, aNewsletter()));
  const firstUrl = `/archive/${first?.id}`;

  beforeEach(async () => {
    system = await aSystem();
    for (const issue of [first, second]) if (issue) await archiveIssue(system, issue);
    app = manageSubscriptionApp(system);
  });

  it.each(['/archive', firstUrl, '/archive/sections/world', '/feed.xml', '/feed.json'])(
    'answers %s, and a HEAD of it without a body',
    async (path) => {
      const answer = await app.request(path);
      expect(answer.status).toBe(200);
      expect((await answer.text()).length).toBeGreaterThan(500);
      const head = await app.request(path, { method: 'HEAD' });
      expect(head.status).toBe(200);
      expect(await head.text()).toBe('');
    },
  );

  it('lets caches keep an issue for a year, lists and feeds for minutes', async () => {
    const caching = async (path: string) => (await app.request(path)).headers.get('Cache-Control');
    expect(await caching(firstUrl)).toBe('public, max-age=31536000, immutable');
    for (const path of ['/archive', '/archive/sections/world', '/feed.xml', '/feed.json']) {
      expect(await caching(path), path).toMatch(/^public, max-age=300,/);
    }
  });

  it.each([firstUrl, '/archive', '/feed.xml', '/feed.json'])('asks %s again by its ETag', async (path) => {
    const etag = (await app.request(path)).headers.get('ETag') ?? '';
    expect(etag).not.toBe('');
    const again = await app.request(path, { headers: { 'If-None-Match': etag } });
    expect(again.status).toBe(304);
    expect(await again.text()).toBe('');
    const other = await app.request(path, { headers: { 'If-None-Match': '"another"' } });
    expect(other.status).toBe(200);
  });

  it('has a policy that passes exactly the style sheet in the page, and no script', async () => {
    const answer = await app.request(firstUrl);
    const policy = answer.headers.get('Content-Security-Policy') ?? '';
    const style = /<style>(.*?)<\/style>/s.exec(await answer.text())?.[1] ?? '';
    const hash = createHash('sha256').update(style).digest('base64');
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src|unsafe/);
    expect(answer.headers.get('Set-Cookie')).toBeNull();
  });

  it('gives feeds the types that readers look for', async () => {
    const typeOf = async (path: string) => (await app.request(path)).headers.get('Content-Type');
    expect(await typeOf('/feed.xml')).toBe('application/atom+xml; charset=utf-8');
    expect(await typeOf('/feed.json')).toBe('application/feed+json; charset=utf-8');
  });

  it('leads to the issue after another, and from the latest to the index', async () => {
    const after = await app.request(`/archive/after/${first?.id}`);
    expect(after.status).toBe(302);
    expect(after.headers.get('Location')).toBe(`https://news.example.com/archive/${second?.id}`);
    const latest = await app.request(`/archive/after/${second?.id}`);
    expect(latest.headers.get('Location')).toBe('https://news.example.com/archive');
  });

  it.each([
    '/archive/no-such-issue',
    '/archive/after/no-such-issue',
    '/archive/sections/no-such-section',
    '/archive/sections/world/9',
    '/archive/pages/1',
    '/archive/pages/NaN',
    '/archive/..%2f..%2fissues%2fx',
  ])('has nothing at %s, and says so in a page that is not kept', async (path) => {
    const answer = await app.request(path);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('Cache-Control')).toBe('no-store');
    expect(await answer.text()).toContain('There is no issue here');
  });

  it('answers nothing where the archive is off, even what was written before', async () => {
    const off = manageSubscriptionApp({ ...system, newsletter: aNewsletter({ archive: false }) });
    for (const path of ['/archive', firstUrl, '/feed.xml', '/feed.json']) {
      expect((await off.request(path)).status, path).toBe(404);
    }
  });

  it('keeps search engines away where the newsletter says so', async () => {
    const quiet = manageSubscriptionApp({ ...system, newsletter: aNewsletter({ archive: 'noindex' }) });
    expect((await quiet.request(firstUrl)).headers.get('X-Robots-Tag')).toBe('noindex');
    expect((await app.request(firstUrl)).headers.get('X-Robots-Tag')).toBeNull();
  });
});
