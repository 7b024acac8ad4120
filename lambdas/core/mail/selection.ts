import { readingMinutes } from '../briefing/reading-time.ts';
import type { GapName, Skeleton, SkeletonTopic } from './skeleton.ts';

/** Mail clients show 40 to 100 characters beside the subject. */
const PREHEADER = 100;

/** What follows from a reader's topics alone; readers who chose the same sections share it. */
export type SelectionFills = Readonly<Record<'subject' | 'preheader' | 'count' | 'minutes', string>>;

type Phrases = Pick<Skeleton, 'subject' | 'preheader' | 'countPhrases' | 'minutePhrases'>;

/** Fills of a selection of at least one topic: its first headline is the subject, the next ones are the preheader. */
export function selectionFills(phrases: Phrases, topics: readonly SkeletonTopic[]): SelectionFills {
  const count = phrases.countPhrases[topics.length] ?? '';
  const words = topics.reduce((sum, topic) => sum + topic.words, 0);
  const minutes = phrases.minutePhrases[readingMinutes(words)] ?? '';
  return {
    subject: phrases.subject ?? topics[0]?.headline ?? '',
    preheader: phrases.preheader ?? nextHeadlines(topics, [count, minutes]),
    count,
    minutes,
  };
}

/** A reader with one topic has read its headline in the subject, so the preheader says how long it takes instead. */
function nextHeadlines(topics: readonly SkeletonTopic[], otherwise: readonly string[]): string {
  const [, second, ...others] = topics.map((topic) => topic.headline);
  if (second === undefined) return otherwise.filter((each) => each !== '').join(' · ');
  let preheader = second;
  for (const headline of others) {
    if (preheader.length + headline.length + 3 > PREHEADER) break;
    preheader += ` · ${headline}`;
  }
  return preheader;
}

export function isSelectionGap(gap: GapName): gap is keyof SelectionFills {
  return gap === 'subject' || gap === 'preheader' || gap === 'count' || gap === 'minutes';
}
