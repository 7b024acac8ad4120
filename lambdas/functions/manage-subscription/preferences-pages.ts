import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { localName } from '../../core/local-name.ts';
import { chromeLanguage } from '../../core/mail/locale.ts';
import { choosePreferences, openLink } from '../../core/manage-subscription.ts';
import type { Subscriber } from '../../core/subscribers/subscriber.ts';
import type { PageKit } from './page-kit.ts';

/** A form of ours has some hundred bytes; 40 sections would have two thousand. */
const MAX_BODY = 16 * 1024;

/** `/p/:token`: sections, language and, when there are several, the edition. */
export function preferencesPages(kit: PageKit): Hono {
  const app = new Hono();
  app.get('/:token', async (context) => {
    const opened = await openLink(kit, 'preferences', context.req.param('token'));
    return opened.kind === 'gone' ? kit.gone(context) : context.html(show(kit, opened.reader));
  });
  app.post(
    '/:token',
    bodyLimit({ maxSize: MAX_BODY, onError: (context) => context.text('The form is too large.', 413) }),
    async (context) => {
      const chosen = await choosePreferences(kit, context.req.param('token'), await formOf(kit, context));
      if (chosen.kind === 'gone') return kit.gone(context);
      if (chosen.kind === 'saved') return context.html(show(kit, chosen.reader, { saved: true }));
      const fault =
        chosen.fault === 'no-section' ? 'pages.preferences.noSection' : 'pages.preferences.unknownValue';
      return context.html(show(kit, chosen.reader, { fault }), 422);
    },
  );
  return app;
}

/** What the form sent; files and other surprises become empty text, which no choice is. */
async function formOf(kit: PageKit, context: Context) {
  const form: Record<string, unknown> = await context.req.parseBody({ all: true }).catch(() => ({}));
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  const [only] = kit.newsletter.editions;
  const edition = kit.newsletter.editions.length === 1 ? (only?.id ?? '') : text(form['edition']);
  return {
    sections: [form['section'] ?? []].flat().map(text),
    language: text(form['language']),
    edition,
  };
}

function show(
  kit: PageKit,
  reader: Subscriber,
  outcome: { readonly saved?: boolean; readonly fault?: string } = {},
): string {
  const { newsletter, pages, languages } = kit;
  const language = pages.language([reader.language]);
  const name = (title: string | Record<string, string>) => localName(title, language, newsletter.language);
  const current = chromeLanguage(reader.language, languages, newsletter.language);
  const editions = newsletter.editions.map(({ id, title }) => ({
    id,
    title: name(title),
    chosen: id === reader.edition,
  }));
  return pages.render('preferences', language, {
    saved: outcome.saved ?? false,
    fault: outcome.fault ? pages.locale(language).phrase(outcome.fault) : '',
    sections: newsletter.sections.map(({ id, title }) => ({
      id,
      title: name(title),
      chosen: reader.sections.length === 0 || reader.sections.includes(id),
    })),
    editions: editions.length > 1 ? editions : false,
    languages: languages.map((id) => ({ id, title: ownName(id), chosen: id === current })),
    unsubscribeUrl: kit.links(reader, kit.clock.now()).unsubscribeUrl,
  });
}

/** A language's name as its speakers write it: `Deutsch`, `日本語`. */
function ownName(language: string): string {
  return new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
}
