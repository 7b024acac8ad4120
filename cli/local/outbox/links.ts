import { parseHTML } from 'linkedom';

/** A link of a mail, to be followed from outside its frame. */
export interface MailLink {
  /** What the reader sees; the address itself where the mail has only text. */
  readonly label: string;
  /** http(s) only: nothing else may become a link of our own page. */
  readonly href: string;
}

/** The links of a mail in reading order, each address once; of the HTML part, or else of the text. */
export function linksOf(html: string | undefined, text: string | undefined): readonly MailLink[] {
  const found = html === undefined ? inText(text ?? '') : inHtml(html);
  const first = new Map<string, MailLink>();
  for (const link of found) {
    if (isWeb(link.href) && !first.has(link.href)) first.set(link.href, link);
  }
  return [...first.values()];
}

function inHtml(html: string): MailLink[] {
  const { document } = parseHTML(html);
  return [...document.querySelectorAll('a[href]')].map((anchor) => {
    const href = (anchor.getAttribute('href') ?? '').trim();
    const label = (anchor.textContent ?? '').replace(/\s+/g, ' ').trim();
    const picture = anchor.querySelector('img')?.getAttribute('alt')?.trim();
    return { href, label: label || picture || href };
  });
}

function inText(text: string): MailLink[] {
  return (text.match(/https?:\/\/[^\s<>"]+/g) ?? []).map((each) => {
    const href = each.replace(/[.,;:!?)\]]+$/, '');
    return { href, label: href };
  });
}

function isWeb(href: string): boolean {
  try {
    return ['http:', 'https:'].includes(new URL(href).protocol);
  } catch {
    return false;
  }
}
