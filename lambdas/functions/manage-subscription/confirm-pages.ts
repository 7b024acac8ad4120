import { type Context, Hono } from 'hono';
import { deleteCookie, getCookie } from 'hono/cookie';
import { confirm, openConfirmation } from '../../core/subscribers/confirm.ts';
import type { Subscriber } from '../../core/subscribers/subscriber.ts';
import { gone, type PageKit, readerLanguage, show, visitOf } from './page-kit.ts';
import { mailWelcome } from './sign-up-mail.ts';
import { BROWSER_COOKIE } from './sign-up-pages.ts';

/**
 * `/c/:token`, the link of a confirmation mail. GET shows a button, which the page presses by itself in the browser that
 * signed up: scanners follow links, and some run scripts, but none of them has that browser's cookie.
 */
export function confirmPages(kit: PageKit): Hono {
  const app = new Hono();
  app.get('/:token', async (context) => {
    const opened = await openConfirmation(
      kit,
      context.req.param('token'),
      getCookie(context, BROWSER_COOKIE),
    );
    if (opened.kind === 'gone') return gone(kit, context);
    if (opened.kind === 'already') return welcome(kit, context, opened.reader);
    const { sameBrowser } = opened;
    return show(kit, context, 'confirm', readerLanguage(kit, opened), { sameBrowser });
  });
  app.post('/:token', async (context) => {
    const browserToken = getCookie(context, BROWSER_COOKIE);
    const confirmed = await confirm(kit, context.req.param('token'), {
      ...visitOf(kit, context),
      ...(browserToken && { browserToken }),
    });
    if (confirmed.kind === 'gone') return gone(kit, context);
    if (confirmed.kind === 'confirmed') await mailWelcome(kit, confirmed.reader);
    deleteCookie(context, BROWSER_COOKIE, { path: '/' });
    return welcome(kit, context, confirmed.reader);
  });
  return app;
}

function welcome(kit: PageKit, context: Context, reader: Subscriber): Response | Promise<Response> {
  const { preferencesUrl } = kit.links.reader(reader, kit.clock.now());
  return show(kit, context, 'welcome', readerLanguage(kit, reader), { preferencesUrl });
}
