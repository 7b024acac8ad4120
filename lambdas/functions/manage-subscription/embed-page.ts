import { Hono } from 'hono';
import { escapeHtml } from '../../core/mail/escape.ts';
import { browserLanguage, type PageKit, show } from './page-kit.ts';

/**
 * `/embed.html`: the form for other sites, as code to copy. It is sent as a plain navigation, so it needs no script there.
 * Another site's page can cause one confirmation mail by it and nothing else; only the mail's link subscribes.
 */
export function embedPage(kit: PageKit): Hono {
  return new Hono().get('/embed.html', (context) => {
    const language = browserLanguage(context, kit.pages);
    return show(kit, context, 'embed', language, { code: snippet(kit, language) });
  });
}

function snippet({ links, pages }: PageKit, language: string): string {
  const { phrase } = pages.locale(language);
  const say = (key: string) => escapeHtml(phrase(key));
  return `<form method="post" action="${escapeHtml(links.subscribe)}">
  <input type="hidden" name="language" value="${escapeHtml(language)}">
  <label>${say('pages.sign-up.email')}
    <input type="email" name="email" required autocomplete="email">
  </label>
  <input type="text" name="website" tabindex="-1" autocomplete="off" aria-hidden="true" style="position:absolute;left:-9999px">
  <button>${say('pages.sign-up.button')}</button>
</form>
`;
}
