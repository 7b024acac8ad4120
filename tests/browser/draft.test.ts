import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Serving, serve } from '../../cli/local/server.ts';
import { manageSubscriptionApp } from '../../lambdas/functions/manage-subscription/app.ts';
import { launchChromium, STICKING_OUT, violationsOf } from '../support/chromium.ts';
import { aGatedSystem, DRAFT } from '../support/drafts.ts';

const SCREENS = fileURLToPath(new URL('../../out/screens/draft/', import.meta.url));

describe('the page of a draft', () => {
  let system: Awaited<ReturnType<typeof aGatedSystem>>;
  let browser: Browser;
  let serving: Serving;
  beforeAll(async () => {
    await mkdir(SCREENS, { recursive: true });
    system = await aGatedSystem({ approval: 'required' });
    await system.look();
    serving = await serve(manageSubscriptionApp(system), 0);
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await serving?.stop();
  });

  it('approves and stops without JavaScript, and opening it does neither', async () => {
    const context = await browser.newContext({ javaScriptEnabled: false });
    try {
      const page = await context.newPage();
      await page.goto(serving.url + (await system.draftPath()));
      await page.reload();
      const said = async () => (await system.issues.head(DRAFT))?.approval?.said;
      expect(await said()).toBe('nothing');
      await page.getByRole('button', { name: 'Approve' }).click();
      expect(await page.getByRole('status').textContent()).toContain('You approved it');
      expect(await said()).toBe('approved');
      await page.getByRole('button', { name: 'Stop it' }).click();
      expect(await said()).toBe('stopped');
    } finally {
      await context.close();
    }
  });

  it.each([
    ['light', 375],
    ['dark', 1280],
  ] as const)('is whole and accessible, %s, %i px wide', async (colorScheme, width) => {
    const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
    try {
      const page = await context.newPage();
      await page.goto(serving.url + (await system.draftPath()));
      await page.screenshot({ path: `${SCREENS}${colorScheme}-${width}.png`, fullPage: true });
      expect(await page.evaluate(STICKING_OUT)).toEqual([]);
      expect(await violationsOf(page)).toEqual([]);
    } finally {
      await context.close();
    }
  });
});
