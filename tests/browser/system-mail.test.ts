import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillSystemMail } from '../../lambdas/core/mail/fill-system-mail.ts';
import { renderedSystemMails } from '../../lambdas/core/mail/render-system-mail.ts';
import { SYSTEM_MAILS } from '../../lambdas/core/mail/system-mail.ts';
import { launchChromium, openMail, STICKING_OUT, violationsOf } from '../support/chromium.ts';
import { aNewsletter, projectTemplates } from '../support/issue-builders.ts';
import { readWithPostalMime } from '../support/mail-readers.ts';

const SCREENS = fileURLToPath(new URL('../../out/screens/', import.meta.url));
const long = `https://news.example.com/c/${'AbCdEfGh_-'.repeat(9)}`;
const links = { actionUrl: long, preferencesUrl: long, unsubscribeUrl: long, issueUrl: long };

let browser: Browser;
const mails = renderedSystemMails(aNewsletter(), await projectTemplates());
beforeAll(async () => {
  await mkdir(SCREENS, { recursive: true });
  browser = await launchChromium();
});
afterAll(() => browser?.close());

const VIEWS = (['light', 'dark'] as const).flatMap((colorScheme) =>
  [375, 800].map((width) => ({ colorScheme, width })),
);

describe.each(SYSTEM_MAILS)('the mail "%s"', (kind) => {
  it.each(VIEWS)('is for everybody, $colorScheme, $width px wide', async ({ colorScheme, width }) => {
    for (const language of ['en', 'de', 'ar', 'ja']) {
      const mail = await mails.mail(kind, language);
      const raw = fillSystemMail(mail, { to: 'ada@example.org', links, id: 'm1', at: new Date(0) });
      const page = await openMail(browser, (await readWithPostalMime(raw)).html, { colorScheme, width });
      await page.screenshot({
        path: `${SCREENS}${kind}-${language}-${colorScheme}-${width}.png`,
        fullPage: true,
      });
      expect(await page.evaluate<string[]>(STICKING_OUT)).toEqual([]);
      if (language === 'en' || language === 'ar') expect(await violationsOf(page)).toEqual([]);
      await page.context().close();
    }
  });
});
