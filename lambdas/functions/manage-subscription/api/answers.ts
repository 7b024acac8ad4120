import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import type { AddressFault } from '../../../core/subscribers/address.ts';
import type { ChoiceFault } from '../../../core/subscribers/choices.ts';
import type { Subscriber } from '../../../core/subscribers/subscriber.ts';
import { faultText } from '../choices-view.ts';
import { browserLanguage, type PageKit } from '../page-kit.ts';
import type { Problem, Subscription } from './schemas.ts';

/** An error as RFC 9457 writes it. */
export function problemOf(
  context: Context,
  status: ContentfulStatusCode,
  title: string,
  faults?: Problem['faults'],
): Response {
  const body: Problem = { title, status, ...(faults && { faults }) };
  return context.body(JSON.stringify(body), status, { 'Content-Type': 'application/problem+json' });
}

/** RFC 6750 section 3: what to do about a token that is missing or opens nothing. */
export function unauthorised(context: Context): Response {
  context.header('WWW-Authenticate', 'Bearer');
  return problemOf(context, 401, 'There is no token, or it opens nothing any more.');
}

const FIELDS: Readonly<Record<ChoiceFault, string>> = {
  'no-section': 'sections',
  'unknown-value': 'choices',
  'time-zone': 'timeZone',
  hour: 'hour',
  pause: 'pausedUntil',
};

/** 422 with a sentence per field, in the language that the client accepts. */
export function invalid(
  kit: PageKit,
  context: Context,
  { email, choices }: { readonly email?: AddressFault; readonly choices?: ChoiceFault },
): Response {
  const language = browserLanguage(context, kit.pages);
  const entry = (field: string, fault: AddressFault | ChoiceFault) => ({
    field,
    fault,
    message: faultText(kit, language, fault),
  });
  return problemOf(context, 422, 'Something is wrong with what was sent.', [
    ...(email ? [entry('email', email)] : []),
    ...(choices ? [entry(FIELDS[choices], choices)] : []),
  ]);
}

/** The body as `schema` has it, or the answer that says why it is not. */
export async function bodyOf<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
): Promise<
  { readonly ok: true; readonly body: z.output<Schema> } | { readonly ok: false; readonly answer: Response }
> {
  if (!/^application\/json\b/i.test(context.req.header('content-type') ?? '')) {
    return { ok: false, answer: problemOf(context, 415, 'Send application/json.') };
  }
  const sent: unknown = await context.req.json().catch(() => undefined);
  const parsed = schema.safeParse(sent);
  if (parsed.success) return { ok: true, body: parsed.data };
  const faults = parsed.error.issues.map(({ path, code, message }) => ({
    field: path.map(String).join('.'),
    fault: code,
    message,
  }));
  return {
    ok: false,
    answer: problemOf(context, 400, 'The body is not of the form that is described.', faults),
  };
}

/** A reader's choices as the API tells them. */
export function subscriptionOf({ newsletter }: PageKit, reader: Subscriber): Subscription {
  const { email, state, edition, language, timeZone } = reader;
  return {
    ...{ email, state, edition, language, timeZone },
    sections: reader.sections.length > 0 ? [...reader.sections] : newsletter.sections.map(({ id }) => id),
    hour: reader.hour ?? null,
    pausedUntil: reader.pausedUntil ?? null,
  };
}
