import { z } from 'zod';

/** What the API takes and gives: checked against these schemas, and described by them in its OpenAPI document. */

const word = (max: number) => z.string().min(1).max(max);
const sections = z
  .array(word(32))
  .max(100)
  .describe('Ids of sections; all of them means every section, later ones too.');
const edition = word(32).describe('Id of the edition to follow.');
const language = word(35).describe('Language of the mails, a BCP 47 tag that GET /api/newsletter lists.');
const timeZone = word(64).describe('IANA name, e.g. Europe/Berlin.');
const hour = z.int().min(0).max(23).nullable().describe('Local hour at which mails come; null: at once.');
const pausedUntil = z.iso.date().nullable().describe('No mail before this day; null: no pause.');
/** Tokens have about 70 characters. */
const token = z.string().min(1).max(200);

export const signUpBody = z
  .strictObject({
    email: z.string().max(320),
    sections: sections.optional(),
    edition: edition.optional(),
    language: language.optional(),
    timeZone: timeZone.optional(),
    wording: z
      .string()
      .regex(/^[\w.-]{1,40}$/)
      .optional()
      .describe('Version of the words that the person agreed to; stands in the evidence of their consent.'),
  })
  .meta({ id: 'SignUp' });

export const confirmBody = z
  .strictObject({ token: token.describe('The last part of the link in the confirmation mail.') })
  .meta({ id: 'Confirmation' });

export const choicesBody = z
  .strictObject({ sections, edition, language, timeZone, hour, pausedUntil })
  .partial()
  .meta({ id: 'Choices', description: 'What is left out stays as it is.' });

export const accepted = z
  .strictObject({ status: z.literal('check-your-mail') })
  .meta({ id: 'Accepted', description: 'The same for every address, whoever it belongs to.' });

export const subscription = z
  .strictObject({
    email: z.string(),
    state: z.enum(['pending', 'active', 'unsubscribed', 'suppressed', 'guest']),
    sections: z.array(z.string()).describe('Ids; every section is listed when all are chosen.'),
    edition: z.string(),
    language: z.string(),
    timeZone: z.string(),
    hour: hour,
    pausedUntil: pausedUntil,
  })
  .meta({ id: 'Subscription' });

export const confirmed = z
  .strictObject({ token: token.describe('Bearer token for /api/subscription.'), subscription })
  .meta({ id: 'Confirmed' });

const named = z.strictObject({ id: z.string(), title: z.string() });

export const newsletterInfo = z
  .strictObject({
    name: z.string(),
    timeZone: z.string(),
    sections: z.array(named),
    editions: z.array(named),
    languages: z.array(z.string()),
  })
  .meta({ id: 'Newsletter' });

export const problem = z
  .strictObject({
    title: z.string(),
    status: z.int(),
    faults: z
      .array(z.strictObject({ field: z.string(), fault: z.string(), message: z.string() }))
      .optional()
      .describe('One entry per field that is wrong.'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' });

export type SignUpBody = z.output<typeof signUpBody>;
export type ChoicesBody = z.output<typeof choicesBody>;
export type Subscription = z.output<typeof subscription>;
export type Problem = z.output<typeof problem>;
