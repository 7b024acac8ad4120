import type { LeadIn } from '../block.ts';

/** Capitals at the start of an item: "FED HOLDS RATES The central bank kept ..." */
const CAPITALS =
  /^((?:[\p{Lu}\p{N}\p{Sc}][\p{Lu}\p{N}\p{Sc}'’&.,:/%+-]*)(?: (?:[\p{Lu}\p{N}\p{Sc}&–-][\p{Lu}\p{N}\p{Sc}'’&.,:/%+-]*)){1,13}?)[.:–—-]? +(?=["“‘']?(?:\p{Lu}\p{Ll}|\p{Lu} \p{Ll}|\p{N}+ \p{Ll}))/u;
const COLON = /^([\p{Lu}\p{N}"“‘'][^:.!?;()]{3,80}): +(?=["“‘']?[\p{Lu}\p{N}])/u;
const SAYS =
  /\b(?:said|says|say|told|tells|added|adds|wrote|writes|asked|asks|warned|warns|noted|stated|announced|include|includes|including|are|is|was|were)$/i;

/** "1. TITLE IN CAPS Then the text." Only asked of numbered items: elsewhere capitals are as often a name. */
export function capitalsLeadIn(text: string): LeadIn | undefined {
  const found = CAPITALS.exec(text.slice(0, 400));
  const label = found?.[1]?.replace(/[.:,–—-]+$/, '');
  if (!found || !label || !/\p{Lu}{3}/u.test(label)) return undefined;
  return { label, text: text.slice(found[0].length) };
}

/**
 * "Title: The text." Safe only when the label is two to ten words, ends in no verb of saying, and a whole sentence
 * follows; the caller also wants most paragraphs to have one.
 */
export function colonLeadIn(text: string): LeadIn | undefined {
  const found = COLON.exec(text.slice(0, 400));
  const label = found?.[1]?.trim();
  if (!found || !label || SAYS.test(label)) return undefined;
  const size = label.split(' ').length;
  const rest = text.slice(found[0].length);
  return size >= 2 && size <= 10 && rest.split(' ').length >= 8 ? { label, text: rest } : undefined;
}
