import { Hono } from 'hono';
import { openLink, unsubscribe } from '../../core/manage-subscription.ts';
import { browserLanguage, type PageKit } from './page-kit.ts';

/**
 * `/u/:token`. GET and HEAD show a button and change nothing: scanners follow links. POST is both that button and the
 * one-click request of a mailbox (RFC 8058): the token is all it needs, so its body is not even read.
 */
export function unsubscribePages(kit: PageKit): Hono {
  const app = new Hono();
  app.get('/:token', async (context) => {
    const opened = await openLink(kit, 'unsubscribe', context.req.param('token'));
    if (opened.kind === 'gone') return kit.gone(context);
    const { state, language } = opened.reader;
    const page = state === 'active' || state === 'guest' ? 'unsubscribe' : 'unsubscribed';
    return context.html(kit.pages.render(page, kit.pages.language([language])));
  });
  app.post('/:token', async (context) => {
    const ended = await unsubscribe(kit, context.req.param('token'));
    if (ended.kind === 'gone') return kit.gone(context);
    const { pages } = kit;
    const language = ended.reader ? pages.language([ended.reader.language]) : browserLanguage(context, pages);
    return context.html(pages.render('unsubscribed', language));
  });
  return app;
}
