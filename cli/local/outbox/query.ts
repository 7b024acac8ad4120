import { z } from 'zod';
import { SCHEMES } from './colour-scheme.ts';

const text = z.string().trim().max(300).catch('');
const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);

/** What a list is asked for. Nonsense counts as not asked: a reader has nothing to gain from an error here. */
export const listQuery = z.object({
  /** Part of a recipient's address or of the subject. */
  q: text,
  /** Value of the tag `issue`. */
  issue: text,
  before: whole(1, Number.MAX_SAFE_INTEGER).optional().catch(undefined),
  limit: whole(1, 200).catch(50),
});

export const VIEWS = ['preview', 'text', 'headers', 'links', 'events', 'source'] as const;
export const WIDTHS = ['both', 'phone', 'desktop'] as const;

/** How one mail is looked at. */
export const mailQuery = z.object({
  view: z.enum(VIEWS).catch('preview'),
  width: z.enum(WIDTHS).catch('both'),
  scheme: z.enum(SCHEMES).catch('light'),
});

export type ListQuery = z.output<typeof listQuery>;
export type MailQuery = z.output<typeof mailQuery>;

/** `path?a=1&b=2`, without what is empty. */
export function urlOf(path: string, query: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(
    given.map(([name, value]): [string, string] => [name, String(value)]),
  ).toString();
  return search === '' ? path : `${path}?${search}`;
}
