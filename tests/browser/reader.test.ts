import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, STICKING_OUT, violationsOf } from '../support/chromium.ts';
import { aStartedSystem, type StartedSystem } from '../support/started.ts';

const SCREENS = fileURLToPath(new URL('../../out/screens/pages/', import.meta.url));
/** A person takes longer than the two seconds that the form asks for. */
const TYPING_MS = 2_200;

let system: StartedSystem;
let browser: Browser;
beforeAll(async () => {
  await mkdir(SCREENS, { recursive: true });
  [system, browser] = await Promise.all([aStartedSystem(), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await system?.stop();
});

interface Ways {
  readonly language: string;
  readonly javaScriptEnabled: boolean;
  /** Where every page is looked at by axe: in all views, or in these. */
  readonly axe: 'everywhere' | readonly string[];
}

const WALKS: readonly Ways[] = [
  { language: 'en', javaScriptEnabled: true, axe: 'everywhere' },
  { language: 'en', javaScriptEnabled: false, axe: [] },
  { language: 'de', javaScriptEnabled: true, axe: [] },
  { language: 'ar', javaScriptEnabled: true, axe: ['light 375', 'dark 1280'] },
];

const VIEWS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [375, 1280].map((width) => ({ colorScheme, width })),
);

describe.each(WALKS)('a reader, $language, JavaScript $javaScriptEnabled', (ways) => {
  const { language, javaScriptEnabled, axe } = ways;
  const anna = `anna.${language}.${javaScriptEnabled}@example.org`;
  const moved = `moved.${language}.${javaScriptEnabled}@example.org`;
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  const newContext = () =>
    browser.newContext({
      javaScriptEnabled,
      locale: language,
      timezoneId: 'Asia/Tokyo',
      viewport: { width: 1280, height: 900 },
    });

  beforeAll(async () => {
    context = await newContext();
    page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => faults.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
  });
  afterAll(() => context?.close());

  /** Looks at the page as it is now, light and dark, narrow and wide. */
  async function inspect(name: string): Promise<void> {
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await page.locator('html').getAttribute('dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
    for (const { colorScheme, width } of VIEWS) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      if (javaScriptEnabled) {
        await page.screenshot({
          path: `${SCREENS}${name}-${language}-${colorScheme}-${width}.png`,
          fullPage: true,
        });
      }
      expect(await page.evaluate<string[]>(STICKING_OUT), `${name} ${width}`).toEqual([]);
      if (axe === 'everywhere' || axe.includes(`${colorScheme} ${width}`)) {
        expect(await violationsOf(page), `${name} ${colorScheme} ${width}`).toEqual([]);
      }
    }
  }

  async function signUp(on: Page, address: string): Promise<void> {
    await on.goto(`${system.url}/`);
    await on.locator('#email').fill(address);
    await on.waitForTimeout(TYPING_MS);
    await on.locator('main form button').click();
  }

  /** Opens the newest mail to an address in the outbox and follows its link below `/<letter>/`. */
  async function followMail(on: Page, address: string, letter: string): Promise<void> {
    const [mail] = await system.mailsTo(address);
    await on.goto(`${system.url}/outbox/${mail}?view=links`);
    const href = await on.locator(`a[href*="/${letter}/"]`).first().getAttribute('href');
    await on.goto(href ?? '');
  }

  const heading = () => page.locator('h1').textContent();

  it('signs up; the form has guessed the time zone, if it may run a script', async () => {
    await page.goto(`${system.url}/`);
    await inspect('sign-up');
    expect(await page.locator('#time-zone').inputValue()).toBe(
      javaScriptEnabled ? 'Asia/Tokyo' : 'Europe/Berlin',
    );
    await page.locator('#email').fill('anna@123');
    await page.waitForTimeout(TYPING_MS);
    await page.locator('main form button').click();
    expect(await page.locator('#email-fault').textContent()).not.toBe('');
    await inspect('sign-up-fault');
    await signUp(page, anna);
    expect(await page.locator('main [role=status]').textContent()).toContain('wire@example.com');
    await inspect('check-mail');
  });

  it('confirms in the same browser without a click, or with one where no script runs', async () => {
    await followMail(page, anna, 'c');
    if (!javaScriptEnabled) {
      await inspect('confirm');
      expect(await page.locator('button').count()).toBe(1);
      await page.locator('button').click();
    }
    await page.locator('a[href*="/p/"]').waitFor();
    expect(await page.locator('main [role=status]').count()).toBe(1);
    await inspect('welcome');
    expect(await system.mailsTo(anna)).toHaveLength(2);
  });

  it('confirms in another browser with one button', async () => {
    const other = await newContext();
    const elsewhere = await other.newPage();
    await signUp(elsewhere, moved.replace('moved', 'other'));
    await followMail(page, moved.replace('moved', 'other'), 'c');
    await inspect('confirm');
    expect(await page.locator('button').count()).toBe(1);
    await page.locator('button').click();
    expect(await page.locator('a[href*="/p/"]').count()).toBe(1);
    await other.close();
  });

  it('changes sections, hour and pause', async () => {
    await followMail(page, anna, 'p');
    await inspect('preferences');
    await page.locator('[name=section][value=markets]').uncheck();
    await page.locator('#hour').selectOption('7');
    const until = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    await page.locator('#pause').fill(until);
    await page.locator('main form button').first().click();
    expect(await page.locator('[role=status]').count()).toBe(1);
    expect(await page.locator('[name=section][value=markets]').isChecked()).toBe(false);
    expect(await page.locator('#hour').inputValue()).toBe('7');
    expect(await page.locator('#pause').inputValue()).toBe(until);
    await inspect('preferences-saved');
  });

  it('moves to another address, which confirms', async () => {
    await page.locator('#email').fill(moved);
    await page.locator('form[action$="/address"] button').click();
    await inspect('address-sent');
    await followMail(page, moved, 'a');
    await inspect('address-change');
    await page.locator('button').click();
    await inspect('address-changed');
    await page.locator('a[href*="/p/"]').click();
    expect(await page.locator('.address').textContent()).toBe(moved);
  });

  it('leaves with one button, comes back with one, and leaves again', async () => {
    await page.locator('a[href*="/u/"]').click();
    expect(await page.locator('button').count()).toBe(1);
    await inspect('unsubscribe');
    await page.locator('[name=reason]').first().check();
    await page.locator('button').click();
    await inspect('unsubscribed');
    await page.locator('form[action*="/r/"] button').click();
    await inspect('returned');
    await page.locator('a[href*="/p/"]').click();
    await page.locator('a[href*="/u/"]').click();
    await page.locator('button').click();
    expect(await page.locator('main [role=status]').count()).toBe(1);
  });

  it('sees and erases all that is held', async () => {
    await page.locator('a[href*="/d/"]').click();
    await inspect('data');
    expect(await page.locator('dl').textContent()).toContain(moved);
    await page.locator('button').click();
    await inspect('erased');
    const shown = await system.run('subscribers', 'show', moved, '--json');
    expect(shown.stdout).not.toContain('"state": "active"');
  });

  it('is helped by a link that does not work, and by the form for other sites', async () => {
    await page.goto(`${system.url}/u/nonsense`);
    await inspect('gone');
    await page.goto(`${system.url}/embed.html`);
    await inspect('embed');
    expect(await heading()).not.toBe('');
  });

  it('saw no error of a script or a policy', () => {
    expect(faults.filter((fault) => !fault.includes('status of 4'))).toEqual([]);
  });
});
