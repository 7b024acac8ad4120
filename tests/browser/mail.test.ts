import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileSkeleton } from '../../lambdas/core/mail/compile-skeleton.ts';
import { readParts } from '../../lambdas/core/mail/read-parts.ts';
import { spliceMail } from '../../lambdas/core/mail/splice.ts';
import { launchChromium, openMail, picture, STICKING_OUT, views, violationsOf } from '../support/chromium.ts';
import {
  aNewsletter,
  anIssue,
  aReader,
  aTopic,
  projectTemplates,
  theDaily,
} from '../support/issue-builders.ts';
import { aParagraph } from '../support/texts.ts';

const SCREENS = fileURLToPath(new URL('../../out/screens/', import.meta.url));
const newsletter = aNewsletter();

/** Everything that a card can hold. */
const everyday = [
  aTopic({ headline: 'Ferries link the two islands from April', ...aParagraph(1, 5), words: 100 }),
  aTopic({
    headline: 'Harbour opens again after three weeks of repairs',
    ...aParagraph(2, 3),
    words: 70,
    link: 'https://example.com/harbour',
    image: { src: 'https://example.com/harbour.jpg', alt: 'The harbour at dawn' },
  }),
  aTopic({
    section: 'markets',
    headline: 'The bank explains its rates in a report',
    body: 'The report is long. One Two',
    html: '<p>The <a href="https://example.com/r">report</a> is <strong>long</strong>.</p><ul><li>One</li><li>Two</li></ul><blockquote>Rates follow prices.</blockquote>',
  }),
  aTopic({
    section: 'science',
    headline: 'افتتاح الميناء من جديد',
    body: 'يفتح الميناء من جديد يوم الاثنين.',
    summary: '',
  }),
];

/** What breaks layouts: words and addresses that are longer than any line. */
const extreme = [
  aTopic({ headline: 'w'.repeat(2000), body: `${'x'.repeat(2000)} ends.`, summary: '' }),
  aTopic({
    section: 'markets',
    body: 'An address',
    html: `<p>https://example.com/${'long/'.repeat(60)}</p><ul><li>${'y'.repeat(400)}</li></ul>`,
    image: { src: 'https://example.com/a.png', alt: 'z'.repeat(300) },
  }),
];

const MAILS = [
  { name: 'en', language: 'en', topics: everyday },
  { name: 'ar', language: 'ar', topics: everyday },
  { name: 'extreme', language: 'de', topics: extreme },
];

let browser: Browser;
const htmlOf = new Map<string, string>();
beforeAll(async () => {
  await mkdir(SCREENS, { recursive: true });
  browser = await launchChromium();
  const templates = await projectTemplates();
  for (const { name, language, topics } of MAILS) {
    const issue = anIssue(topics, { edition: theDaily(newsletter) });
    const skeleton = await compileSkeleton(issue, language, newsletter, templates);
    const mail = spliceMail(skeleton, aReader(), new Date(0));
    if (mail.kind !== 'mail') throw new Error('expected a mail');
    htmlOf.set(name, readParts(mail.raw, skeleton.boundary).html);
  }
});
afterAll(() => browser?.close());

type Point = readonly [x: number, y: number];

/** The colours that are painted at points of the window, from the picture itself. */
async function coloursAt(page: Page, points: readonly Point[]): Promise<string[]> {
  const window = await page.screenshot();
  return page.evaluate<string[]>(`(async () => {
    const picture = new Image();
    picture.src = 'data:image/png;base64,${window.toString('base64')}';
    await picture.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [picture.width, picture.height];
    const context = canvas.getContext('2d');
    context.drawImage(picture, 0, 0);
    return ${JSON.stringify(points)}.map(([x, y]) => {
      const channels = [...context.getImageData(x, y, 1, 1).data].slice(0, 3);
      return '#' + channels.map((channel) => channel.toString(16).padStart(2, '0')).join('');
    });
  })()`);
}

const VIEWS = MAILS.flatMap(({ name, topics }) => views(375, 800).map((view) => ({ name, topics, ...view })));

describe.each(VIEWS)(
  'the mail "$name", $colorScheme, $width px wide',
  ({ name, topics, colorScheme, width }) => {
    let page: Page;
    beforeAll(async () => {
      page = await openMail(browser, htmlOf.get(name) ?? '', { colorScheme, width });
      await picture(page, `${SCREENS}${name}-${colorScheme}-${width}.jpg`);
    });
    afterAll(() => page?.context().close());

    test('nothing is wider than the window', async () => {
      const wide = await page.evaluate<string[]>(STICKING_OUT);
      expect(wide).toEqual([]);
      expect(await page.evaluate('document.scrollingElement.scrollWidth')).toBe(width);
    });

    test('the edges and the cards have the colours of the theme, top and bottom', async () => {
      const { theme } = newsletter;
      const [ground, paper] =
        colorScheme === 'dark' ? [theme.backgroundDark, theme.paperDark] : [theme.background, theme.paper];
      const edges = [0, 3, width - 4, width - 1].flatMap((x) => [1, 450, 898].map((y): Point => [x, y]));
      for (const end of [0, 1_000_000]) {
        await page.evaluate(`scrollTo(0, ${end})`);
        expect(await coloursAt(page, edges)).toEqual(edges.map(() => ground));
      }
      await page.evaluate('scrollTo(0, 0)');
      const card = await page.locator('.card').first().boundingBox();
      expect(await coloursAt(page, [[(card?.x ?? 0) + 12, (card?.y ?? 0) + 30]])).toEqual([paper]);
    });

    test('axe finds no fault of WCAG 2.2 A or AA', async () => {
      expect(await violationsOf(page)).toEqual([]);
    });

    test('each entry of the contents leads to its topic', async () => {
      const entries = page.locator('ol a');
      expect(await entries.count()).toBe(topics.length);
      for (const [index, topic] of topics.entries()) {
        const href = (await entries.nth(index).getAttribute('href')) ?? '';
        const headline = page.locator(`[id="${href.slice(1)}"] + div h3`);
        expect(await headline.textContent()).toBe(topic.headline);
      }
    });

    test('links and buttons are at least 24 px high (WCAG 2.2, 2.5.8)', async () => {
      const heights = await page
        .locator('.card div > a.accent, ol li div')
        .evaluateAll((all: { getBoundingClientRect(): { height: number } }[]) =>
          all.map((element) => element.getBoundingClientRect().height),
        );
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(24);
    });
  },
);
