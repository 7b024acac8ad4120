import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Serving, serve } from '../../cli/local/server.ts';
import { archiveIssue } from '../../lambdas/core/archive/publish-archive.ts';
import { manageSubscriptionApp } from '../../lambdas/functions/manage-subscription/app.ts';
import { dailyIssue } from '../support/archives.ts';
import { launchChromium, STICKING_OUT, violationsOf } from '../support/chromium.ts';
import { aNewsletter } from '../support/issue-builders.ts';
import { aSystem } from '../support/system.ts';
import { WITHIN } from './shows.ts';

const SCREENS = fileURLToPath(new URL('../../out/screens/archive/', import.meta.url));
const ISSUES = 45;

let browser: Browser;
let serving: Serving;
let newest: string;
beforeAll(async () => {
  await mkdir(SCREENS, { recursive: true });
  const system = await aSystem();
  for (let day = 0; day < ISSUES; day += 1) await archiveIssue(system, dailyIssue(day, aNewsletter()));
  newest = dailyIssue(ISSUES - 1, aNewsletter()).id;
  serving = await serve(manageSubscriptionApp(system), 0);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await serving?.stop();
});

const PAGES = [
  ['issue', () => `/archive/${newest}`],
  ['right-to-left', () => `/archive/${dailyIssue(42, aNewsletter()).id}`],
  ['index', () => '/archive'],
  ['older', () => '/archive/pages/1'],
  ['section', () => '/archive/sections/markets'],
  ['missing', () => '/archive/nothing'],
] as const;

describe.each(PAGES)('the %s page of the archive', (name, path) => {
  it.each([
    ['light', 375],
    ['dark', 375],
    ['light', 1280],
    ['dark', 1280],
  ] as const)('is whole and accessible without JavaScript, %s, %i px wide', async (colorScheme, width) => {
    const context = await browser.newContext({
      colorScheme,
      viewport: { width, height: 900 },
      javaScriptEnabled: false,
    });
    const faults: string[] = [];
    try {
      const page = await context.newPage();
      page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) faults.push(message.text());
      });
      await context.route('https://**', (route) => route.abort());
      await page.goto(serving.url + path());
      await page.screenshot({ path: `${SCREENS}${name}-${colorScheme}-${width}.png`, fullPage: true });
      // axe is a script, so it looks from a context that runs scripts; the page itself has none.
      const looked = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      try {
        const scripted = await looked.newPage();
        await looked.route('https://**', (route) => route.abort());
        await scripted.goto(serving.url + path());
        expect(await scripted.evaluate(STICKING_OUT)).toEqual([]);
        // Without its style sheet, were the policy to stop it, this would be `none`.
        expect(await scripted.evaluate('getComputedStyle(document.querySelector("main")).maxWidth')).toMatch(
          /px$/,
        );
        expect(await violationsOf(scripted)).toEqual([]);
      } finally {
        await looked.close();
      }
      expect(faults).toEqual([]);
    } finally {
      await context.close();
    }
  });
});

it('leads from an issue to its neighbours, its section and the sign-up', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  try {
    const page = await context.newPage();
    const site = 'https://news.example.com';
    // The pages name their public address; here it is this server.
    await context.route(`${site}/**`, (route) =>
      route.fulfill({ status: 302, headers: { location: route.request().url().replace(site, serving.url) } }),
    );
    await context.route('https://example.com/**', (route) => route.abort());
    await page.goto(`${serving.url}/archive/${newest}`);
    await page.getByRole('link', { name: /before|davor|العدد السابق|前の号/ }).click();
    await expect.poll(() => page.url(), WITHIN).toContain(dailyIssue(ISSUES - 2, aNewsletter()).id);
    await page.goBack();
    await page.locator('h2.section a').first().click();
    await expect.poll(() => page.url(), WITHIN).toMatch(/\/archive\/sections\/world$/);
    await expect.poll(() => page.locator('.issues > li').count(), WITHIN).toBeGreaterThan(19);
    await page.locator('input[name=email]').fill('new.reader@example.org');
    await page.locator('aside button').click();
    expect(await page.locator('h1').textContent()).toBe('Look into your mail');
  } finally {
    await context.close();
  }
});
