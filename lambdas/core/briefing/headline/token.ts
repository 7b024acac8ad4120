import nlp from 'compromise';
import * as lexicon from './lexicon.ts';

/** Part of speech, as coarse as a headline needs it. */
export type Kind =
  | 'noun'
  | 'name'
  | 'number'
  | 'pronoun'
  | 'determiner'
  | 'adjective'
  | 'adverb'
  | 'preposition'
  | 'to'
  | 'subordinator'
  | 'coordinator'
  | 'finite'
  | 'auxiliary'
  | 'infinitive'
  | 'participle'
  | 'gerund'
  | 'other';

/** One word of a sentence with the punctuation that touches it. */
export interface Token {
  /** As written, e.g. `“Enough,”`. */
  readonly raw: string;
  /** Lower case, without punctuation at its ends. */
  readonly low: string;
  readonly kind: Kind;
  /** A mark that parts phrases stands before or after it: comma, colon, semicolon, dash. */
  readonly opens: boolean;
  readonly closes: boolean;
  /** Ends in 's or s'. */
  readonly possessive: boolean;
  readonly plural: boolean;
}

interface Term {
  readonly tags: ReadonlySet<string>;
  readonly start: number;
}

/** The words of an English sentence with their kinds. Give it one sentence, at most a few hundred characters. */
export function tokensOf(sentence: string): Token[] {
  const terms = taggedTerms(sentence);
  const found: Token[] = [];
  let at = 0;
  let term = 0;
  const words = sentence.split(' ');
  for (const [index, raw] of words.entries()) {
    const end = at + raw.length;
    let tags: ReadonlySet<string> = new Set();
    // The last term of a hyphenated word is its head.
    while (term < terms.length && (terms[term]?.start ?? 0) < end) tags = terms[term++]?.tags ?? tags;
    found.push(token(raw, tags, found, words[index + 1] ?? ''));
    at = end + 1;
  }
  return found;
}

function taggedTerms(sentence: string): Term[] {
  const documents = nlp(sentence).json({ offset: true }) as {
    terms: { tags: string[]; offset: { start: number } }[];
  }[];
  return documents.flatMap(({ terms }) =>
    terms.map(({ tags, offset }) => ({ tags: new Set(tags), start: offset.start })),
  );
}

function token(raw: string, tags: ReadonlySet<string>, before: readonly Token[], next: string): Token {
  const word = raw.replace(/^[^\p{L}\p{N}$€£¥%]+|[^\p{L}\p{N}%]+$/gu, '');
  const low = word.toLowerCase();
  return {
    raw,
    low,
    kind: word === '' ? 'other' : kindOf(word, low, tags, before, next),
    opens: /^[—–(-]/.test(raw) && word !== '',
    closes: /[,;:—–)]["'”’]*$/.test(raw) || /^[—–-]+$/.test(raw),
    possessive:
      /['’]s$|s['’]$/i.test(raw.replace(/[,.;:]+$/, '')) &&
      !/^(?:it|that|he|she|there|let)['’]s$/i.test(word),
    plural: tags.has('Plural') || (/[^s]s$/.test(low) && !/['’]s$/.test(low)),
  };
}

function kindOf(
  word: string,
  low: string,
  tags: ReadonlySet<string>,
  before: readonly Token[],
  next: string,
): Kind {
  const previous = before[before.length - 1];
  const closed = word === 'US' || word === 'IT' ? 'name' : closedClass(low, previous);
  if (closed) return closed;
  // What follows a comma and ends in -ing tells what else was done.
  if (/^\p{Ll}{3,}ing$/u.test(word) && previous && /,["'”’]*$/.test(previous.raw)) return 'gerund';
  if (/^[$€£¥]?\d/.test(word)) return 'number';
  const midSentence = before.some((each) => each.kind !== 'other');
  const capital = /^\p{Lu}/u.test(word);
  if (lexicon.NOUNS_NOT_VERBS.has(low) && previous?.kind !== 'to') return 'noun';
  if (capital && midSentence && !/^["“‘]/.test(previous?.raw ?? '')) return 'name';
  if (tags.has('Value') && !tags.has('Verb')) return 'number';
  if (!midSentence && tags.has('Verb') && !tags.has('Gerund')) return 'noun';
  if (/^un\p{Ll}+ed$/u.test(low) && !/^un(?:veil|cover|load)/.test(low)) return 'adjective';
  if (previous?.kind === 'adverb' && /^(?:not|never)$/.test(previous.low) && !/ed$/.test(low))
    return 'infinitive';
  // "commitment to free shipping": what could be a verb describes what follows it.
  if (previous?.kind === 'to' && lexicon.ADJECTIVES_OR_VERBS.has(low) && /^\p{Ll}+ing\b/u.test(next))
    return 'adjective';
  if (tags.has('Verb')) return verbKind(low, tags, previous);
  if (
    lexicon.FINITE_VERBS.has(low) &&
    previous?.low !== 'ever' &&
    couldBeVerb(previous) &&
    !tags.has('Adjective')
  )
    return 'finite';
  if (tags.has('Adverb')) return 'adverb';
  if (tags.has('ProperNoun') && capital) return 'name';
  if (tags.has('Adjective')) return 'adjective';
  if (tags.has('Preposition')) return 'preposition';
  return 'noun';
}

function closedClass(low: string, previous: Token | undefined): Kind | undefined {
  if (lexicon.MODALS.has(low) && !(low === 'may' && previous?.kind === 'preposition')) return 'auxiliary';
  if (low === 'be' || low === 'been' || low === 'being' || low === 'having') return 'other';
  if (lexicon.BE.has(low) || lexicon.HAVE.has(low) || lexicon.DO.has(low)) {
    return previous?.kind === 'auxiliary' || previous?.kind === 'to' ? 'infinitive' : 'auxiliary';
  }
  if (low === 'to') return 'to';
  if (low === 'not' || low === 'never') return 'adverb';
  if (low === 'one') return 'number';
  if (low === 'that' && previous && /noun|name|finite|participle/.test(previous.kind)) return 'subordinator';
  if (lexicon.COORDINATORS.has(low)) return 'coordinator';
  if (low === 'which' || low === 'who' || low === 'whom' || low === 'whose') return 'subordinator';
  if (lexicon.DETERMINERS.has(low)) return 'determiner';
  if (lexicon.PRONOUNS.has(low)) return 'pronoun';
  if (lexicon.PREPOSITIONS.has(low)) return 'preposition';
  return lexicon.SUBORDINATORS.has(low) ? 'subordinator' : undefined;
}

function verbKind(low: string, tags: ReadonlySet<string>, previous: Token | undefined): Kind {
  if (tags.has('Gerund') || /ing$/.test(low)) {
    const described = previous?.kind === 'adjective' && lexicon.ADJECTIVES_OR_VERBS.has(previous.low);
    return previous?.kind === 'determiner' || described ? 'noun' : 'gerund';
  }
  const after = previous?.kind;
  if (after === 'to') return 'infinitive';
  if (after === 'determiner' || after === 'adjective' || previous?.possessive) {
    return /ed$/.test(low) ? 'adjective' : 'noun';
  }
  if (previous && (lexicon.MODALS.has(previous.low) || lexicon.DO.has(previous.low))) return 'infinitive';
  if (tags.has('PastTense') || tags.has('Participle')) {
    return previous?.low === 'ever' ||
      after === 'auxiliary' ||
      after === 'infinitive' ||
      previous?.low === 'been' ||
      previous?.low === 'being'
      ? 'participle'
      : 'finite';
  }
  if (tags.has('Infinitive')) {
    const subject = previous?.plural || after === 'pronoun' || previous?.low === 'and';
    return subject || lexicon.FINITE_VERBS.has(low) ? 'finite' : 'noun';
  }
  if (after === 'preposition') return 'noun';
  return 'finite';
}

/** After these a word is a noun, whatever else it may be. */
function couldBeVerb(previous: Token | undefined): boolean {
  if (!previous || previous.possessive) return false;
  return /noun|name|pronoun|number|adverb|auxiliary|coordinator|other|adjective/.test(previous.kind);
}
