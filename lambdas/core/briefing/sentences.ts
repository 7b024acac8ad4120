const segmenters = new Map<string, Intl.Segmenter>();

/** Abbreviations whose full stop ends no sentence although a capital follows. */
const ABBREVIATION =
  /(?:^|[\s("“‘])(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Maj|Adm|Cmdr|Rev|Hon|Pres|Supt|St|Mt|Ft|vs|No|Nos|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|approx|e\.g|i\.e|a\.k\.a|al|Hr|Fr|Dipl|Ing|bzw|ca|inkl|Nr|Mrd|Mio|Tsd|St|EE|UU|Mme|Mlle|Sr|Sra)\.\s*$/;

/** A single initial, as in "J. K. Rowling", or a dotted acronym that more of a name follows, as in "U.S. Senate". */
const INITIAL = /(?:^|[\s("“‘.])\p{Lu}\.\s*$/u;

/** "7 a.m. in Tokyo" goes on, "at 7 a.m. The bank" does not: what follows decides. */
const GOES_ON = /^[\p{Ll}\d,;]/u;

const ORDINAL = /(?:^|\s)\d{1,3}\.\s*$/;
const MONTH =
  /^(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember|Jahrhundert|Mal)\b/;

/** Words that begin a sentence far more often than they continue a name after "U.S." */
const STARTER =
  /^(?:The|A|An|It|He|She|They|We|I|You|This|That|These|Those|But|And|In|On|At|For|As|If|When|While|Officials|However|Meanwhile|Its|His|Her|Their)\b/;

/** Latin text without a stop before its last letter: one sentence, told without the segmenter. */
const SIMPLE = /^[\u0020-\u002d\u002f-\u003e\u0040-\u024f\u2010-\u2025\u2027€]*[^\p{L}\p{N}]?$/u;

/**
 * Cuts one paragraph into its sentences, each letter for letter and trimmed. Text without any full stop is one
 * sentence. Uses Unicode's sentence boundaries (UAX 29) and mends what they get wrong at abbreviations and initials.
 */
export function sentencesOf(paragraph: string, language: string): string[] {
  if (!paragraph.includes('!') && SIMPLE.test(paragraph)) return paragraph.trim() ? [paragraph.trim()] : [];
  let segmenter = segmenters.get(language);
  if (!segmenter) {
    segmenter = new Intl.Segmenter(language, { granularity: 'sentence' });
    segmenters.set(language, segmenter);
  }
  const found: string[] = [];
  let parts: string[] = [];
  let tail = '';
  for (const { segment } of segmenter.segment(paragraph)) {
    if (parts.length && !joins(tail, segment)) {
      found.push(parts.join(''));
      parts = [];
    }
    parts.push(segment);
    tail = segment.slice(-24);
  }
  found.push(parts.join(''));
  return found.map((each) => each.trim()).filter(Boolean);
}

/** Whether the boundary between a text (its last 24 characters suffice) and what follows it ends no sentence. */
export function joins(tail: string, next: string): boolean {
  if (ABBREVIATION.test(tail) || GOES_ON.test(next)) return true;
  // "z. B.", "d. h.", "u. a.": two letters, each with its stop.
  if (/(?:^|\s)\p{Ll}\.\s*$/u.test(tail) && /^\p{L}\./u.test(next)) return true;
  // "14. November": a German ordinal. "3. ": a number alone is no sentence in any language.
  if (ORDINAL.test(tail) && (MONTH.test(next) || /^\d+\.\s*$/.test(tail))) return true;
  return INITIAL.test(tail) && !STARTER.test(next);
}
