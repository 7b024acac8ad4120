import type { Block } from './block.ts';
import { entitiesOf } from './entities.ts';
import { type Headline, LONGEST_HEADING } from './headline/headline.ts';
import { htmlOfBlocks } from './safe-html.ts';
import type { Draft } from './split/draft.ts';
import { lineLink, storyLink } from './story-link.ts';
import { summaryOf } from './summary.ts';
import type { Cut, Topic, TopicImage } from './topic.ts';
import { topicId } from './topic-id.ts';
import { untailed } from './trailing-link.ts';
import { countWords } from './words.ts';

/** A draft with its text put together: all of a topic but its headline. */
export interface Assembled {
  readonly id: string;
  readonly draft: Draft;
  /** The blocks that are text, in order; at least one. */
  readonly text: readonly Block[];
  readonly body: string;
  readonly link?: string;
  readonly image?: TopicImage;
}

/** Joins a draft's blocks to a body; lines that are nothing but the story's address become its link. */
export function assemble(draft: Draft, cut: Cut[]): Assembled {
  const long = draft.heading && draft.heading.text.length > LONGEST_HEADING ? [draft.heading] : [];
  const tails: string[] = [];
  const written = [...long, ...draft.blocks]
    .filter((each) => each.text !== '')
    .map((each) => {
      const { block, tail } = untailed(each);
      if (tail) {
        tails.push(tail.href);
        cut.push({ line: each.line, text: tail.label, rule: 'read-more' });
      }
      return block;
    });
  const addresses = written.map(lineLink);
  const isText = addresses.map((each) => each === undefined);
  // A topic of links alone keeps them as its text.
  const onlyLinks = !isText.includes(true);
  const text = written.filter((_, index) => onlyLinks || isText[index]);
  written.forEach((block, index) => {
    if (!onlyLinks && !isText[index]) cut.push({ line: block.line, text: block.text, rule: 'story-link' });
  });
  const found = [...addresses.filter((each) => each !== undefined), ...tails];
  const link = storyLink(draft.heading, found, text);
  const image = draft.heading?.image ?? draft.blocks.find((each) => each.image)?.image;
  const body = text.map(lineOf).join('\n\n');
  return { id: topicId(body), draft, text, body, ...(link ? { link } : {}), ...(image ? { image } : {}) };
}

/** Lists keep their bullets and numbers in plain text. */
function lineOf({ kind, number, text }: Block): string {
  if (kind !== 'item') return text;
  return number === undefined ? `• ${text}` : `${number}. ${text}`;
}

/** The paragraphs that headlines and the summary are made from: text before lists. */
export function proseOf({ text }: Assembled): string[] {
  const prose = text.filter((each) => each.kind === 'paragraph' || each.kind === 'quote');
  const chosen = prose.some((each) => /[\p{L}\p{N}]/u.test(each.text)) ? prose : text;
  const lettered = chosen.filter((each) => /[\p{L}\p{N}]/u.test(each.text));
  return (lettered.length ? lettered : chosen).map((each) => each.text);
}

/** The finished topic, its fields in the order of the contract. */
export function topicOf(
  assembled: Assembled,
  headline: Headline,
  options: { readonly language: string; readonly source: string },
): Topic {
  const { id, draft, text, body, link, image } = assembled;
  const { language, source } = options;
  const html = htmlOfBlocks(text);
  return {
    id,
    section: draft.section,
    headline: headline.headline,
    headlineSource: headline.headlineSource,
    summary: summaryOf(proseOf(assembled)[0] ?? body, language),
    body,
    ...(html === undefined ? {} : { html }),
    links: html === undefined ? [] : text.flatMap((each) => each.links),
    ...(link ? { link } : {}),
    ...(image ? { image } : {}),
    entities: entitiesOf(body, language),
    words: countWords(body, language),
    source,
  };
}
