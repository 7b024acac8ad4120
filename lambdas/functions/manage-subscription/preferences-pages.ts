import { type Context, Hono } from 'hono';
import { choosePreferences, openLink } from '../../core/manage-subscription.ts';
import { requestAddressChange } from '../../core/subscribers/address-change.ts';
import type { Choices } from '../../core/subscribers/choices.ts';
import { type Form, formOf } from './form.ts';
import { gone, type PageKit, readerLanguage, show, visitOf } from './page-kit.ts';
import { showPreferences } from './preferences-view.ts';
import { mailAddressChange } from './sign-up-mail.ts';

/** `/p/:token`: what a reader gets, and when. `/p/:token/address`: where to. */
export function preferencesPages(kit: PageKit): Hono {
  const app = new Hono();
  app.get('/:token', async (context) => {
    const opened = await openLink(kit, 'preferences', context.req.param('token'));
    return opened.kind === 'gone' ? gone(kit, context) : showPreferences(kit, context, opened.reader);
  });
  app.post('/:token', async (context) => {
    const choices = choicesOf(kit, await formOf(context));
    const chosen = await choosePreferences(kit, context.req.param('token'), choices);
    if (chosen.kind === 'gone') return gone(kit, context);
    if (chosen.kind === 'saved') return showPreferences(kit, context, chosen.reader, { saved: true });
    return showPreferences(kit, context, chosen.reader, { fault: chosen.fault });
  });
  app.post('/:token/address', (context) => moveTo(kit, context, context.req.param('token')));
  return app;
}

async function moveTo(kit: PageKit, context: Context, token: string): Promise<Response> {
  const typed = (await formOf(context)).text('email');
  const work = async () => {
    const asked = await requestAddressChange(kit, token, typed, visitOf(kit, context));
    if (asked.kind === 'answered') await mailAddressChange(kit, asked.mail);
    return asked;
  };
  // As for a sign-up: how long it takes tells nothing of who has the new address.
  const [asked] = await Promise.all([work(), kit.clock.sleep(kit.signUpMs)]);
  if (asked.kind === 'gone') return gone(kit, context);
  if (asked.kind === 'busy') {
    context.header('Retry-After', String(asked.retryAfterSeconds));
    const minutes = Math.ceil(asked.retryAfterSeconds / 60);
    return show(kit, context, 'busy', kit.pages.language([]), { minutes }, 429);
  }
  const { reader } = asked;
  if (asked.kind === 'invalid') {
    return showPreferences(kit, context, reader, { emailFault: asked.fault, typed });
  }
  const { preferencesUrl } = kit.links.reader(reader, kit.clock.now());
  return show(kit, context, 'address-sent', readerLanguage(kit, reader), { preferencesUrl });
}

/** What the form chose. A field that it has and leaves empty takes the hour or the pause away. */
function choicesOf(kit: PageKit, form: Form): Choices {
  const [only] = kit.newsletter.editions;
  const edition = kit.newsletter.editions.length === 1 ? (only?.id ?? '') : form.text('edition');
  return {
    sections: form.all('section'),
    language: form.text('language'),
    edition,
    ...(form.has('timeZone') && { timeZone: form.text('timeZone') }),
    ...(form.has('hour') && { hour: hourOf(form.text('hour')) }),
    ...(form.has('pausedUntil') && { pausedUntil: form.text('pausedUntil') || null }),
  };
}

/** `null` for none; what is no number is no hour either. */
function hourOf(text: string): number | null {
  if (text === '') return null;
  return /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
}
