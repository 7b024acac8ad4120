import { documentOf } from '../read/document.ts';
import { absoluteUrl, escapeText, imageOf } from '../read/runs.ts';
import { tidy } from '../tidy.ts';
import type { TopicImage } from '../topic.ts';

const MARKUP = /<\/?[a-z][^<>]{0,400}>|&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]\w{1,20});/i;

/** HTML of what RSS calls a description: markup as it is, or plain text, which nothing in the feed tells apart. */
export function eitherHtml(text: string | undefined): string {
  if (text === undefined) return '';
  return MARKUP.test(text) ? text : plainHtml(text);
}

/** HTML of plain text: empty lines part paragraphs, single line ends are spaces. */
export function plainHtml(text: string | undefined): string {
  return (text ?? '')
    .split(/\r?\n\s*\n/)
    .map((each) => each.trim())
    .filter(Boolean)
    .map((each) => `<p>${escapeText(each)}</p>`)
    .join('');
}

/** One line of plain text out of HTML; `undefined` when there is none. */
export function plainLine(html: string | undefined): string | undefined {
  if (!html) return undefined;
  const text = MARKUP.test(html) ? (documentOf(html).querySelector('body')?.textContent ?? '') : html;
  return tidy(text) || undefined;
}

/** The one with the most text, markup not counted; the first of equals. */
export function longest(candidates: readonly string[]): string {
  const length = (html: string) => html.replace(/<[^<>]*>/g, '').length;
  return candidates.reduce((best, each) => (length(each) > length(best) ? each : best), '');
}

/** An absolute http(s) URL, resolved against the first base that is one; `undefined` for anything else. */
export function webUrl(
  written: string | undefined,
  bases: readonly (string | undefined)[],
): string | undefined {
  const base = bases.find((each) => each !== undefined && /^https?:/i.test(each));
  return absoluteUrl(written, base, /^https?:$/);
}

/** The first address that an https picture can be shown from. */
export function firstImage(
  candidates: readonly (string | undefined)[],
  base: string,
): TopicImage | undefined {
  for (const each of candidates) {
    const image = each === undefined ? undefined : imageOf(each, '', base);
    if (image) return image;
  }
  return undefined;
}
