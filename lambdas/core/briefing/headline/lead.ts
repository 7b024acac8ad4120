import { spacedWords, words } from '../words.ts';
import { phrase } from './compress.ts';
import { endingWorth } from './ending.ts';
import { endsLoose } from './gate.ts';
import { polished, withoutOpening } from './polish.ts';
import { type Token, tokensOf } from './token.ts';

/** Words of a beginning that is cut, and of a sentence that is short enough to stand as it is. */
const MOST = 12;
const MOST_WHOLE = 16;
/** Characters in a script without spaces, of a beginning that is cut and of a sentence that stands as it is. */
const MOST_UNSPACED = 28;
const MOST_UNSPACED_WHOLE = 40;
/** Characters of a headline that is a single long word, and of a sentence that stands as it is. */
const MOST_CHARACTERS = 90;

/** Where a clause ends, in the punctuation of Latin, Arabic and East Asian scripts. */
const CLAUSE_END = /[,;:،؛、，；：](?=\s|$|[\p{Lo}])|\s[–—-](?=\s)|[—](?=\S)/gu;

/** Words after which nothing reads finished, in the languages that are cut without being parsed. */
const LOOSE: Readonly<Record<string, RegExp>> = {
  de: /^(?:der|die|das|den|dem|des|ein|eine|einen|einem|einer|eines|und|oder|aber|in|im|an|am|auf|aus|bei|beim|mit|nach|seit|von|vom|zu|zum|zur|für|gegen|ohne|um|über|unter|vor|hinter|neben|zwischen|durch|bis|dass|weil|wenn|als|wie|ob|sich|nicht|ist|sind|war|wird|werden|hat|haben|ihre?r?|seine?r?|sowie)$/i,
  fr: /^(?:le|la|les|l|un|une|des|du|de|d|à|au|aux|en|dans|sur|sous|par|pour|avec|sans|chez|entre|vers|et|ou|mais|que|qui|dont|où|ne|pas|se|ce|cette|ces|son|sa|ses|leurs?|est|sont|a|ont|été|plus)$/i,
  es: /^(?:el|la|los|las|un|una|unos|unas|de|del|a|al|en|con|por|para|sin|sobre|entre|y|e|o|u|pero|que|se|su|sus|lo|no|es|son|ha|han|más|como)$/i,
  it: /^(?:il|lo|la|i|gli|le|un|uno|una|di|del|della|dei|delle|a|al|alla|da|dal|dalla|in|nel|nella|con|su|sul|sulla|per|tra|fra|e|o|ma|che|si|non|è|sono|ha|hanno|più|come)$/i,
  pt: /^(?:o|a|os|as|um|uma|de|do|da|dos|das|em|no|na|nos|nas|com|por|para|sem|sobre|entre|e|ou|mas|que|se|não|é|são|foi|tem|mais|como)$/i,
  nl: /^(?:de|het|een|en|of|maar|in|op|aan|bij|met|na|naar|van|voor|tegen|zonder|om|over|onder|tussen|door|tot|dat|die|als|te|niet|is|zijn|was|wordt|heeft|hebben)$/i,
};

/** "Maria Silva, the mayor, said": fewer words before a comma are a subject without its verb. */
const FEWEST_OF_CLAUSE = 5;

/** Words that open what is said before the main clause, in the languages of `LOOSE` and English. */
const ADJUNCT =
  /^(?:nach|seit|bei|beim|während|trotz|wegen|wenn|weil|als|nachdem|obwohl|bevor|falls|um|après|depuis|selon|malgré|pendant|lors|alors|si|quand|pour|tras|desde|según|durante|aunque|cuando|después|dopo|secondo|nonostante|mentre|quando|dopo|após|segundo|apesar|enquanto|na|sinds|volgens|ondanks|tijdens|terwijl|hoewel|after|before|since|while|when|despite|although|as|if|because|during|with|amid|once|until)\s/i;

/**
 * The beginning of a sentence as a headline: all of it when it is short, else cut where a clause or phrase ends. Only
 * when there is no such place does it stop after a word and say so with an ellipsis.
 */
export function leadCut(sentence: string, language: string, parse = true): string {
  const plain = language === 'en' ? withoutOpening(sentence) : sentence;
  if (
    !plain.includes(' ') ||
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]{4}/u.test(plain.slice(0, 200))
  ) {
    return unspaced(plain, language);
  }
  const head = plain.slice(0, 700);
  const all = spacedWords(head);
  const whole = plain.length === head.length;
  if (whole && all.length <= 10 && plain.length <= MOST_CHARACTERS * 2) return polished(plain);
  return (
    (language === 'en' && parse ? parsedCut(head) : undefined) ??
    (whole && all.length <= MOST_WHOLE && plain.length <= MOST_CHARACTERS ? polished(plain) : undefined) ??
    clauseCut(head, language, parse) ??
    wordCut(head, language, parse)
  );
}

/** English: the best ending of a phrase within twelve words, a verb inside it counting most. */
function parsedCut(sentence: string): string | undefined {
  const tokens = tokensOf(sentence);
  let best: { text: string; worth: number } | undefined;
  for (let end = 2; end < Math.min(tokens.length, MOST + 3); end += 1) {
    const kept = tokens.slice(0, end + 1);
    const size = kept.filter((each) => /[\p{L}\p{N}]/u.test(each.raw)).length;
    const text = phrase(kept);
    if (size < 3 || size > MOST || endsLoose(text) || !saysSomething(kept)) continue;
    const worth = endingWorth(tokens, end) + size * 0.3;
    if (worth > (best?.worth ?? Number.NEGATIVE_INFINITY)) best = { text, worth };
  }
  return best?.text;
}

/** A verb of the sentence itself, not only of a relative clause in its subject, and something after it. */
function saysSomething(tokens: readonly Token[]): boolean {
  const verbs = tokens.filter((each, index) => index > 0 && isVerb(each)).length;
  const inner = tokens.filter((each) => /^(?:that|which|who|what|how|where)$/.test(each.low)).length;
  const last = tokens.at(-1);
  return verbs > inner && last !== undefined && (!isVerb(last) || last.closes);
}

function isVerb({ kind }: Token): boolean {
  return kind === 'finite' || kind === 'auxiliary';
}

/** The last mark that ends a clause after five to twelve words. */
function clauseCut(sentence: string, language: string, parse: boolean): string | undefined {
  // "After the resignation of the minister, ..." says nothing alone.
  if (ADJUNCT.test(sentence)) return undefined;
  const tokens = language === 'en' && parse ? tokensOf(sentence) : [];
  let best: string | undefined;
  for (const { index } of sentence.matchAll(CLAUSE_END)) {
    const text = polished(sentence.slice(0, index));
    const size = spacedWords(text).length;
    if (size > MOST) break;
    // "Mr. Erik Solberg, the mayor" is a subject: its verb comes next.
    const next = tokens[sentence.slice(0, index).split(' ').length];
    if (next && isVerb(next)) continue;
    if (size >= FEWEST_OF_CLAUSE && !LOOSE[language]?.test(text.split(' ').at(-1) ?? '') && paired(text))
      best = text;
  }
  return best;
}

function wordCut(sentence: string, language: string, parse: boolean): string {
  const kept = sentence.split(' ');
  while (spacedWords(kept.join(' ')).length > MOST) kept.pop();
  const kinds = language === 'en' && parse ? tokensOf(sentence).map(isVerb) : [];
  const loose = (word: string) =>
    language === 'en' ? endsLoose(word) : (LOOSE[language]?.test(word) ?? false);
  while (kept.length > 3 && (kinds[kept.length - 1] || loose(polished(kept.at(-1) ?? '')))) kept.pop();
  return shortened(polished(kept.join(' ')), true);
}

/** Chinese, Japanese, Thai, or one endless word. */
function unspaced(sentence: string, language: string): string {
  const graphemes = Array.from(sentence.slice(0, 400));
  if (graphemes.length <= MOST_UNSPACED_WHOLE) return polished(sentence);
  const head = graphemes.slice(0, MOST_UNSPACED).join('');
  const marks = [...head.matchAll(CLAUSE_END)].map(({ index }) => index).filter((index) => index >= 14);
  const mark = marks.at(-1);
  if (mark !== undefined) return polished(head.slice(0, mark));
  let end = 0;
  for (const word of words(head, language)) if (word.end < head.length) end = word.end;
  return end >= 6 ? `${head.slice(0, end)}…` : shortened(sentence.slice(0, 400), false);
}

function shortened(text: string, cut: boolean): string {
  const graphemes = Array.from(text);
  if (graphemes.length <= MOST_CHARACTERS * 2) return cut && !text.endsWith('…') ? `${text}…` : text;
  return `${graphemes.slice(0, MOST_CHARACTERS).join('').trim()}…`;
}

function paired(text: string): boolean {
  const count = (mark: RegExp) => text.match(mark)?.length ?? 0;
  return count(/"/g) % 2 === 0 && count(/[“„«]/g) === count(/[”»]/g) + (/„/.test(text) ? count(/“/g) : 0);
}
