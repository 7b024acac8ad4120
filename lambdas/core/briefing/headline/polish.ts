/** "LONDON (Reuters) - ", "BERLIN, Nov 24 — " */
const DATELINE =
  /^\p{Lu}{3}[\p{L}.,' /]{0,40}(?:\([\p{L} ]{2,20}\)|, \p{L}{3,9}\.? \d{1,2})? ?[—–-]{1,2} (?=\p{Lu}|["“])/u;
/** "Energy: Norway's largest gas field ..." */
const LABEL = /^\p{Lu}[\p{L}-]{2,20}: (?=["“]?\p{Lu})/u;
/** "9 p.m.", "in the U.S." */
const DOTTED = /(?:\p{L}\.){2,}$/u;

/** A sentence without the dateline of a news agency, and without a label of one word. */
export function withoutOpening(sentence: string): string {
  const found = DATELINE.exec(sentence.slice(0, 120)) ?? LABEL.exec(sentence.slice(0, 30));
  return found ? sentence.slice(found[0].length) : sentence;
}

/**
 * A phrase as a headline: a capital at the start, no stop or comma at the end. Question and exclamation marks, the
 * stops of "p.m." and the small first letter of "iPhone" stay.
 */
export function polished(phrase: string): string {
  const text = phrase.trim().replace(/^[—–-]+ /, '');
  const closing = /["”’»)]*$/.exec(text)?.[0] ?? '';
  const open = text.slice(0, text.length - closing.length).replace(/[\s,;:،؛、，；：–—-]+$/u, '');
  const bare = DOTTED.test(open) ? open : open.replace(/[\s.。]+$/u, '');
  if (bare === '') return text;
  const capital = /^\p{Ll}\p{Lu}/u.test(bare) ? bare : bare.charAt(0).toUpperCase() + bare.slice(1);
  return capital + closing;
}
