/**
 * Words of English non-fiction that an adult reads silently in a minute.
 * Source: M. Brysbaert, "How many words do we read per minute?", Journal of Memory and Language 109 (2019) 104047.
 */
export const WORDS_PER_MINUTE = 238;

/** Whole minutes to read that many words: at least 1 for any text, 0 for none (or for a number below 0). */
export function readingMinutes(words: number): number {
  return words > 0 ? Math.max(1, Math.round(words / WORDS_PER_MINUTE)) : 0;
}
