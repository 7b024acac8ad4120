import { sentencesOf } from './sentences.ts';

/** Names that a topic lists at most. */
const MOST = 12;
/** Characters of a topic in which names are looked for. */
const LOOKED_AT = 20_000;

const NO_NAME =
  /^(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|september|october|november|december|mr|mrs|ms|dr|i|am|pm|ok|q[1-4])$/i;
const OFFICE =
  '(?:former|acting|new|vice|deputy|prime|foreign|finance|president|minister|chancellor|king|queen|prince|princess|pope|senator|governor|mayor|judge|justice|general|colonel|captain|professor|dr\\.?|mr\\.?|mrs\\.?|ms\\.?|ceo|chief|chair|chairman|chairwoman|executive|secretary|sir|lord|lady)';
/** What stands before a name: "US Secretary of State", "German Foreign Minister", "President". */
const TITLE = new RegExp(
  `^(?:(?:(?:US|UK|EU) )?secretary of \\p{L}+(?: and \\p{L}+)? |\\p{L}+ (?:${OFFICE} )+(?=\\S+ \\S)|(?:${OFFICE} )+)`,
  'iu',
);
/** Whose or where something is: not a name by itself, though part of one ("Chinese Foreign Ministry"). */
const DEMONYM =
  /^(?:Afghan|African|American|Arab|Argentine|Asian|Australian|Austrian|Belgian|Brazilian|British|Bulgarian|Canadian|Chilean|Chinese|Colombian|Croatian|Cuban|Czech|Danish|Dutch|Egyptian|English|Estonian|Ethiopian|European|Finnish|French|Georgian|German|Greek|Hungarian|Indian|Indonesian|Iranian|Iraqi|Irish|Israeli|Italian|Japanese|Jordanian|Kenyan|Korean|Latvian|Lebanese|Libyan|Lithuanian|Malaysian|Mexican|Moroccan|Nigerian|Norwegian|Pakistani|Palestinian|Peruvian|Philippine|Polish|Portuguese|Romanian|Russian|Saudi|Scottish|Serbian|Slovak|Somali|Spanish|Sudanese|Swedish|Swiss|Syrian|Thai|Turkish|Ukrainian|Venezuelan|Vietnamese|Welsh|Western)s?$/;
const ACRONYM = /^(?:\p{Lu}\.){2,}$/u;
const LINK = /^(?:of|de|da|do|dos|del|der|den|van|von|bin|ibn|al|el|la|le|y|the)$/;

interface Run {
  readonly name: string;
  /** The first word of its sentence: a capital says nothing there. */
  readonly initial: boolean;
}

/**
 * Names of people, places and organisations, in order of first appearance, at most 12: runs of capitalised words that
 * are not only capital because a sentence begins. Scripts without capitals have none; German, where every noun has
 * one, lists names of two words and more.
 */
export function entitiesOf(body: string, language: string): string[] {
  const text = body.slice(0, LOOKED_AT);
  const runs = text
    .split('\n\n')
    .flatMap((each) => sentencesOf(each.replace(/^(?:•|\d{1,3}\.) /, ''), language).flatMap(runsOf));
  const sure = new Set(runs.filter((each) => !each.initial).map((each) => each.name));
  const found: string[] = [];
  for (const { name, initial } of runs) {
    const words = name.split(' ');
    if (initial && words.length === 1 && !sure.has(name) && !/^\p{Lu}{2,}$/u.test(name)) continue;
    if (DEMONYM.test(name) || joinsNames(name, sure)) continue;
    if (language === 'de' && initial) continue;
    if (language === 'de' && words.length < 2 && !/^\p{Lu}{2,}$/u.test(name)) continue;
    if (found.some((each) => each === name || each.split(' ').includes(name))) continue;
    found.push(name);
    if (found.length === MOST) break;
  }
  return found;
}

/** "US-China", "Biden-Xi": two names that the text has apart as well. */
function joinsNames(name: string, sure: ReadonlySet<string>): boolean {
  return /^\p{Lu}\p{L}*-\p{Lu}\p{L}*$/u.test(name) && name.split('-').some((each) => sure.has(each));
}

function runsOf(sentence: string): Run[] {
  const runs: Run[] = [];
  let open: string[] = [];
  let from = 0;
  const close = () => {
    while (open.length && LINK.test(open.at(-1) ?? '')) open.pop();
    // A capitalised first word that only opens the sentence: "The Senate", "In Paris".
    const opener = open.length > 1 && OPENER.test(open[0] ?? '');
    const name = (opener ? open.slice(1) : open).join(' ').replace(TITLE, '');
    if (/^\p{Lu}/u.test(name) && !OPENER.test(name)) runs.push({ name, initial: from === 0 && !opener });
    open = [];
  };
  for (const [at, raw] of sentence.split(' ').entries()) {
    const dotted = raw.replace(/[,;:)"”]+$/, '');
    const acronym = ACRONYM.test(dotted);
    const word = acronym ? dotted : raw.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
    const bare = word.replace(/['’]s$/, '');
    if (/^["“‘'(]/.test(raw)) close();
    if (/^\p{Lu}/u.test(bare) && !NO_NAME.test(bare)) {
      if (open.length === 0) from = at;
      open.push(bare);
    } else if (open.length && LINK.test(word)) open.push(word);
    else close();
    const ends = acronym ? dotted !== raw : /[,;:.!?)"”–—]$/.test(raw);
    if (bare !== word || ends) close();
  }
  close();
  return runs;
}

const OPENER =
  /^(?:The|A|An|This|That|These|Those|In|On|At|By|For|From|With|Without|Of|To|As|After|Before|Since|Until|While|When|Where|If|Although|Though|Because|Despite|During|Under|Over|Between|Among|More|Most|Many|Some|Several|Few|All|Both|Each|Every|No|Not|He|She|It|They|We|You|I|His|Her|Its|Their|Our|My|But|And|Or|So|Yet|Still|Also|However|Meanwhile|Other|Another|One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|There|Here|What|Who|Why|How|Beyond|Der|Die|Das|Ein|Eine|Im|Am|Nach|Seit|Bei|Mit|Le|La|Les|Un|Une|El|Los|Las)$/;
