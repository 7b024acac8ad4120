import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { cors } from 'hono/cors';
import { localName } from '../../../core/local-name.ts';
import { choosePreferences, openLink, unsubscribe } from '../../../core/manage-subscription.ts';
import { confirm } from '../../../core/subscribers/confirm.ts';
import { signUp } from '../../../core/subscribers/sign-up.ts';
import { MAX_FORM } from '../form.ts';
import { browserLanguage, type PageKit, placeOf, visitOf } from '../page-kit.ts';
import { mailGoodbye, mailSignUp, mailWelcome } from '../sign-up-mail.ts';
import { bodyOf, invalid, problemOf, subscriptionOf, unauthorised } from './answers.ts';
import { openApiDocument } from './openapi.ts';
import { choicesBody, confirmBody, signUpBody } from './schemas.ts';

const SOURCE = 'api';

/**
 * `/api`: what the pages do, for programs. It knows no cookie, so any site's page may call it: what needs a reader needs the
 * reader's token.
 */
export function apiRoutes(kit: PageKit): Hono {
  const app = new Hono();
  app.use(cors({ origin: '*', allowHeaders: ['Authorization', 'Content-Type'], maxAge: 86_400 }));
  app.use(
    bodyLimit({
      maxSize: MAX_FORM,
      onError: (context) => problemOf(context, 413, 'The body has more than 16 KB.'),
    }),
  );
  app.get('/openapi.json', (context) => context.json(openApiDocument(kit.newsletter, kit.links.site)));
  app.get('/newsletter', (context) => context.json(newsletterInfo(kit, browserLanguage(context, kit.pages))));
  app.post('/subscriptions', (context) => ask(kit, context));
  app.post('/confirmations', (context) => confirmAsked(kit, context));
  app.get('/subscription', (context) => read(kit, context));
  app.patch('/subscription', (context) => choose(kit, context));
  app.delete('/subscription', (context) => leave(kit, context));
  return app;
}

function newsletterInfo({ newsletter, languages }: PageKit, language: string) {
  const named = ({ id, title }: { id: string; title: string | Record<string, string> }) => ({
    id,
    title: localName(title, language, newsletter.language),
  });
  return {
    name: newsletter.name,
    timeZone: newsletter.timeZone,
    sections: newsletter.sections.map(named),
    editions: newsletter.editions.map(named),
    languages,
  };
}

async function ask(kit: PageKit, context: Context): Promise<Response> {
  const sent = await bodyOf(context, signUpBody);
  if (!sent.ok) return sent.answer;
  const { email, wording = SOURCE, ...choices } = sent.body;
  const work = async () => {
    const visit = { ...visitOf(kit, context), source: SOURCE };
    const outcome = await signUp(kit, { email, choices: defined(choices), wording, ...visit });
    if (outcome.kind === 'answered') await mailSignUp(kit, outcome.mail);
    return outcome;
  };
  // As on the page: the same answer after the same time, whoever the address belongs to.
  const [outcome] = await Promise.all([work(), kit.clock.sleep(kit.signUpMs)]);
  if (outcome.kind === 'invalid') return invalid(kit, context, outcome);
  if (outcome.kind === 'busy') {
    context.header('Retry-After', String(outcome.retryAfterSeconds));
    return problemOf(context, 429, 'Too many at the moment.');
  }
  return context.json({ status: 'check-your-mail' }, 202);
}

/** Without the fields that were left out. */
function defined<Fields extends object>(
  fields: Fields,
): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };
}

async function confirmAsked(kit: PageKit, context: Context): Promise<Response> {
  const sent = await bodyOf(context, confirmBody);
  if (!sent.ok) return sent.answer;
  const confirmed = await confirm(kit, sent.body.token, { ...visitOf(kit, context), source: SOURCE });
  if (confirmed.kind === 'gone') return problemOf(context, 404, 'The token opens nothing any more.');
  const { reader } = confirmed;
  if (confirmed.kind === 'confirmed') await mailWelcome(kit, reader);
  const token = kit.tokens.make('preferences', reader, kit.clock.now());
  return context.json({ token, subscription: subscriptionOf(kit, reader) });
}

/** RFC 6750 section 2.1; anything else is a token that opens nothing. */
function bearerOf(context: Context): string {
  return /^Bearer ([\w-]+)$/i.exec(context.req.header('authorization') ?? '')?.[1] ?? '';
}

async function read(kit: PageKit, context: Context): Promise<Response> {
  const opened = await openLink(kit, 'preferences', bearerOf(context));
  return opened.kind === 'gone' ? unauthorised(context) : context.json(subscriptionOf(kit, opened.reader));
}

async function choose(kit: PageKit, context: Context): Promise<Response> {
  const token = bearerOf(context);
  const opened = await openLink(kit, 'preferences', token);
  if (opened.kind === 'gone') return unauthorised(context);
  const sent = await bodyOf(context, choicesBody);
  if (!sent.ok) return sent.answer;
  const { sections, edition, language } = subscriptionOf(kit, opened.reader);
  const chosen = await choosePreferences(kit, token, { sections, edition, language, ...defined(sent.body) });
  if (chosen.kind === 'gone') return unauthorised(context);
  if (chosen.kind === 'invalid') return invalid(kit, context, { choices: chosen.fault });
  return context.json(subscriptionOf(kit, chosen.reader));
}

async function leave(kit: PageKit, context: Context): Promise<Response> {
  const opened = await openLink(kit, 'preferences', bearerOf(context));
  if (opened.kind === 'gone') return unauthorised(context);
  const token = kit.tokens.make('unsubscribe', opened.reader, kit.clock.now());
  const ended = await unsubscribe(kit, token, { ...placeOf(kit, context), source: SOURCE });
  if (ended.kind === 'unsubscribed' && ended.reader && !ended.repeated) await mailGoodbye(kit, ended.reader);
  return context.body(null, 204);
}
