import { readFileSync } from 'node:fs';
import { Hono, type MiddlewareHandler } from 'hono';
import { html } from 'hono/html';
import { loopbackOnly } from '../loopback-only.ts';
import type { OutboxMailWithRaw, OutboxStore } from '../ses/store.ts';
import { inScheme } from './colour-scheme.ts';
import { listPage } from './list-page.ts';
import { mailPage } from './mail-page.ts';
import { page } from './page.ts';
import { listQuery, mailQuery } from './query.ts';
import { readMail } from './read-mail.ts';
import { mailBodyHeaders, pageHeaders } from './security.ts';

const asset = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');
/** The lists, then one mail: both pages share it, and later rules win. */
const STYLE = asset('./outbox.css') + asset('./mail.css');
const ICON = asset('./icon.svg');

type Env = { Variables: { mail: OutboxMailWithRaw } };

/**
 * Looks at the mails of an outbox in a browser: `/outbox`, `/outbox/<message id>`; for programs `/outbox.json`. Reads
 * only, needs no script, answers localhost only. The paths are absolute: mount it with `app.route('/', outboxApp(store))`.
 */
export function outboxApp(store: OutboxStore): Hono<Env> {
  const app = new Hono<Env>();
  for (const path of ['/outbox', '/outbox.json', '/outbox/*'] as const) {
    app.on(['POST', 'PUT', 'PATCH', 'DELETE'], path, (c) =>
      c.text('The outbox is for reading: GET only.\n', 405, { Allow: 'GET, HEAD' }),
    );
    app.use(path, loopbackOnly());
  }
  app.get('/outbox', pageHeaders, (c) => {
    const query = listQuery.parse(c.req.query());
    return c.html(listPage(store, query, store.list(filterOf(query), query)));
  });
  app.get('/outbox.json', pageHeaders, (c) => {
    const query = listQuery.parse(c.req.query());
    return c.json(store.list(filterOf(query), query));
  });
  app.get('/outbox/style.css', pageHeaders, (c) =>
    c.body(STYLE, 200, { 'Content-Type': 'text/css; charset=utf-8' }),
  );
  app.get('/outbox/icon.svg', pageHeaders, (c) => c.body(ICON, 200, { 'Content-Type': 'image/svg+xml' }));
  app.get('/outbox/:id', pageHeaders, withMail(store), async (c) => {
    const mail = c.get('mail');
    const content = await readMail(mail.raw);
    const query = mailQuery.parse(c.req.query());
    return c.html(mailPage({ mail, content, query, events: store.eventsOf(mail.messageId) }));
  });
  app.get('/outbox/:id/body', mailBodyHeaders, withMail(store), async (c) => {
    const content = await readMail(c.get('mail').raw);
    if (content.html === undefined) return c.text('This mail has no HTML part.\n', 404);
    return c.html(inScheme(content.html, mailQuery.parse(c.req.query()).scheme));
  });
  app.get('/outbox/:id/mail.eml', pageHeaders, withMail(store), (c) => {
    const { raw, messageId } = c.get('mail');
    return c.body(new Uint8Array(raw), 200, {
      'Content-Type': 'message/rfc822',
      'Content-Disposition': `attachment; filename="${messageId}.eml"`,
    });
  });
  app.get('/outbox/*', pageHeaders, (c) => c.html(notThere(), 404));
  return app;
}

/** Answers 404 for a message id that the outbox does not know. */
function withMail(store: OutboxStore): MiddlewareHandler<Env> {
  return async (c, next) => {
    const mail = store.get(c.req.param('id') ?? '');
    if (!mail) return c.html(notThere(), 404);
    c.set('mail', mail);
    return next();
  };
}

/** Absent where nothing was asked for. */
function filterOf({ q, issue }: { readonly q: string; readonly issue: string }) {
  return { ...(q === '' ? {} : { search: q }), ...(issue === '' ? {} : { issue }) };
}

function notThere() {
  return page({
    title: 'Not there · Outbox',
    content: html`<h1>This mail is not in the outbox</h1>
      <p>Another state directory may have it, or the outbox was emptied. <a href="/outbox">See all mails</a></p>`,
  });
}
