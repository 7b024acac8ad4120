import type { TopicImage, TopicLink } from '../topic.ts';

/** A piece of inline text with one set of marks. */
export interface Run {
  readonly text: string;
  readonly strong: boolean;
  readonly em: boolean;
  readonly code: boolean;
  /** Absolute http(s) or mailto URL. */
  readonly href?: string;
}

/** A line break inside a paragraph. */
export const BREAK = '\n';

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it takes out
const UNWANTED = /[\u200b\u2060\u00ad\ufeff\u202a-\u202e\u0000-\u0008\u000e-\u001f\u007f-\u009f]/g;

/** Evens white space out across runs as `tidy` does for text: one space between words, none at the ends. */
export function evenRuns(runs: readonly Run[]): Run[] {
  const found: Run[] = [];
  let open = false;
  for (const run of runs) {
    if (run.text === BREAK) {
      if (found.length) found.push(run);
      open = false;
      continue;
    }
    let text = run.text.toWellFormed().replace(UNWANTED, '').replace(/\s+/g, ' ');
    if (!open) text = text.trimStart();
    if (text === '') continue;
    open = !text.endsWith(' ');
    found.push({ ...run, text });
  }
  while (found.length) {
    const last = found.pop() as Run;
    const text = last.text.trimEnd();
    if (text) return [...found, { ...last, text }];
  }
  return found;
}

/** The text of even runs, without markup; a line break is a space. */
export function textOf(runs: readonly Run[]): string {
  return runs
    .map((run) => (run.text === BREAK ? ' ' : run.text))
    .join('')
    .replace(/ {2,}/g, ' ')
    .trim();
}

/** The runs as inline HTML: strong, em, code, a and br only, everything else escaped. */
export function htmlOf(runs: readonly Run[]): string {
  return runs
    .map((run) => {
      if (run.text === BREAK) return '<br>';
      let html = escapeText(run.text);
      if (run.code) html = `<code>${html}</code>`;
      if (run.em) html = `<em>${html}</em>`;
      if (run.strong) html = `<strong>${html}</strong>`;
      return run.href ? `<a href="${escapeText(run.href).replace(/"/g, '&quot;')}">${html}</a>` : html;
    })
    .join('');
}

/** The http(s) links of the runs; neighbours with one address are one link. */
export function linksOf(runs: readonly Run[]): TopicLink[] {
  const links: { label: string; href: string }[] = [];
  let previous: string | undefined;
  for (const { text, href } of runs) {
    const last = links[links.length - 1];
    if (href && /^https?:/.test(href)) {
      if (last && previous === href) last.label += text;
      else links.push({ label: text, href });
    }
    previous = href;
  }
  return links.map(({ label, href }) => ({ label: label.trim() || href, href }));
}

/** Makes text safe between tags. */
export function escapeText(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** An absolute URL of an allowed protocol without user and password, or `undefined`. */
export function absoluteUrl(
  written: string | null | undefined,
  base: string | undefined,
  protocols: RegExp,
): string | undefined {
  if (!written || written.length > 2000) return undefined;
  const url = URL.parse(written.trim(), base);
  return url && protocols.test(url.protocol) && !url.username && !url.password ? url.href : undefined;
}

/** An https picture, or `undefined`: mail clients block others or warn. */
export function imageOf(
  src: string | null,
  alt: string | null,
  base: string | undefined,
): TopicImage | undefined {
  const url = absoluteUrl(src, base, /^https:$/);
  return url
    ? { src: url, alt: textOf(evenRuns([{ text: alt ?? '', strong: false, em: false, code: false }])) }
    : undefined;
}
