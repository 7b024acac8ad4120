import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Archive, archiveLinks, archivePaths } from '../../core/archive/archive.ts';
import { withoutAddresses } from '../../core/delivery/hold.ts';
import { languagesAvailable } from '../../core/mail/locale.ts';
import type { TemplateSet } from '../../core/mail/template-set.ts';
import { pagesOf } from '../../core/subscribers/pages.ts';
import { type SystemMailDeps, sendSystemMail } from '../../core/subscribers/send-system-mail.ts';
import { sentenceOf } from '../each-record.ts';
import { addressPages } from './address-pages.ts';
import { apiRoutes } from './api/routes.ts';
import { archivePages } from './archive-pages.ts';
import { confirmPages } from './confirm-pages.ts';
import { dataPages } from './data-pages.ts';
import { draftPages } from './draft-pages.ts';
import { embedPage } from './embed-page.ts';
import { MAX_FORM } from './form.ts';
import { type OneClickWatch, watchOneClicks } from './one-clicks.ts';
import { pageHeaders } from './page-headers.ts';
import { browserLanguage, gone, type PageKit, show } from './page-kit.ts';
import { pageLinks } from './page-links.ts';
import { preferencesPages } from './preferences-pages.ts';
import { signUpPages } from './sign-up-pages.ts';
import { returnPages, unsubscribePages } from './unsubscribe-pages.ts';

export interface PagesDeps
  extends Pick<PageKit, 'newsletter' | 'subscribers' | 'tokens' | 'limits' | 'addressOf'>,
    SystemMailDeps {
  readonly templates: TemplateSet;
  /** Where these pages are, e.g. `https://news.example.com`. */
  readonly siteUrl: string;
  /** Default: half a second, which our own reads and writes and a call of SES fit into. */
  readonly signUpMs?: number;
  readonly archive: Pick<Archive, 'read'>;
  /** Records of issues: where editors decide about drafts. */
  readonly issues: PageKit['issues'];
  /** Where one-click requests are watched for scanners; without it they are not. */
  readonly oneClicks?: OneClickWatch;
}

const SIGN_UP_MS = 500;

/** Paths below which the pages are; mounted elsewhere the app leaves the host's other paths alone. */
const PATHS = [
  '/',
  '/subscribe',
  '/embed.html',
  '/c/*',
  '/p/*',
  '/a/*',
  '/u/*',
  '/r/*',
  '/d/*',
  '/i/*',
  '/api/*',
];

/** One-click requests are taken whatever their body is, and the API answers in its own way; every form is a small one. */
const SMALL = PATHS.filter((path) => path !== '/u/*' && path !== '/api/*');

/** Everything that readers touch: one app for Lambda and laptop. Neither token nor address is ever reported. */
export function manageSubscriptionApp(deps: PagesDeps): Hono {
  const kit = kitOf(deps);
  const app = new Hono();
  for (const path of PATHS) app.use(path, ...pageHeaders(kit.newsletter, kit.pages));
  for (const path of SMALL) {
    app.use(
      path,
      bodyLimit({
        maxSize: MAX_FORM,
        onError: (context) => show(kit, context, 'refused', browserLanguage(context, kit.pages), {}, 413),
      }),
    );
  }
  app.get('/healthz', (context) => context.json({ ok: true }));
  app.route('/', signUpPages(kit));
  app.route('/', embedPage(kit));
  app.route('/c', confirmPages(kit));
  app.route('/p', preferencesPages(kit));
  app.route('/a', addressPages(kit));
  app.route('/u', unsubscribePages(kit));
  app.route('/r', returnPages(kit));
  app.route('/d', dataPages(kit));
  app.route('/i', draftPages(kit));
  app.route('/api', apiRoutes(kit));
  app.route('/', archivePages(kit));
  app.notFound((context) => gone(kit, context));
  app.onError((error, context) => {
    deps.report({ code: 'page-failed', error: withoutAddresses(sentenceOf(error)) });
    return show(kit, context, 'failed', browserLanguage(context, kit.pages), {}, 500);
  });
  return app;
}

function kitOf(deps: PagesDeps): PageKit {
  const { archive, newsletter, siteUrl } = deps;
  const readArchive: PageKit['readArchive'] = async (path) =>
    newsletter.archive === false ? undefined : archive.read(path);
  return {
    ...deps,
    pages: pagesOf(deps.templates, deps.newsletter),
    languages: languagesAvailable(deps.templates),
    links: pageLinks(deps.siteUrl, deps.tokens),
    signUpMs: deps.signUpMs ?? SIGN_UP_MS,
    oneClick: deps.oneClicks ? watchOneClicks(deps, deps.oneClicks) : async () => undefined,
    readArchive,
    async latestIssueUrl() {
      // A welcome without it is better than none.
      const order = await readArchive(archivePaths.order).catch(() => undefined);
      const [latest] = JSON.parse(order ?? '[]') as readonly string[];
      return latest === undefined ? undefined : archiveLinks(siteUrl).issue(latest);
    },
    async mail(request) {
      try {
        return await sendSystemMail(deps, request);
      } catch (error) {
        // What the reader did is done; a mail about it must not turn that into an error.
        const reason = withoutAddresses(sentenceOf(error));
        deps.report({ code: 'system-mail-failed', mail: request.kind, error: reason });
        return 'not-sent';
      }
    },
  };
}
