import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Newsletter } from '../../core/config.ts';
import { withoutAddresses } from '../../core/delivery/hold.ts';
import { languagesAvailable } from '../../core/mail/locale.ts';
import type { TemplateSet } from '../../core/mail/template-set.ts';
import type { ManageDeps } from '../../core/manage-subscription.ts';
import { linksUnder } from '../../core/subscribers/links.ts';
import { type Pages, pagesOf } from '../../core/subscribers/pages.ts';
import { sentenceOf } from '../each-record.ts';
import { browserLanguage, type PageKit } from './page-kit.ts';
import { preferencesPages } from './preferences-pages.ts';
import { unsubscribePages } from './unsubscribe-pages.ts';

export interface PagesDeps extends Omit<ManageDeps, 'languages' | 'newsletter'> {
  readonly newsletter: Newsletter;
  readonly templates: TemplateSet;
  /** Where these pages are, e.g. `https://news.example.com`. */
  readonly siteUrl: string;
}

/**
 * The subscribers' pages: `/u/:token`, `/p/:token`, `/healthz`. One app for Lambda and laptop; mounted elsewhere it leaves
 * the host's other paths alone. Neither token nor address is ever reported.
 */
export function manageSubscriptionApp(deps: PagesDeps): Hono {
  const pages = pagesOf(deps.templates, deps.newsletter);
  const kit: PageKit = {
    ...deps,
    pages,
    languages: languagesAvailable(deps.templates),
    links: linksUnder(deps.siteUrl, deps.tokens),
    gone: (context) => context.html(pages.render('gone', browserLanguage(context, pages)), 404),
  };
  const app = new Hono();
  for (const path of ['/u/*', '/p/*']) {
    app.use(path, pageHeaders(deps.newsletter, pages));
    app.use(path, async (context, next) => {
      await next();
      context.header('Cache-Control', 'no-store');
      context.header('X-Robots-Tag', 'noindex');
    });
  }
  app.get('/healthz', (context) => context.json({ ok: true }));
  app.route('/u', unsubscribePages(kit));
  app.route('/p', preferencesPages(kit));
  app.notFound((context) => kit.gone(context));
  app.onError((error, context) => {
    deps.report({ code: 'page-failed', error: withoutAddresses(sentenceOf(error)) });
    return context.html(pages.render('failed', browserLanguage(context, pages)), 500);
  });
  return app;
}

function pageHeaders(newsletter: Newsletter, pages: Pages) {
  const { logo } = newsletter.theme;
  return secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: [pages.styleSource],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
      ...(logo && { imgSrc: [new URL(logo).origin] }),
    },
    // The token is in the address: no other site may learn it from a Referer.
    referrerPolicy: 'no-referrer',
    strictTransportSecurity: 'max-age=15552000',
  });
}
