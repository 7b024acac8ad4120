import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type YAMLMap } from 'yaml';
import { primaryTag } from './language.ts';
import { tidy } from './tidy.ts';

/** What an editor says about one topic; entries belong to the topics in their order. */
export interface TopicMatter {
  readonly headline?: string;
  readonly section?: string;
  /** Absolute http(s) URL. */
  readonly link?: string;
  /** `src` is an absolute https URL. */
  readonly image?: { readonly src: string; readonly alt: string };
  /** See `Topic.weight`. */
  readonly weight?: number;
  /** 1-based line of the entry. */
  readonly line: number;
}

/** The front matter of a Markdown briefing, checked. */
export interface FrontMatter {
  readonly title?: string;
  readonly subject?: string;
  readonly preheader?: string;
  /** Id of a configured section: where topics go that no section heading claims. */
  readonly section?: string;
  /** BCP 47 primary tag. */
  readonly language?: string;
  /** Weight of topics that have none of their own. */
  readonly weight?: number;
  readonly topics: readonly TopicMatter[];
}

/** Reports a fault; never returns. `line` is 1-based in the briefing. */
export type Refuse = (line: number, field: string | undefined, problem: string, cause?: unknown) => never;

/** Turns what an editor calls a section, its id or its title, into its id; `undefined` when there is none such. */
export type SectionNamed = (name: string) => string | undefined;

const FIELDS = ['title', 'subject', 'preheader', 'section', 'language', 'weight', 'topics'];
/** Fields that other tools write; they say nothing about a mail, and are taken without effect. */
const IGNORED = ['author', 'authors', 'categories', 'date', 'description', 'draft', 'layout', 'slug', 'tags'];
const TOPIC_FIELDS = ['headline', 'section', 'link', 'image', 'weight'];
/** A weight is a whole number from minus this to this. */
export const MOST_WEIGHT = 100;

interface Source {
  readonly lineOf: (node: unknown) => number;
  readonly refuse: Refuse;
  readonly sectionNamed: SectionNamed;
}

/**
 * Reads front matter, given the YAML between its two `---` lines; `firstLine` is the line of the briefing on which it
 * begins. Plain YAML data only: no tags, no code. Returns `undefined` when it is not a mapping (then those lines were
 * text between two rules).
 */
export function readFrontMatter(
  yaml: string,
  firstLine: number,
  refuse: Refuse,
  sectionNamed: SectionNamed,
): FrontMatter | undefined {
  const counter = new LineCounter();
  const parsed = parseDocument(yaml, { lineCounter: counter, schema: 'core', logLevel: 'silent' });
  const at = (offset: number) => firstLine + counter.linePos(offset).line - 1;
  const fault = parsed.errors[0] ?? parsed.warnings[0];
  if (fault)
    refuse(at(fault.pos[0]), undefined, `the front matter is not YAML: ${firstSentence(fault.message)}`);
  const root = parsed.contents;
  if (root === null) return { topics: [] };
  if (!isMap(root)) return undefined;
  const lineOf = (node: unknown) => at((node as Node | undefined)?.range?.[0] ?? 0);
  const source = { lineOf, refuse, sectionNamed };
  checkFields(root, [...FIELDS, ...IGNORED], '', source);

  const title = line(root, 'title', '', source);
  const subject = line(root, 'subject', '', source);
  const preheader = line(root, 'preheader', '', source);
  const section = sectionOf(root, '', source);
  const language = line(root, 'language', '', source);
  const weight = weightOf(root, '', source);
  return {
    ...(title ? { title } : {}),
    ...(subject ? { subject } : {}),
    ...(preheader ? { preheader } : {}),
    ...(section ? { section } : {}),
    ...(language ? { language: languageTag(root, language, source) } : {}),
    ...(weight === undefined ? {} : { weight }),
    topics: topicsOf(root, source),
  };
}

function topicsOf(root: YAMLMap, source: Source): TopicMatter[] {
  const list = root.get('topics', true) as unknown;
  if (list === undefined || (isScalar(list) && list.value === null)) return [];
  if (!isSeq(list)) return source.refuse(source.lineOf(list), 'topics', 'must be a list, one entry a topic');
  return list.items.map((entry, index) => {
    const path = `topics[${index}]`;
    if (isScalar(entry)) {
      const headline = entry.value === null ? '' : tidy(String(entry.value));
      return { ...(headline ? { headline } : {}), line: source.lineOf(entry) };
    }
    if (!isMap(entry)) {
      return source.refuse(
        source.lineOf(entry),
        path,
        'must be a headline, or headline, section, link, image, weight',
      );
    }
    checkFields(entry, TOPIC_FIELDS, `${path}.`, source);
    const headline = line(entry, 'headline', `${path}.`, source);
    const section = sectionOf(entry, `${path}.`, source);
    const link = url(entry, 'link', `${path}.`, /^https?:$/, source);
    const image = imageOf(entry, `${path}.`, source);
    const weight = weightOf(entry, `${path}.`, source);
    return {
      ...(headline ? { headline } : {}),
      ...(section ? { section } : {}),
      ...(link ? { link } : {}),
      ...(image ? { image } : {}),
      ...(weight === undefined ? {} : { weight }),
      line: source.lineOf(entry),
    };
  });
}

function weightOf(map: YAMLMap, path: string, source: Source): number | undefined {
  const node = map.get('weight', true) as unknown;
  if (node === undefined || (isScalar(node) && node.value === null)) return undefined;
  const weight = isScalar(node) ? node.value : undefined;
  if (typeof weight === 'number' && Number.isInteger(weight) && Math.abs(weight) <= MOST_WEIGHT)
    return weight;
  const problem = `must be a whole number from -${MOST_WEIGHT} to ${MOST_WEIGHT}; more comes earlier`;
  return source.refuse(source.lineOf(node), `${path}weight`, problem);
}

function imageOf(map: YAMLMap, path: string, source: Source): TopicMatter['image'] {
  const image = map.get('image', true) as unknown;
  if (!isMap(image)) {
    const src = url(map, 'image', path, /^https:$/, source);
    return src ? { src, alt: '' } : undefined;
  }
  checkFields(image, ['src', 'alt'], `${path}image.`, source);
  const src = url(image, 'src', `${path}image.`, /^https:$/, source);
  if (!src) return source.refuse(source.lineOf(image), `${path}image.src`, 'is missing: an https URL');
  return { src, alt: line(image, 'alt', `${path}image.`, source) ?? '' };
}

function checkFields(map: YAMLMap, known: readonly string[], path: string, source: Source): void {
  for (const { key } of map.items) {
    const name = isScalar(key) ? String(key.value) : String(key);
    if (known.includes(name)) continue;
    const offered = known.filter((each) => !IGNORED.includes(each));
    source.refuse(
      source.lineOf(key),
      `${path}${name}`,
      `is no field of a briefing; use ${offered.join(', ')}`,
    );
  }
}

/** One line of text; line breaks inside become spaces, so that nothing here can add a mail header. */
function line(map: YAMLMap, name: string, path: string, source: Source): string | undefined {
  const node = map.get(name, true) as unknown;
  if (node === undefined) return undefined;
  if (!isScalar(node)) return source.refuse(source.lineOf(node), path + name, 'must be one line of text');
  const text = node.value === null ? '' : tidy(String(node.value));
  return text || undefined;
}

function sectionOf(map: YAMLMap, path: string, source: Source): string | undefined {
  const name = line(map, 'section', path, source);
  if (name === undefined) return undefined;
  return (
    source.sectionNamed(name) ??
    source.refuse(
      source.lineOf(map.get('section', true)),
      `${path}section`,
      `${JSON.stringify(name)} is not one of the sections of newsletter.config.ts`,
    )
  );
}

function url(map: YAMLMap, name: string, path: string, protocol: RegExp, source: Source): string | undefined {
  const text = line(map, name, path, source);
  if (text === undefined) return undefined;
  const parsed = URL.parse(text);
  if (parsed && protocol.test(parsed.protocol) && !parsed.username && !parsed.password) return parsed.href;
  const wanted = protocol.test('http:') ? 'http or https' : 'https';
  return source.refuse(
    source.lineOf(map.get(name, true)),
    path + name,
    `must be an absolute ${wanted} URL without a password, not ${JSON.stringify(text)}`,
  );
}

function languageTag(map: YAMLMap, tag: string, source: Source): string {
  try {
    return primaryTag(Intl.getCanonicalLocales(tag)[0] ?? tag);
  } catch (cause) {
    const node = map.get('language', true);
    const problem = `${JSON.stringify(tag)} is not a BCP 47 language tag such as "en" or "pt-BR"`;
    return source.refuse(source.lineOf(node), 'language', problem, cause);
  }
}

/** yaml's messages go on with an excerpt of the text; the sentence alone fits on a line. */
function firstSentence(message: string): string {
  return message.split('\n', 1)[0]?.replace(/ at line \d+, column \d+:?$/, '') ?? message;
}
