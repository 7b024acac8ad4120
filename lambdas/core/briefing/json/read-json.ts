import { parseDocument } from 'yaml';
import { assemble } from '../assemble.ts';
import type { Block } from '../block.ts';
import type { FrontMatter, Refuse, SectionNamed } from '../front-matter.ts';
import { primaryTag } from '../language.ts';
import { documentOf } from '../read/document.ts';
import { blocksUnder } from '../read/html-blocks.ts';
import type { Draft, Split } from '../split/draft.ts';
import { tidy } from '../tidy.ts';
import type { Cut } from '../topic.ts';
import { type JsonBriefing, jsonBriefing } from './schema.ts';

/** A JSON briefing as drafts, and what it says about each; nothing in it is cleaned or split. */
export interface JsonReading {
  readonly parts: Split;
  readonly matter: FrontMatter;
}

export interface JsonOptions {
  readonly refuse: Refuse;
  readonly sectionNamed: SectionNamed;
  readonly defaultSection: string;
}

type Path = readonly PropertyKey[];

/** Reads a briefing of the published schema; refuses what does not fit, with the line and the field. */
export function readJson(
  content: string,
  { refuse, sectionNamed, defaultSection }: JsonOptions,
): JsonReading {
  const said = parsed(content, refuse);
  const lineOf = lines(content);
  const section = (name: string | undefined, path: Path) => {
    if (name === undefined) return undefined;
    const problem = `${JSON.stringify(name)} is not one of the sections of newsletter.config.ts`;
    return sectionNamed(name) ?? refuse(lineOf(path), pathText(path), problem);
  };
  const own = section(said.section, ['section']) ?? defaultSection;
  const cut: Cut[] = [];
  const drafts: Draft[] = [];
  const topics: FrontMatter['topics'][number][] = [];
  const seen = new Set<string>();
  said.topics.forEach((topic, index) => {
    const path = ['topics', index];
    const line = lineOf(path);
    const blocks = blocksOf(topic, line);
    if (!blocks.some((each) => each.text !== '')) refuse(line, pathText(path), 'has no text');
    const draft = { line, section: own, blocks };
    const { id, body } = assemble(draft, []);
    if (seen.has(id)) {
      cut.push({ line, text: body, rule: 'duplicate' });
      return;
    }
    seen.add(id);
    drafts.push(draft);
    topics.push({ line, ...matterOf(topic, section(topic.section, [...path, 'section'])) });
  });
  const { title, subject, preheader, language, weight } = said;
  return {
    parts: { drafts, cut, ...(title ? { title: tidy(title) } : {}) },
    matter: {
      ...(subject ? { subject: tidy(subject) } : {}),
      ...(preheader ? { preheader: tidy(preheader) } : {}),
      ...(language ? { language: primaryTag(Intl.getCanonicalLocales(language)[0] ?? language) } : {}),
      ...(weight === undefined ? {} : { weight }),
      topics,
    },
  };
}

function parsed(content: string, refuse: Refuse): JsonBriefing {
  let document: unknown;
  try {
    document = JSON.parse(content.replace(/^\ufeff/, ''));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    return refuse(lineOfFault(content, message), undefined, `is not JSON: ${tidy(message)}`, cause);
  }
  const result = jsonBriefing.safeParse(document);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const path = issue?.path ?? [];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const at = unknown === undefined ? path : [...path, unknown];
  const problem = unknown === undefined ? (issue?.message ?? 'does not fit') : 'is no field of a briefing';
  const missing = issue?.code === 'invalid_type' && /received undefined/.test(problem);
  return refuse(
    lines(content)(at),
    pathText(at) || undefined,
    `${missing ? 'is missing' : problem}; docs/briefing.schema.json says what a briefing may hold`,
  );
}

/** The engine names the line in some messages only; the YAML parser then stops at the same place. */
function lineOfFault(content: string, message: string): number {
  const named = /\(line (\d+) column \d+\)/.exec(message)?.[1];
  if (named !== undefined) return Number(named);
  return parseDocument(content, { logLevel: 'silent' }).errors[0]?.linePos?.[0].line ?? 1;
}

type JsonTopic = JsonBriefing['topics'][number];

function blocksOf({ body, html }: JsonTopic, line: number): Block[] {
  if (html !== undefined) {
    const root = documentOf(html).documentElement;
    const all = root ? blocksUnder(root, {}) : [];
    return all.flatMap(({ furniture, ...block }) => (furniture ? [] : [{ ...block, line }]));
  }
  return (body ?? '')
    .split(/\r?\n[^\S\n]*\r?\n/)
    .map(tidy)
    .filter(Boolean)
    .map((text) => ({ line, kind: 'paragraph', text, links: [] }));
}

function matterOf({ headline, link, image, weight }: JsonTopic, section: string | undefined) {
  return {
    ...(headline ? { headline: tidy(headline) } : {}),
    ...(section ? { section } : {}),
    ...(link ? { link: new URL(link).href } : {}),
    ...(image ? { image: { src: new URL(image.src).href, alt: tidy(image.alt ?? '') } } : {}),
    ...(weight === undefined ? {} : { weight }),
  };
}

/** 1-based lines of values by their path. JSON is YAML, whose parser knows where everything stands; else line 1. */
function lines(content: string): (path: Path) => number {
  const document = parseDocument(content, { schema: 'core', logLevel: 'silent', uniqueKeys: false });
  const starts = [0];
  for (let at = content.indexOf('\n'); at >= 0; at = content.indexOf('\n', at + 1)) starts.push(at + 1);
  return (path) => {
    if (document.errors.length > 0) return 1;
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node = document.getIn(path.slice(0, depth), true) as { range?: readonly number[] } | undefined;
      const offset = node?.range?.[0];
      if (offset !== undefined) return starts.findLastIndex((each) => each <= offset) + 1;
    }
    return 1;
  };
}

/** `topics[2].link`, as `BriefingFault` names fields. */
function pathText(path: Path): string {
  return path
    .map((key, index) => (typeof key === 'number' ? `[${key}]` : (index ? '.' : '') + String(key)))
    .join('');
}
