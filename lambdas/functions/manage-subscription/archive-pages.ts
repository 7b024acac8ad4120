import { type Context, Hono } from 'hono';
import { etag } from 'hono/etag';
import { secureHeaders } from 'hono/secure-headers';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { archiveLinks, archivePaths } from '../../core/archive/archive.ts';
import { sourceExpression } from '../../core/pages/page-engine.ts';
import { browserLanguage, type PageKit } from './page-kit.ts';

/** An issue's page never changes; a year is the most that caches take (RFC 9111 section 1.2.2). */
const FOREVER = 'public, max-age=31536000, immutable';
/** Lists and feeds change with each issue. */
const SHORT = 'public, max-age=300, stale-while-revalidate=86400';

/** `/archive` and the feeds: files that were written when their issue was frozen. Nothing here knows a reader. */
export function archivePages(kit: PageKit): Hono {
  const app = new Hono();
  for (const path of ['/archive', '/archive/*', '/feed.xml', '/feed.json']) app.use(path, etag());
  const list = (path: string) => (context: Context) => page(kit, context, path, SHORT);
  app.get('/archive', list(archivePaths.index));
  app.get('/archive/pages/:page', (context) =>
    list(archivePaths.page(Number(context.req.param('page'))))(context),
  );
  app.get('/archive/after/:issue', (context) => after(kit, context, context.req.param('issue')));
  app.get('/archive/sections/:section', (context) =>
    list(archivePaths.section(context.req.param('section')))(context),
  );
  app.get('/archive/sections/:section/:page', (context) => {
    const { section, page: number } = context.req.param();
    return list(archivePaths.sectionPage(section, Number(number)))(context);
  });
  app.get('/archive/:issue', (context) =>
    page(kit, context, archivePaths.issue(context.req.param('issue')), FOREVER),
  );
  app.get('/feed.xml', (context) => feed(kit, context, archivePaths.atom, 'application/atom+xml'));
  app.get('/feed.json', (context) => feed(kit, context, archivePaths.json, 'application/feed+json'));
  return app;
}

async function page(kit: PageKit, context: Context, path: string, caching: string): Promise<Response> {
  const html = await kit.readArchive(path);
  if (html === undefined) return missing(kit, context, path === archivePaths.index);
  if (kit.newsletter.archive === 'noindex') context.header('X-Robots-Tag', 'noindex');
  return answer(context, html, caching);
}

async function feed(kit: PageKit, context: Context, path: string, type: string): Promise<Response> {
  const text = await kit.readArchive(path);
  if (text === undefined) return missing(kit, context);
  return context.body(text, 200, {
    'Content-Type': `${type}; charset=utf-8`,
    'Cache-Control': SHORT,
    'Access-Control-Allow-Origin': '*',
    'X-Content-Type-Options': 'nosniff',
  });
}

/** The issue that came after another; a page that never changes cannot name it. */
async function after(kit: PageKit, context: Context, id: string): Promise<Response> {
  const order = JSON.parse((await kit.readArchive(archivePaths.order)) ?? '[]') as readonly string[];
  const at = order.indexOf(id);
  if (at < 0) return missing(kit, context);
  const next = order[at - 1];
  const links = archiveLinks(kit.links.site);
  context.header('Cache-Control', SHORT);
  return context.redirect(next === undefined ? links.index : links.issue(next), 302);
}

/** `yet`: nothing was ever published. */
function missing(kit: PageKit, context: Context, yet = false): Promise<Response> {
  const language = browserLanguage(context, kit.pages);
  const archiveUrl = kit.newsletter.archive === false ? '' : archiveLinks(kit.links.site).index;
  const view = { yet, archiveUrl, signUpUrl: kit.links.signUp(language) };
  return answer(context, kit.pages.render('no-issue', language, view), 'no-store', 404);
}

/** Pages may be older than the style sheet of today, so the policy passes the one that is in the page. */
async function answer(
  context: Context,
  html: string,
  caching: string,
  status: ContentfulStatusCode = 200,
): Promise<Response> {
  const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? '';
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      styleSrc: [sourceExpression(style)],
      imgSrc: ['https:'],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: ["'none'"],
    },
    permissionsPolicy: { camera: [], microphone: [], geolocation: [], browsingTopics: [] },
    referrerPolicy: 'strict-origin-when-cross-origin',
    strictTransportSecurity: 'max-age=15552000',
    xFrameOptions: 'DENY',
    // Cards and readers of other sites may load a page's picture or the page itself.
    crossOriginResourcePolicy: 'cross-origin',
  });
  await secure(context, async () => {
    context.res = await context.html(html, status, { 'Cache-Control': caching });
  });
  return context.res;
}
