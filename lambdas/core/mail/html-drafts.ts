import type { Draft } from './draft.ts';
import type { When } from './skeleton.ts';
import { TemplateFault } from './template-set.ts';
import type { Token, Tokens } from './tokens.ts';

/**
 * Every token must come out of MJML as often as it went in: what stands where MJML allows no text is dropped in
 * silence. Those a mail cannot be without must be there. Throws TemplateFault, which names `entry`.
 */
export function checkTokens(tokens: Tokens, mjml: string, html: string, entry: string): void {
  const before = tokens.count(mjml);
  const after = tokens.count(html);
  for (const [token, went] of before) {
    const came = after.get(token) ?? 0;
    const fragment = token.meaning.kind === 'open' || token.meaning.kind === 'close';
    if (came < went || (fragment && came !== went)) throw lost(entry, token, went, came);
    if (came === 0 && token.required) throw missing(entry, token, token.required);
  }
}

function lost(entry: string, { label }: Token, went: number, came: number): TemplateFault {
  return new TemplateFault({
    file: `templates/${entry}`,
    what: `${label} went into MJML ${went} time(s) and came out ${came} time(s).`,
    remedy:
      'MJML drops text outside of mj-text, mj-table, mj-button and mj-raw: put it into one of them. ' +
      '{{#keep}} goes around whole mj-sections, {{#keepInline}} around whole elements inside one mj-text.',
  });
}

function missing(entry: string, { label }: Token, where: string): TemplateFault {
  return new TemplateFault({
    file: `templates/${entry}`,
    what: `${label} is in none of the templates.`,
    remedy: `Every mail must have it; templates/${where} shows where it stood.`,
  });
}

/**
 * Cuts the rendered HTML into what stands, what only some readers get, and gaps. Throws TemplateFault when a fragment
 * is not whole: taking it away would leave a table open. `entry` is named in it.
 */
export function htmlDrafts(tokens: Tokens, html: string, entry: string): Draft[] {
  const drafts: Draft[] = [];
  const open: { when: When; label: string; html: string }[] = [];
  for (const part of withoutMarkLines(tokens.cut(html))) {
    if (typeof part === 'string' || part.meaning.kind === 'html') {
      for (const piece of expand(tokens, part)) {
        for (const each of open) each.html += typeof piece === 'string' ? piece : '';
        drafts.push(drafted(piece, open.at(-1)?.when));
      }
    } else if (part.meaning.kind === 'gap') {
      drafts.push(drafted(part, open.at(-1)?.when));
    } else if (part.meaning.kind === 'open') {
      open.push({ when: part.meaning.when, label: part.label.replace('the start of ', ''), html: '' });
    } else {
      const closed = open.pop();
      if (!closed || !isWhole(closed.html)) throw torn(entry, closed?.label ?? part.label);
    }
  }
  return drafts;
}

/** A fragment's mark has a line of its own; its line break goes with it, or fragments left out would leave empty lines. */
function withoutMarkLines(parts: readonly (string | Token)[]): (string | Token)[] {
  return parts.map((part, index) => {
    const before = parts[index - 1];
    if (typeof part !== 'string' || typeof before !== 'object') return part;
    return before.meaning.kind === 'open' || before.meaning.kind === 'close' ? part.replace(/^\n/, '') : part;
  });
}

/** HTML of a token may hold tokens itself: a phrase with the reader's address in it. */
function expand(tokens: Tokens, part: string | Token): (string | Token)[] {
  if (typeof part === 'string' || part.meaning.kind !== 'html') return [part];
  return tokens.cut(part.meaning.html).flatMap((inner) => expand(tokens, inner));
}

function drafted(piece: string | Token, when: When | undefined): Draft {
  const kept = when && { when };
  if (typeof piece === 'string') return { text: piece, ...kept };
  if (piece.meaning.kind === 'gap') return { gap: piece.meaning.gap, ...kept };
  throw new Error(`${piece.label} cannot stand inside a phrase`);
}

const VOID = new Set(['br', 'hr', 'img', 'meta', 'link', 'input', 'col', 'wbr']);

/** Tags of Outlook's conditional comments count too: they nest with the others. */
function isWhole(html: string): boolean {
  const open: string[] = [];
  for (const [, closing, name = '', end] of html.matchAll(/<(\/?)([a-z][\w:-]*)[^<>]*?(\/?)>/gi)) {
    const tag = name.toLowerCase();
    if (VOID.has(tag) || end) continue;
    if (!closing) open.push(tag);
    else if (open.pop() !== tag) return false;
  }
  return open.length === 0;
}

function torn(entry: string, label: string): TemplateFault {
  return new TemplateFault({
    file: `templates/${entry}`,
    what: `the HTML that is kept for ${label} is not whole: it opens or closes an element that it does not own.`,
    remedy: 'Put {{#keep}} around whole mj-sections, {{#keepInline}} around whole elements of one mj-text.',
  });
}
