import { Cron } from 'croner';
import { z } from 'zod';
import { awsConfig } from './aws-config.ts';
import { checkEdition, editionRules } from './issue/edition-rules.ts';
import { collecting, sourceFaults, sources } from './sources/source-config.ts';
import { parseAddress } from './subscribers/address.ts';

const ID = /^[a-z][a-z0-9-]{0,31}$/;
const id = z.string().regex(ID, 'use 1-32 lower-case letters, digits and hyphens, starting with a letter');
const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max, `at most ${max} characters`)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: a control character would break a mail header
    .regex(/^[^\u0000-\u001f\u007f]*$/, 'must be one line without control characters');

const address = z.string().transform((typed, context) => {
  const parsed = parseAddress(typed);
  if (parsed.ok) return parsed.email;
  context.addIssue({ code: 'custom', message: `${JSON.stringify(typed)} ${parsed.reason}` });
  return z.NEVER;
});

const language = z.string().refine(
  (tag) => {
    try {
      return Intl.getCanonicalLocales(tag).length === 1;
    } catch {
      return false;
    }
  },
  { message: 'must be a BCP 47 language tag such as "en" or "pt-BR"' },
);

const timeZone = z.string().refine(
  (zone) => {
    try {
      new Intl.DateTimeFormat('en', { timeZone: zone });
      return /^[A-Z]/.test(zone);
    } catch {
      return false;
    }
  },
  { message: 'must be an IANA time zone such as "Europe/Berlin"' },
);

const colour = z.string().regex(/^#[0-9a-f]{6}$/i, 'must be a colour like "#1d4ed8"');
const duration = z.string().regex(/^\d+(s|m|h)$/, 'must be a number with s, m or h, such as "15m"');

const cron = z.string().superRefine((pattern, context) => {
  const fields = pattern.trim().split(/\s+/);
  const say = (message: string) => context.addIssue({ code: 'custom', message });
  if (fields.length !== 5)
    return say('must have five fields: minute hour day month weekday, e.g. "0 7 * * 1-5"');
  if (fields[2] !== '*' && fields[4] !== '*') {
    return say('must leave day of month or weekday as "*": EventBridge Scheduler cannot combine them');
  }
  try {
    new Cron(pattern, { paused: true, mode: '5-part' }).stop();
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
  }
});

/** A name in the newsletter's language, or one per language (`{ en: 'World', de: 'Welt' }`). */
const localised = z.union([line(80), z.record(language, line(80))]);

const section = z.strictObject({ id, title: localised });

const edition = z
  .strictObject({
    id,
    title: localised,
    /** Five-field cron in the edition's time zone. */
    cron,
    /** Default: the newsletter's. */
    timeZone: timeZone.optional(),
    /** Section ids; default: all. */
    sections: z.array(id).min(1).optional(),
    /** A reader's mail that could not go this long after its hour is stale and goes no more; default: never. */
    expiresAfter: duration.optional(),
    /** Topics in one issue. Gmail clips long mails, so the most is 40. */
    maxTopics: z.int().min(1).max(40).default(15),
    /** Gets the drafts of `approval`; default: the owner. */
    editor: address.optional(),
    ...editionRules,
  })
  .superRefine(checkEdition);

/** CSS font list; the narrow alphabet keeps it from ending the style attribute it stands in. */
const fonts = line(200).regex(/^[\w ,'-]+$/, "use font names separated by commas, quoted with '");

const theme = z
  .strictObject({
    /** Links, buttons and the rule under the header, on light and on dark paper. */
    accent: colour.default('#1d4ed8'),
    accentDark: colour.default('#93b4ff'),
    paper: colour.default('#ffffff'),
    paperDark: colour.default('#16181d'),
    background: colour.default('#f3f4f6'),
    backgroundDark: colour.default('#0b0c0f'),
    ink: colour.default('#1f2328'),
    inkDark: colour.default('#e6e8eb'),
    muted: colour.default('#57606a'),
    mutedDark: colour.default('#a3acb8'),
    font: fonts.default("-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"),
    headlineFont: fonts.default("Georgia, 'Times New Roman', serif"),
    /** https URL of a logo, at least 2x its shown height of 40 px. */
    logo: z.url({ protocol: /^https$/ }).optional(),
    /** Corner radius of the cards in px. */
    radius: z.int().min(0).max(24).default(8),
  })
  .prefault({});

const delivery = z
  .strictObject({
    /** How long an unanswered send is left alone before `onUncertain` decides about it. */
    grace: duration.default('15m'),
    /**
     * A mail about which neither SES's answer nor an event came within the grace: `resend` it while events arrive for
     * others, `hold` it for the owner, or `never` (it counts as failed).
     */
    onUncertain: z.enum(['resend', 'hold', 'never'], 'must be "resend", "hold" or "never"').default('resend'),
  })
  .prefault({});

const subscriptions = z
  .strictObject({
    /** A mail to every new reader, with the links to their choices. */
    welcomeMail: z.boolean().default(true),
    /** A mail to whoever was unsubscribed; who was unsubscribed by a mail scanner learns of it there. */
    goodbyeMail: z.boolean().default(true),
  })
  .prefault({});

export const newsletterSchema = z.strictObject({
  name: line(80),
  /** One sentence under the name, in the header of every mail. */
  tagline: localised.optional(),
  from: z.strictObject({ name: line(80), address }),
  replyTo: address.optional(),
  /** Gets the owner's mails: a slot without a briefing, a refused briefing. */
  owner: address,
  /** Shown in every mail's footer (CAN-SPAM, 15 U.S.C. 7704(a)(5)). */
  postalAddress: line(200),
  /** Public address of the pages and the archive. */
  siteUrl: z.url({ protocol: /^https$/, error: 'must be an https URL such as "https://news.example.com"' }),
  language,
  timeZone,
  sections: z.array(section).min(1),
  editions: z.array(edition).min(1),
  /** Feeds and pages that are polled; their new topics go out at the next slots. */
  sources,
  collect: collecting,
  theme,
  /**
   * Each issue as a public web page, with lists and feeds: `true`, `false`, or `'noindex'` for an archive that search engines
   * leave out.
   */
  archive: z
    .union([z.boolean(), z.literal('noindex')], { error: 'must be true, false or "noindex"' })
    .default(true),
  delivery,
  subscriptions,
  aws: awsConfig(address),
});

/** What a publisher writes in `newsletter.config.ts`. */
export type NewsletterInput = z.input<typeof newsletterSchema>;
/** The validated configuration, defaults filled in. */
export type Newsletter = z.output<typeof newsletterSchema>;
export type Theme = Newsletter['theme'];
export type Edition = Newsletter['editions'][number];
export type Section = Newsletter['sections'][number];

/** Gives the editor completion and types in `newsletter.config.ts`; validation happens in `parseNewsletter`. */
export function defineNewsletter(input: NewsletterInput): NewsletterInput {
  return input;
}

/** `newsletter.config.ts` is wrong; `faults` has one line per fault: path, what is wrong, how to fix it. */
export class ConfigError extends Error {
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(
      `newsletter.config.ts has ${faults.length} fault(s):\n${faults.map((each) => `  ${each}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.faults = faults;
  }
}

/** zod's own words for what its types refuse, in the publisher's terms. */
function sentence(issue: z.core.$ZodIssue): string {
  if (issue.code === 'unrecognized_keys')
    return `unknown name ${issue.keys.map((key) => `"${key}"`).join(', ')}; remove it`;
  if (issue.code === 'invalid_type' && /received undefined/.test(issue.message)) {
    return `is missing: write a ${issue.expected}`;
  }
  return issue.message;
}

/** `editions[0].cron`, as the publisher would write it. */
function pathOf(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : (index ? '.' : '') + String(key)))
    .join('');
}

const named = z.array(z.looseObject({ id: z.string() })).catch([]);
const references = z
  .looseObject({
    sections: named,
    editions: z
      .array(z.looseObject({ id: z.string().catch(''), sections: z.array(z.string()).catch([]) }))
      .catch([]),
  })
  .catch({ sections: [], editions: [] });

/**
 * What no single field can tell: ids used twice, references to nothing. Read leniently and apart from the schema, since
 * zod runs no cross-check once a field is wrong, and a publisher wants every fault in one go.
 */
function crossFaults(input: unknown): string[] {
  const { sections, editions } = references.parse(input);
  const twice = (ids: readonly string[], field: string) =>
    ids.flatMap((each, index) =>
      each !== '' && ids.indexOf(each) !== index
        ? [`${field}[${index}].id: ${JSON.stringify(each)} is used twice`]
        : [],
    );
  const known = sections.map((each) => each.id);
  const dangling = editions.flatMap((each, index) =>
    each.sections.flatMap((name, at) =>
      known.includes(name)
        ? []
        : [
            `editions[${index}].sections[${at}]: ${JSON.stringify(name)} is not one of the sections (${known.join(', ')})`,
          ],
    ),
  );
  return [
    ...twice(known, 'sections'),
    ...twice(
      editions.map((each) => each.id),
      'editions',
    ),
    ...dangling,
    ...sourceFaults(input, known),
  ];
}

/** Returns the configuration with its defaults; throws `ConfigError` with every fault at once. */
export function parseNewsletter(input: unknown): Newsletter {
  const parsed = newsletterSchema.safeParse(input);
  const cross = crossFaults(input);
  if (parsed.success && cross.length === 0) return parsed.data;
  const own = parsed.error?.issues.map(
    (issue) => `${pathOf(issue.path) || '(the whole file)'}: ${sentence(issue)}`,
  );
  throw new ConfigError([...(own ?? []), ...cross]);
}

export { durationMs } from './duration.ts';
export { CUT_OFF_MINUTES, wantsLook, wantsReminder } from './issue/edition-rules.ts';
export { localName } from './local-name.ts';
export { schedulerCron } from './scheduler-cron.ts';
export { forStage, STAGE } from './stage.ts';
