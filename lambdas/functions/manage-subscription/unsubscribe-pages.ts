import { type Context, Hono } from 'hono';
import { openLink, undoUnsubscribe, unsubscribe } from '../../core/manage-subscription.ts';
import {
  LEAVING_REASONS,
  type LeavingReason,
  leavingReason,
} from '../../core/subscribers/leaving-reasons.ts';
import type { Subscriber } from '../../core/subscribers/subscriber.ts';
import { formOf } from './form.ts';
import { browserLanguage, gone, type PageKit, placeOf, readerLanguage, show } from './page-kit.ts';
import { mailGoodbye } from './sign-up-mail.ts';

const REASONS: Readonly<Record<LeavingReason, string>> = {
  'too-many': 'pages.unsubscribe.tooMany',
  'not-relevant': 'pages.unsubscribe.notRelevant',
  'never-signed-up': 'pages.unsubscribe.neverSignedUp',
  another: 'pages.unsubscribe.another',
};

/**
 * `/u/:token`. GET and HEAD show a button and change nothing: scanners follow links. POST is both that button and the
 * one-click request of a mailbox (RFC 8058): the token is all it needs, whatever its body is, and whoever sends it.
 */
export function unsubscribePages(kit: PageKit): Hono {
  const app = new Hono();
  app.get('/:token', async (context) => {
    const opened = await openLink(kit, 'unsubscribe', context.req.param('token'));
    if (opened.kind === 'gone') return gone(kit, context);
    const { reader } = opened;
    if (reader.state !== 'active' && reader.state !== 'guest') return left(kit, context, reader);
    const language = readerLanguage(kit, reader);
    const { phrase } = kit.pages.locale(language);
    const reasons = LEAVING_REASONS.map((id) => ({ id, title: phrase(REASONS[id]) }));
    return show(kit, context, 'unsubscribe', language, { reasons });
  });
  app.post('/:token', async (context) => {
    const form = await formOf(context);
    const reason = leavingReason(form.text('reason'));
    const place = placeOf(kit, context);
    const via = form.text('from') === 'page' ? 'page' : 'one-click';
    const how = { ...place, via, ...(reason && { reason }) } as const;
    const ended = await unsubscribe(kit, context.req.param('token'), how);
    if (ended.kind === 'gone') return gone(kit, context);
    if (via === 'one-click' && ended.reader && !ended.repeated) {
      await kit.oneClick(ended.reader, place.network);
    }
    if (ended.reader && !ended.repeated) await mailGoodbye(kit, ended.reader);
    return left(kit, context, ended.reader, { undo: ended.reader?.state === 'active' });
  });
  return app;
}

/** `/r/:token`: takes an unsubscribing back, for an hour; the page that said goodbye has the button. */
export function returnPages(kit: PageKit): Hono {
  return new Hono().post('/:token', async (context) => {
    const back = await undoUnsubscribe(kit, context.req.param('token'), placeOf(kit, context));
    if (back.kind === 'gone') return gone(kit, context);
    const { preferencesUrl } = kit.links.reader(back.reader, kit.clock.now());
    return show(kit, context, 'returned', readerLanguage(kit, back.reader), { preferencesUrl });
  });
}

/** `reader` is absent when nothing is stored of whoever it was. */
function left(
  kit: PageKit,
  context: Context,
  reader: Subscriber | undefined,
  { undo = false } = {},
): Response | Promise<Response> {
  const language = reader ? readerLanguage(kit, reader) : browserLanguage(context, kit.pages);
  const now = kit.clock.now();
  return show(kit, context, 'unsubscribed', language, {
    undoUrl: reader && undo ? kit.links.undo(reader, now) : '',
    dataUrl: reader ? kit.links.data(reader, now) : '',
  });
}
