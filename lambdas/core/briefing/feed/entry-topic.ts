import { assemble, proseOf, topicOf } from '../assemble.ts';
import type { Block } from '../block.ts';
import { headlineOf } from '../headline/headline.ts';
import { languageOf } from '../language.ts';
import { escapeText } from '../read/runs.ts';
import type { Topic } from '../topic.ts';
import { entryBlocks } from './entry-blocks.ts';
import type { FeedEntry } from './feed.ts';
import { firstWords } from './first-words.ts';

export interface EntryOptions {
  /** Id of the section that the topic goes to. */
  readonly section: string;
  /** What the topic says it came from: the name of its source. */
  readonly source: string;
  /** Language of entries that are too short to tell: the feed's own, else the newsletter's. */
  readonly language: string;
  /** Words of the entry that are taken at most; the rest is behind its link. */
  readonly maxWords: number;
}

/** A topic and its language, a BCP 47 primary tag. */
export interface EntryTopic {
  readonly topic: Topic;
  readonly language: string;
}

/**
 * One entry as one topic: its title is the headline, the beginning of its text the body, its page the link. An entry of a
 * title alone says that title; one without title and text is `undefined`.
 */
export function entryTopic(entry: FeedEntry, options: EntryOptions): EntryTopic | undefined {
  const blocks = entryBlocks(entry);
  const hasText = blocks.some((each) => each.text !== '');
  if (!hasText && !entry.title) return undefined;
  const sample = [entry.title ?? '', ...blocks.map((each) => each.text)].join('\n').slice(0, 4_000);
  const language = languageOf(sample, options.language);
  const text = hasText ? blocks : [titleBlock('paragraph', entry.title ?? ''), ...blocks];
  const heading = entry.title ? titleBlock('heading', entry.title) : undefined;
  const draft = {
    line: 1,
    section: options.section,
    ...(heading ? { heading } : {}),
    blocks: firstWords(text, options.maxWords, language),
  };
  const assembled = assemble(draft, []);
  const headline = headlineOf({
    headings: heading ? [{ text: heading.text, source: 'source' }] : [],
    paragraphs: proseOf(assembled),
    language,
    taken: () => false,
    parse: true,
  });
  const topic = topicOf(assembled, headline, { language, source: options.source });
  return {
    language,
    topic: {
      ...topic,
      ...(entry.link ? { link: entry.link } : {}),
      // The same picture inside the text may have a description.
      ...(entry.image && topic.image?.src !== entry.image.src ? { image: entry.image } : {}),
    },
  };
}

function titleBlock(kind: Block['kind'], text: string): Block {
  return {
    line: 1,
    kind,
    ...(kind === 'heading' ? { level: 1 } : {}),
    text,
    html: escapeText(text),
    links: [],
  };
}
