import { z } from 'zod';
import { MOST_WEIGHT } from '../front-matter.ts';

const line = (most: number) =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(most, `has more than ${most} characters`)
    .regex(/\S/, 'must not be empty');

/** Absolute, of an allowed protocol, without user name and password. */
const address = (pattern: RegExp, wanted: string) =>
  z
    .string()
    .regex(pattern, `must be an absolute ${wanted} URL`)
    .refine((text) => {
      const url = URL.parse(text);
      return !pattern.test(text) || (url !== null && !url.username && !url.password);
    }, `must be an absolute ${wanted} URL without a password`);

const language = z.string().refine((tag) => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}, 'must be a BCP 47 language tag such as "en" or "pt-BR"');

const image = z.strictObject({
  src: address(/^https:\/\/\S+$/, 'https').describe('Absolute https URL.'),
  alt: z.string().max(500, 'has more than 500 characters').optional().describe('Text alternative.'),
});

const weight = z
  .int('must be a whole number')
  .min(-MOST_WEIGHT, `must be at least -${MOST_WEIGHT}`)
  .max(MOST_WEIGHT, `must be at most ${MOST_WEIGHT}`);

const topic = z
  .strictObject({
    headline: line(160).optional().describe('Default: made from the text.'),
    body: z
      .string()
      .regex(/\S/, 'must not be empty')
      .optional()
      .describe('The text, without markup; an empty line parts paragraphs. Either this or html.'),
    html: z
      .string()
      .regex(/\S/, 'must not be empty')
      .optional()
      .describe(
        'The text as HTML: paragraphs, lists, quotes, links, emphasis; everything else is taken out.',
      ),
    section: line(80).optional().describe('Id or title of a section of the newsletter.'),
    link: address(/^https?:\/\/\S+$/, 'http or https')
      .optional()
      .describe("The story's own page."),
    image: image.optional(),
    weight: weight.optional().describe("More comes earlier; default: the briefing's."),
  })
  .superRefine(({ body, html }, context) => {
    if ((body === undefined) === (html === undefined)) {
      const message = body === undefined ? 'needs a body or html' : 'has both body and html: keep one';
      context.addIssue({ code: 'custom', message });
    }
  });

/** What a JSON briefing may hold; `docs/briefing.schema.json` is made from it. */
export const jsonBriefing = z.strictObject({
  $schema: z.string().optional().describe('For editors that complete and check while you write.'),
  title: line(200).optional().describe("The briefing's own title."),
  subject: line(200).optional().describe("The mail's subject; default: the first headline."),
  preheader: line(200)
    .optional()
    .describe('What inboxes show behind the subject; default: the next headlines.'),
  language: language.optional().describe('BCP 47 tag; default: told from the text.'),
  section: line(80).optional().describe('Section of topics that name none; default: the first one.'),
  weight: weight.optional().describe('Weight of topics that have none of their own; default: 0.'),
  topics: z.array(topic).min(1, 'needs a topic').max(500, 'has more than 500 topics'),
});

export type JsonBriefing = z.output<typeof jsonBriefing>;

/** The published schema (JSON Schema 2020-12), for whoever makes briefings with a program. */
export function briefingSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(jsonBriefing, {
    io: 'input',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema === topic) jsonSchema.oneOf = [{ required: ['body'] }, { required: ['html'] }];
    },
  });
  return { title: 'A Briefwire briefing', ...schema };
}
