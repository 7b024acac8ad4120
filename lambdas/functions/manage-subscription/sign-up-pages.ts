import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { CONFIRM_HOURS } from '../../core/mail/system-mail.ts';
import { isTimeZone } from '../../core/subscribers/choices.ts';
import { type SignedUp, signUp } from '../../core/subscribers/sign-up.ts';
import { makeStamp, readStamp } from '../../core/subscribers/stamp.ts';
import { choicesView, faultText } from './choices-view.ts';
import { type Form, formOf } from './form.ts';
import { browserLanguage, type PageKit, show, visitOf } from './page-kit.ts';
import { mailSignUp } from './sign-up-mail.ts';

/** Tells the confirmation page that this browser signed up; it is random and stays the same for a day. */
export const BROWSER_COOKIE = 'briefwire_browser';

/** `GET /` and `GET /subscribe` show the form, `POST /subscribe` takes it, from our page or from any other site. */
export function signUpPages(kit: PageKit): Hono {
  const app = new Hono();
  for (const path of ['/', '/subscribe']) {
    app.get(path, (context) => form(kit, context, browserLanguage(context, kit.pages)));
  }
  app.post('/subscribe', async (context) => {
    const sent = await formOf(context);
    // A visitor is told the same after the same time, whoever the address belongs to.
    const [outcome] = await Promise.all([take(kit, context, sent), kit.clock.sleep(kit.signUpMs)]);
    return answer(kit, context, sent, outcome);
  });
  return app;
}

type Taken =
  | SignedUp
  | { readonly kind: 'again' }
  | { readonly kind: 'trapped'; readonly browserToken: string };

async function take(kit: PageKit, context: Context, sent: Form): Promise<Taken> {
  const now = kit.clock.now();
  const browserToken = getCookie(context, BROWSER_COOKIE);
  if (sent.text('website') !== '') {
    kit.report({ code: 'sign-up-trapped' });
    return { kind: 'trapped', browserToken: browserToken ?? kit.ids.newId() };
  }
  const stamp = readStamp(kit.tokens, sent.text('stamp'), now);
  if (stamp === 'again') return { kind: 'again' };
  const ours = stamp === 'good';
  const language = chosenLanguage(kit, context, sent);
  const outcome = await signUp(kit, {
    email: sent.text('email'),
    choices: {
      language,
      ...(sent.has('chosen') || sent.has('section') ? { sections: sent.all('section').filter(Boolean) } : {}),
      ...(sent.text('edition') && { edition: sent.text('edition') }),
      ...(sent.text('timeZone') && { timeZone: sent.text('timeZone') }),
    },
    wording: ours ? wordingOf(kit, browserLanguage(context, kit.pages)) : 'embedded',
    ...visitOf(kit, context),
    source: ours ? 'page' : 'form',
    ...(browserToken && { browserToken }),
  });
  if (outcome.kind === 'answered') await mailSignUp(kit, outcome.mail);
  return outcome;
}

/** The language of the mails: as chosen, else that of the page. */
function chosenLanguage(kit: PageKit, context: Context, sent: Form): string {
  return sent.text('language') || browserLanguage(context, kit.pages);
}

/** The words beside the button are the consent; their hash says which they were. */
function wordingOf(kit: PageKit, language: string): string {
  const words = kit.pages
    .locale(language)
    .phrase('pages.sign-up.consent', { newsletter: kit.newsletter.name });
  return `${language}-${createHash('sha256').update(words).digest('hex').slice(0, 12)}`;
}

function answer(kit: PageKit, context: Context, sent: Form, outcome: Taken): Response | Promise<Response> {
  const language = browserLanguage(context, kit.pages);
  if (outcome.kind === 'invalid' || outcome.kind === 'again') {
    return form(kit, context, language, { sent, outcome });
  }
  if (outcome.kind === 'busy') {
    context.header('Retry-After', String(outcome.retryAfterSeconds));
    return show(kit, context, 'busy', language, { minutes: Math.ceil(outcome.retryAfterSeconds / 60) }, 429);
  }
  setCookie(context, BROWSER_COOKIE, outcome.browserToken, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    secure: kit.links.subscribe.startsWith('https:'),
    maxAge: CONFIRM_HOURS * 3_600,
  });
  return show(kit, context, 'check-mail', language);
}

interface Refusal {
  readonly sent: Form;
  readonly outcome: Extract<Taken, { kind: 'invalid' | 'again' }>;
}

/** The form, empty or as it was sent with what is wrong beside it. */
function form(
  kit: PageKit,
  context: Context,
  language: string,
  refusal?: Refusal,
): Response | Promise<Response> {
  const { newsletter } = kit;
  const sent = refusal?.sent;
  const invalid = refusal?.outcome.kind === 'invalid' ? refusal.outcome : undefined;
  const typed = (name: string, otherwise: string) => sent?.text(name) || otherwise;
  const shown = {
    sections: sent?.all('section') ?? [],
    edition: typed('edition', newsletter.editions[0]?.id ?? ''),
    language: typed('language', language),
    timeZone: typed('timeZone', newsletter.timeZone),
  };
  const choices = invalid?.choices;
  const ownPlace = choices === undefined || choices === 'no-section';
  return show(
    kit,
    context,
    'sign-up',
    language,
    {
      ...choicesView(kit, language, known(shown), choices),
      again: refusal?.outcome.kind === 'again',
      fault: ownPlace ? '' : faultText(kit, language, choices),
      email: sent?.text('email') ?? '',
      emailFault: faultText(kit, language, invalid?.email),
      guessTimeZone: refusal === undefined,
      openDetails: refusal !== undefined && !ownPlace,
      action: `${kit.links.subscribe}?language=${encodeURIComponent(language)}`,
      stamp: makeStamp(kit.tokens, kit.clock.now()),
    },
    refusal ? 422 : 200,
  );
}

/** A zone that nobody knows is shown as what it was typed over. */
function known<Shown extends { readonly timeZone: string }>(shown: Shown): Shown {
  return isTimeZone(shown.timeZone) ? shown : { ...shown, timeZone: 'UTC' };
}
