import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, picture, STICKING_OUT, showIn, views, violationsOf } from '../support/chromium.ts';
import { aStartedSystem, type StartedSystem } from '../support/started.ts';
import { shows } from './shows.ts';

const SCREENS = fileURLToPath(new URL('../../out/screens/pages/', import.meta.url));
/** A person takes longer than the two seconds that the form asks for. */
const TYPING_MS = 2_200;

export interface Ways {
  readonly language: string;
  readonly javaScriptEnabled: boolean;
  /** Whether axe looks at every page in every view; pictures are taken of all of them. */
  readonly axe: boolean;
}

const VIEWS = views(375, 1280);

/** A reader's whole way, from signing up to erasing, through the pages of a system of its own. */
export function readerWalks(walks: readonly Ways[]): void {
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

  describe.each(walks)('a reader, $language, JavaScript $javaScriptEnabled', (ways) => {
    readerWalk(ways, () => ({ system, browser }));
  });
}

function readerWalk(
  { language, javaScriptEnabled, axe }: Ways,
  running: () => { system: StartedSystem; browser: Browser },
): void {
  const anna = `anna.${language}.${javaScriptEnabled}@example.org`;
  const moved = `moved.${language}.${javaScriptEnabled}@example.org`;
  let context: BrowserContext;
  let page: Page;
  const faults: string[] = [];

  const newContext = () =>
    running().browser.newContext({
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
    await page.waitForLoadState();
    expect(await page.locator('html').getAttribute('lang')).toBe(language);
    expect(await page.locator('html').getAttribute('dir')).toBe(language === 'ar' ? 'rtl' : 'ltr');
    for (const view of VIEWS) {
      await showIn(page, view);
      const where = `${name}-${language}-${view.colorScheme}-${view.width}`;
      if (javaScriptEnabled) await picture(page, `${SCREENS}${where}.jpg`);
      expect(await page.evaluate<string[]>(STICKING_OUT), where).toEqual([]);
      if (axe) expect(await violationsOf(page), where).toEqual([]);
    }
  }

  /** Opens the form; the answer sends it with an address, when a person could have typed one. */
  async function openForm(on: Page): Promise<(address: string) => Promise<void>> {
    await on.goto(`${running().system.url}/`);
    return sendWhenTyped(on);
  }

  /** Sends the form that was shown just now. */
  function sendWhenTyped(on: Page): (address: string) => Promise<void> {
    const from = performance.now();
    return async (address) => {
      await on.locator('#email').fill(address);
      await on.waitForTimeout(Math.max(0, from + TYPING_MS - performance.now()));
      await on.locator('main form button').click();
    };
  }

  /** Opens the newest mail to an address in the outbox and follows its link below `/<letter>/`. */
  async function followMail(on: Page, address: string, letter: string): Promise<void> {
    const [mail] = await running().system.mailsTo(address);
    await on.goto(`${running().system.url}/outbox/${mail}?view=links`);
    const href = await on.locator(`a[href*="/${letter}/"]`).first().getAttribute('href');
    await on.goto(href ?? '');
  }

  const heading = () => page.locator('h1').textContent();

  it('signs up; the form has guessed the time zone, if it may run a script', async () => {
    const send = await openForm(page);
    await inspect('sign-up');
    expect(await page.locator('#time-zone').inputValue()).toBe(
      javaScriptEnabled ? 'Asia/Tokyo' : 'Europe/Berlin',
    );
    await send('anna@123');
    expect(await page.locator('#email-fault').textContent()).not.toBe('');
    const sendAgain = sendWhenTyped(page);
    await inspect('sign-up-fault');
    await sendAgain(anna);
    expect(await page.locator('main [role=status]').textContent()).toContain('wire@example.com');
    await inspect('check-mail');
  });

  it('confirms in the same browser without a click, or with one where no script runs', async () => {
    await followMail(page, anna, 'c');
    if (!javaScriptEnabled) {
      await inspect('confirm');
      await shows(page.locator('button'));
      await page.locator('button').click();
    }
    await page.locator('a[href*="/p/"]').waitFor();
    await shows(page.locator('main [role=status]'));
    await inspect('welcome');
    expect(await running().system.mailsTo(anna)).toHaveLength(2);
  });

  it('confirms in another browser with one button', async () => {
    const otherBrowser = await newContext();
    const elsewhere = await otherBrowser.newPage();
    const other = anna.replace('anna', 'other');
    await (await openForm(elsewhere))(other);
    await followMail(page, other, 'c');
    await inspect('confirm');
    await shows(page.locator('button'));
    await page.locator('button').click();
    await shows(page.locator('a[href*="/p/"]'));
    await otherBrowser.close();
  });

  it('changes sections, hour and pause', async () => {
    await followMail(page, anna, 'p');
    await inspect('preferences');
    await page.locator('[name=section][value=markets]').uncheck();
    await page.locator('#hour').selectOption('7');
    const until = new Date(Date.now() + 10 * 86_400_000).toISOString().slice(0, 10);
    await page.locator('#pause').fill(until);
    await page.locator('main form button').first().click();
    await shows(page.locator('[role=status]'));
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
    await shows(page.locator('button'));
    await inspect('unsubscribe');
    await page.locator('[name=reason]').first().check();
    await page.locator('button').click();
    await inspect('unsubscribed');
    await page.locator('form[action*="/r/"] button').click();
    await inspect('returned');
    await page.locator('a[href*="/p/"]').click();
    await page.locator('a[href*="/u/"]').click();
    await page.locator('button').click();
    await shows(page.locator('main [role=status]'));
  });

  it('sees and erases all that is held', async () => {
    await page.locator('a[href*="/d/"]').click();
    await inspect('data');
    expect(await page.locator('dl').textContent()).toContain(moved);
    await page.locator('button').click();
    await inspect('erased');
    const shown = await running().system.run('subscribers', 'show', moved, '--json');
    expect(shown.stdout).not.toContain('"state": "active"');
  });

  it('is helped by a link that does not work, and by the form for other sites', async () => {
    await page.goto(`${running().system.url}/u/nonsense`);
    await inspect('gone');
    await page.goto(`${running().system.url}/embed.html`);
    await inspect('embed');
    expect(await heading()).not.toBe('');
  });

  it('saw no error of a script or a policy', () => {
    expect(faults.filter((fault) => !fault.includes('status of 4'))).toEqual([]);
  });
}
