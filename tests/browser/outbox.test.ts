import { Hono } from 'hono';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Serving, serve } from '../../cli/local/server.ts';
import { anOutbox } from '../cli/local/outbox/some-mails.ts';
import { launchChromium, showIn, views, violationsOf } from '../support/chromium.ts';

const HTML =
  '<meta name="color-scheme" content="light dark"><style>body{background:#fff;color:#111}' +
  '@media (prefers-color-scheme: dark){body{background:#101214;color:#eee}}</style>' +
  '<h1>Good morning</h1><p><a href="https://example.com/story">Read</a></p><script>document.title="ran"</script>';

let browser: Browser;
let serving: Serving;
let mail: string;

beforeAll(async () => {
  const outbox = anOutbox();
  await outbox.send({ subject: 'A'.repeat(200), to: `${'long'.repeat(15)}@${'sub.'.repeat(20)}example.org` });
  await outbox.send({ to: 'complaint@simulator.amazonses.com', issue: `daily_${'x'.repeat(60)}` });
  mail = await outbox.send({ html: HTML, issue: 'daily_2026-11-24T0700', subject: 'صباح الخير' });
  serving = await serve(new Hono().route('/', outbox.app), 0);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await serving.stop();
});

const pages = [
  ['list', () => '/outbox'],
  ['empty search', () => '/outbox?q=nothing'],
  ...['preview', 'text', 'headers', 'links', 'events', 'source'].map(
    (view) => [view, () => `/outbox/${mail}?view=${view}`] as const,
  ),
  ['missing mail', () => '/outbox/nope'],
] as const;

describe('the outbox', () => {
  it.each(pages)(
    'has no fault that axe finds and no overflow, light and dark, narrow and wide: %s',
    async (_, path) => {
      const page = await browser.newPage();
      await page.goto(serving.url + path());
      for (const view of views(375, 1320)) {
        await showIn(page, view);
        const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        // axe cannot look into a sandboxed frame; the mail in it has tests of its own.
        const violations = await violationsOf(page, { exclude: 'iframe', advice: true });
        expect({ view, overflow, violations }).toEqual({
          view,
          overflow: expect.any(Number),
          violations: [],
        });
        expect(overflow).toBeLessThanOrEqual(0);
      }
      await page.close();
    },
  );
});

describe.each(['light', 'dark'] as const)('the outbox in %s', (colorScheme) => {
  it('shows the mail in the colours that were chosen, whatever the computer prefers, and runs nothing', async () => {
    const context = await browser.newContext({ colorScheme });
    const page = await context.newPage();
    const seen: unknown[] = [];
    for (const scheme of ['light', 'dark']) {
      await page.goto(`${serving.url}/outbox/${mail}?width=phone&scheme=${scheme}`);
      const frame = page.frames()[1];
      seen.push(
        await frame?.evaluate('getComputedStyle(document.body).backgroundColor'),
        await frame?.title(),
      );
    }
    expect(seen).toEqual(['rgb(255, 255, 255)', '', 'rgb(16, 18, 20)', '']);
    await context.close();
  });
});
