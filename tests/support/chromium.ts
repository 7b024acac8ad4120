import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';

/** Debian's Chromium, or the one that CHROMIUM_PATH names. No network: pages get what `openMail` hands them. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--no-first-run',
    ],
  });
}

export interface MailWindow {
  readonly colorScheme: 'light' | 'dark';
  /** CSS pixels. */
  readonly width: number;
  readonly height?: number;
  /** Device pixels per CSS pixel. */
  readonly scale?: number;
}

/** A drawing in place of every picture: a calm sea at dawn, so that a screenshot shows how a picture sits in its card. */
const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="1216" height="560" viewBox="0 0 1216 560">
  <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#2f4a6d"/><stop offset="0.6" stop-color="#c98b6b"/><stop offset="1" stop-color="#f2cf9b"/></linearGradient>
  <linearGradient id="sea" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#7c6a6c"/><stop offset="1" stop-color="#1e3148"/></linearGradient></defs>
  <rect width="1216" height="350" fill="url(#sky)"/><circle cx="860" cy="330" r="70" fill="#ffe9c4"/><rect y="340" width="1216" height="220" fill="url(#sea)"/>
  <path d="M0 345 L130 290 L250 330 L380 270 L560 345 Z" fill="#26384f"/><rect x="800" y="372" width="120" height="5" fill="#ffe9c4" opacity=".7"/><rect x="770" y="400" width="190" height="5" fill="#ffe9c4" opacity=".45"/><rect x="825" y="430" width="90" height="5" fill="#ffe9c4" opacity=".3"/>
</svg>`;

/** Opens a mail's HTML as a mail client of that width and colour scheme would show it. */
export async function openMail(browser: Browser, html: string, window: MailWindow): Promise<Page> {
  const context = await browser.newContext({
    colorScheme: window.colorScheme,
    viewport: { width: window.width, height: window.height ?? 900 },
    deviceScaleFactor: window.scale ?? 1,
  });
  await context.route('**/*', (route) =>
    route.request().url() === 'https://mail.invalid/'
      ? route.fulfill({ contentType: 'text/html; charset=utf-8', body: html })
      : route.fulfill({ contentType: 'image/svg+xml', body: PICTURE }),
  );
  const page = await context.newPage();
  await page.goto('https://mail.invalid/');
  return page;
}

/** Beginnings of the elements that stick out of the window to either side. */
export const STICKING_OUT = `[...document.querySelectorAll('body *')]
  .filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width > 0 && (box.right > innerWidth + 0.5 || box.left < -0.5);
  })
  .map((element) => element.outerHTML.slice(0, 80))`;

/** Success criteria of WCAG 2.2, levels A and AA, in the words of axe. */
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export interface AxeOptions {
  /** CSS selector of what has tests of its own. */
  readonly exclude?: string;
  /** Also what axe advises beyond WCAG. */
  readonly advice?: boolean;
}

/**
 * Faults that axe finds against WCAG 2.2 A and AA, each with the first element that has it. The page keeps axe until it is
 * left: loading it takes most of the time, so one page is looked at in all its views.
 */
export async function violationsOf(page: Page, { exclude, advice }: AxeOptions = {}): Promise<string[]> {
  if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(axe.source);
  const context = exclude === undefined ? 'document' : JSON.stringify({ exclude: [[exclude]] });
  const options = {
    ...(!advice && { runOnly: { type: 'tag', values: WCAG } }),
    resultTypes: ['violations'],
    iframes: false,
  };
  const { violations } = await page.evaluate<axe.AxeResults>(
    `axe.run(${context}, ${JSON.stringify(options)})`,
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** The views in which a page is looked at; `widths` in CSS pixels. */
export const views = (...widths: readonly number[]) =>
  (['light', 'dark'] as const).flatMap((colorScheme) => widths.map((width) => ({ colorScheme, width })));

/** Shows the page that is open in another view. */
export async function showIn(page: Page, { colorScheme, width }: MailWindow): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.setViewportSize({ width, height: 900 });
}

/** A picture of the whole page for somebody to look at. */
export async function picture(page: Page, path: string): Promise<void> {
  await page.screenshot({ path, fullPage: true, type: 'jpeg', quality: 85 });
}
