import { type Assembled, assemble, proseOf, topicOf } from './briefing/assemble.ts';
import type { FrontMatter, Refuse, SectionNamed, TopicMatter } from './briefing/front-matter.ts';
import { headlineOf } from './briefing/headline/headline.ts';
import { readJson } from './briefing/json/read-json.ts';
import { languageOf } from './briefing/language.ts';
import { checkSize, readBriefing, refusing } from './briefing/read/read.ts';
import { type SectionName, sectionFinder } from './briefing/sections.ts';
import type { Split } from './briefing/split/draft.ts';
import { split } from './briefing/split/split.ts';
import type { Briefing, CollectedBriefing, Cut, Topic } from './briefing/topic.ts';

/** Topics whose sentences are parsed for a headline; later ones, which no mail has, get the cut of their lead. */
const PARSED_TOPICS = 200;

/** What the newsletter says about its topics; a parsed `newsletter.config.ts` fits. */
export interface CollectOptions {
  /** The newsletter's sections; a heading that says one's id or title moves the topics under it there. */
  readonly sections: readonly SectionName[];
  /** Id of the section of topics that nothing else claims. */
  readonly defaultSection: string;
  /** The newsletter's language, for texts too short to tell. */
  readonly language: string;
}

/**
 * From a briefing to its topics: read, clean, split, headline, summarise. Pure: the same briefing gives the same
 * topics. Every sentence of its text is in one topic, or in `cut` with the rule that says why; a briefing without
 * text has no topics. Throws `BriefingFault` for wrong front matter and for more than 5 MiB.
 */
export function collectBriefing(briefing: Briefing, options: CollectOptions): CollectedBriefing {
  const sectionNamed = sectionFinder(options.sections);
  const { parts, matter, refuse } = partsOf(briefing, options, sectionNamed);
  const cut: Cut[] = [...parts.cut];
  const drafts = withoutRepeats(
    parts.drafts.map((draft) => assemble(draft, cut)),
    cut,
  );
  const extra = matter.topics[drafts.length];
  if (extra) {
    refuse(extra.line, `topics[${drafts.length}]`, `has no topic: the briefing has ${drafts.length} of them`);
  }
  const language = matter.language ?? languageOf(sampleOf(drafts), options.language);
  const { weight } = matter;
  const weighed = drafts.map(
    (_, index): TopicMatter => ({
      line: 1,
      ...(weight !== undefined && { weight }),
      ...matter.topics[index],
    }),
  );
  const topics = headlined(drafts, weighed, { briefing, language, title: parts.title }, cut);
  return {
    ...(parts.title ? { title: parts.title } : {}),
    ...(matter.subject ? { subject: matter.subject } : {}),
    ...(matter.preheader ? { preheader: matter.preheader } : {}),
    language,
    topics,
    cut: cut.toSorted((a, b) => a.line - b.line),
  };
}

/** Reads and splits; a JSON briefing comes split. `cut` holds what both left out. */
function partsOf(
  briefing: Briefing,
  { defaultSection }: CollectOptions,
  sectionNamed: SectionNamed,
): { readonly parts: Split; readonly matter: FrontMatter; readonly refuse: Refuse } {
  if (briefing.format === 'json') {
    const refuse = refusing(briefing);
    checkSize(briefing, refuse);
    return { ...readJson(briefing.content, { refuse, sectionNamed, defaultSection }), refuse };
  }
  const { read, matter, refuse } = readBriefing(briefing, sectionNamed);
  const parts = split(read, {
    sectionNamed,
    defaultSection: matter.section ?? defaultSection,
    ...(matter.title ? { title: matter.title } : {}),
  });
  return { parts: { ...parts, cut: [...read.cut, ...parts.cut] }, matter, refuse };
}

/** The same text twice is one topic; the repetition is reported. */
function withoutRepeats(drafts: readonly Assembled[], cut: Cut[]): Assembled[] {
  const seen = new Set<string>();
  return drafts.filter(({ id, draft, text }) => {
    if (!seen.has(id)) return seen.add(id);
    const heading = draft.heading && draft.heading !== text[0] ? [draft.heading] : [];
    for (const block of [...heading, ...text])
      cut.push({ line: block.line, text: block.text, rule: 'duplicate' });
    return false;
  });
}

/** Enough of every topic to tell the language of them all. */
function sampleOf(drafts: readonly Assembled[]): string {
  return drafts
    .slice(0, 40)
    .map(({ body }) => body.slice(0, 1000))
    .join('\n');
}

/** Gives every topic a headline of its own, after what the front matter says about it. */
function headlined(
  drafts: readonly Assembled[],
  matter: readonly TopicMatter[],
  about: { briefing: Briefing; language: string; title: string | undefined },
  cut: Cut[],
): Topic[] {
  const { briefing, language } = about;
  const taken = new Set<string>();
  const own = briefing.format === 'html' ? 'source' : 'editor';
  return drafts.map((assembled, index) => {
    const said = matter[index];
    const { heading } = assembled.draft;
    const title = drafts.length === 1 && !heading ? about.title : undefined;
    const over = heading?.text ?? title;
    const headline = headlineOf({
      headings: [
        ...(said?.headline ? [{ text: said.headline, source: 'editor' as const }] : []),
        ...(over ? [{ text: over, source: own as 'source' | 'editor' }] : []),
      ],
      paragraphs: proseOf(assembled),
      language,
      taken: (text) => taken.has(text.toLowerCase()),
      parse: index < PARSED_TOPICS,
    });
    taken.add(headline.headline.toLowerCase());
    if (heading && headline.heading !== heading.text && !assembled.body.includes(heading.text)) {
      const rule = said?.headline ? 'headline-replaced' : 'headline-repeated';
      cut.push({ line: heading.line, text: heading.text, rule });
    }
    const topic = topicOf(assembled, headline, { language, source: briefing.source });
    return {
      ...topic,
      ...(said?.section ? { section: said.section } : {}),
      ...(said?.link ? { link: said.link } : {}),
      ...(said?.image ? { image: said.image } : {}),
      ...(said?.weight ? { weight: said.weight } : {}),
    };
  });
}
