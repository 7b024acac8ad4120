import { z } from 'zod';
import { durationMs } from '../duration.ts';

/** Most sources of a newsletter: one poll of all of them ends within a Lambda's five minutes even when all are slow. */
const MOST_SOURCES = 200;
const MINUTE = 60_000;

const address = z.string().superRefine((written, context) => {
  const say = (message: string) => context.addIssue({ code: 'custom', message });
  const url = URL.parse(written);
  if (!url || !/^https?:$/.test(url.protocol)) {
    say(`${JSON.stringify(written)} must be a whole web address such as "https://example.org/feed.xml"`);
  } else if (url.username || url.password) {
    say('must not hold a user name or password: none is ever sent');
  }
});

const source = z.strictObject({
  id: z
    .string()
    .regex(
      /^[a-z][a-z0-9-]{0,31}$/,
      'use 1-32 lower-case letters, digits and hyphens, starting with a letter',
    ),
  url: address,
  /** A feed (RSS, Atom, JSON Feed), or a page whose paragraphs become topics. */
  kind: z.enum(['feed', 'page'], 'must be "feed" or "page"').default('feed'),
  /** What readers see; default: the feed's own title. */
  name: z.string().trim().min(1, 'must not be empty').max(80, 'at most 80 characters').optional(),
  /** Id of the section of its topics; default: the first. */
  section: z.string().optional(),
  /** Words of a feed's entry that are taken; the rest is behind its link. */
  maxWords: z.int().min(20, 'at least 20').max(1000, 'at most 1000').default(150),
});

/** `sources` of `newsletter.config.ts`. */
export const sources = z.array(source).max(MOST_SOURCES, `at most ${MOST_SOURCES} sources`).default([]);

/** `collect` of `newsletter.config.ts`. */
export const collecting = z
  .strictObject({
    /** How often sources are polled: whole minutes, from 5m to 24h. */
    every: z
      .string()
      .regex(/^\d+(s|m|h)$/, 'must be a number with m or h, such as "30m"')
      .refine((text) => {
        if (!/^\d+(s|m|h)$/.test(text)) return true;
        const ms = durationMs(text);
        return ms % MINUTE === 0 && ms >= 5 * MINUTE && ms <= 24 * 60 * MINUTE;
      }, 'must be whole minutes from "5m" to "24h"')
      .default('30m'),
  })
  .prefault({});

export type Source = z.output<typeof source>;

const references = z
  .looseObject({
    sources: z
      .array(
        z.looseObject({
          id: z.string().catch(''),
          url: z.string().catch(''),
          section: z.string().optional().catch(undefined),
        }),
      )
      .catch([]),
  })
  .catch({ sources: [] });

/** What no single field of a source can tell: ids and addresses used twice, sections that are none. */
export function sourceFaults(input: unknown, sections: readonly string[]): string[] {
  const found = references.parse(input).sources;
  const twice = (field: 'id' | 'url') =>
    found.flatMap((each, index) => {
      const first = found.findIndex((other) => other[field] === each[field]);
      return each[field] !== '' && first < index
        ? [`sources[${index}].${field}: is the same as sources[${first}].${field}`]
        : [];
    });
  const lost = found.flatMap(({ section }, index) =>
    section === undefined || sections.includes(section)
      ? []
      : [
          `sources[${index}].section: ${JSON.stringify(section)} is not one of the sections (${sections.join(', ')})`,
        ],
  );
  return [...twice('id'), ...twice('url'), ...lost];
}
