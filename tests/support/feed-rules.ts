import { XMLParser, XMLValidator } from 'fast-xml-parser';

/** RFC 3339 with a zone, as both formats ask for. */
const DATE = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;
/** RFC 4151 section 2.1, or an https address. */
const TAG = /^tag:[a-z0-9.-]+,\d{4}(-\d\d(-\d\d)?)?:[\w\-.~!$&'()*+,;=:@/?%]+$/i;
const LANGUAGE = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

type Rule = readonly [holds: boolean, says: string];

const broken = (rules: readonly Rule[]) => rules.filter(([holds]) => !holds).map(([, says]) => says);
const isAbsolute = (url: unknown) =>
  typeof url === 'string' && /^https?:\/\/[^\s<>"]+$/.test(url) && URL.canParse(url);
const isIdentity = (id: unknown) => typeof id === 'string' && (TAG.test(id) || /^https:\/\//.test(id));
const isDate = (date: unknown) =>
  typeof date === 'string' && DATE.test(date) && !Number.isNaN(Date.parse(date));
const descending = (dates: readonly string[]) =>
  dates.every((date, at) => at === 0 || Date.parse(dates[at - 1] ?? '') >= Date.parse(date));
const unique = (values: readonly unknown[]) => new Set(values).size === values.length;

/** Every address in a piece of HTML. */
const linksIn = (html: string) =>
  [...html.matchAll(/(?:href|src)="([^"]*)"/g)].map(([, url = '']) => url.replaceAll('&amp;', '&'));

interface AtomLink {
  readonly href: string;
  readonly rel?: string;
  readonly type?: string;
}
interface AtomEntry {
  readonly id?: string;
  readonly title?: unknown;
  readonly updated?: string;
  readonly published?: string;
  readonly summary?: unknown;
  readonly content?: { readonly '#text'?: string; readonly type?: string };
  readonly link?: readonly AtomLink[];
}

/** What of RFC 4287 an Atom feed breaks, a sentence each, with the section that says so. */
export function atomFaults(xml: string, selfUrl: string): readonly string[] {
  const valid = XMLValidator.validate(xml);
  if (valid !== true) return [`it is not well-formed XML: ${valid.err.msg}`];
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '',
    parseTagValue: false,
    isArray: (name) => ['entry', 'link', 'author', 'category'].includes(name),
  });
  const { feed } = parser.parse(xml);
  const entries: readonly AtomEntry[] = feed?.entry ?? [];
  const links: readonly AtomLink[] = feed?.link ?? [];
  const updates = entries.map((each) => each.updated ?? '');
  return broken([
    [feed?.xmlns === 'http://www.w3.org/2005/Atom', '4.1.1: the root is no atom:feed'],
    [isIdentity(feed.id), '4.1.1: the feed has no id that is a tag: or https URI'],
    [typeof feed.title === 'string' && feed.title !== '', '4.1.1: the feed has no title'],
    [isDate(feed.updated), '4.1.1, 3.3: the feed has no date of its last change'],
    [entries.length === 0 || feed.updated === updates[0], 'the feed is older or newer than its latest entry'],
    [(feed.author ?? []).every((each: { name?: string }) => each.name), '3.2.1: an author has no name'],
    [(feed.author ?? []).length > 0, '4.1.1: neither the feed nor its entries have an author'],
    [
      links.filter((each) => each.rel === 'self' && each.href === selfUrl).length === 1,
      '4.1.1: no link to itself',
    ],
    [
      links.filter((each) => each.rel === 'alternate').length === 1,
      '4.1.1: more or less than one alternate link',
    ],
    [links.every((each) => isAbsolute(each.href)), '4.2.7: a link of the feed is not absolute'],
    [LANGUAGE.test(feed['xml:lang']), '2: xml:lang is no language tag'],
    [unique(entries.map((each) => each.id)), '4.1.1: two entries have one id'],
    [descending(updates), 'the entries are not in order of their dates, latest first'],
    ...entries.flatMap((entry): Rule[] => [
      [isIdentity(entry.id), `4.2.6: ${entry.id} is no tag: or https URI`],
      [entry.title !== undefined && entry.title !== '', `4.1.2: ${entry.id} has no title`],
      [isDate(entry.updated) && isDate(entry.published), `4.1.2, 3.3: ${entry.id} has no dates`],
      [entry.content?.type === 'html', `4.1.3.1: ${entry.id} does not say that its content is HTML`],
      [
        (entry.link ?? []).filter((each) => each.rel === 'alternate' && isAbsolute(each.href)).length === 1,
        `4.1.2: ${entry.id} has no absolute alternate link`,
      ],
      [
        linksIn(entry.content?.['#text'] ?? '').every(isAbsolute),
        `${entry.id} has relative links in its content`,
      ],
    ]),
  ]);
}

/** What of JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/) a feed breaks, a sentence each. */
export function jsonFeedFaults(json: string, selfUrl: string): readonly string[] {
  const feed = JSON.parse(json);
  const items: readonly Record<string, unknown>[] = feed.items ?? [];
  const dates = items.map((each) => String(each['date_published']));
  return broken([
    [feed.version === 'https://jsonfeed.org/version/1.1', 'version is not that of JSON Feed 1.1'],
    [typeof feed.title === 'string' && feed.title !== '', 'title is missing'],
    [Array.isArray(feed.items), 'items is no array'],
    [isAbsolute(feed.home_page_url), 'home_page_url is not absolute'],
    [feed.feed_url === selfUrl, 'feed_url is not where the feed is'],
    [LANGUAGE.test(feed.language), 'language is no language tag'],
    [
      feed.authors?.every((each: { name?: string; url?: string }) => each.name && isAbsolute(each.url)),
      'an author is wrong',
    ],
    [unique(items.map((each) => each['id'])), 'two items have one id'],
    [descending(dates), 'the items are not in order of their dates, latest first'],
    ...items.flatMap((item): Rule[] => [
      [isIdentity(item['id']), `${item['id']}: id is no tag: or https URI`],
      [isAbsolute(item['url']), `${item['id']}: url is not absolute`],
      [
        typeof item['content_html'] === 'string' || typeof item['content_text'] === 'string',
        `${item['id']}: no content`,
      ],
      [isDate(item['date_published']), `${item['id']}: date_published is no RFC 3339 date`],
      [LANGUAGE.test(String(item['language'])), `${item['id']}: language is no language tag`],
      [
        Array.isArray(item['tags']) && item['tags'].every((tag) => typeof tag === 'string'),
        `${item['id']}: tags are wrong`,
      ],
      [
        linksIn(String(item['content_html'])).every(isAbsolute),
        `${item['id']}: relative links in its content`,
      ],
    ]),
  ]);
}
