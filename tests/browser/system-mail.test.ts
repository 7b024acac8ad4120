import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fillSystemMail } from '../../lambdas/core/mail/fill-system-mail.ts';
import { renderedSystemMails } from '../../lambdas/core/mail/render-system-mail.ts';
import { SYSTEM_MAILS } from '../../lambdas/core/mail/system-mail.ts';
import {
  launchChromium,
  openMail,
  picture,
  STICKING_OUT,
  showIn,
  views,
  violationsOf,
} from '../support/chromium.ts';
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

const VIEWS = views(375, 800);

describe.each(SYSTEM_MAILS)('the mail "%s"', (kind) => {
  it.each(['en', 'de', 'ar', 'ja'])(
    'is for everybody, light and dark, narrow and wide, in %s',
    async (language) => {
      const mail = await mails.mail(kind, language);
      const raw = fillSystemMail(mail, { to: 'ada@example.org', links, id: 'm1', at: new Date(0) });
      const { html } = await readWithPostalMime(raw);
      const page = await openMail(browser, html, { colorScheme: 'light', width: 375 });
      for (const view of VIEWS) {
        await showIn(page, view);
        await picture(page, `${SCREENS}${kind}-${language}-${view.colorScheme}-${view.width}.jpg`);
        expect(await page.evaluate<string[]>(STICKING_OUT), JSON.stringify(view)).toEqual([]);
        // What axe sees is the same in every language of one direction.
        if (['en', 'ar'].includes(language)) {
          expect(await violationsOf(page), JSON.stringify(view)).toEqual([]);
        }
      }
      await page.context().close();
    },
  );
});
