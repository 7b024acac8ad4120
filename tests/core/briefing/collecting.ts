import type { Briefing, CollectedBriefing } from '../../../lambdas/core/briefing/topic.ts';
import { type CollectOptions, collectBriefing } from '../../../lambdas/core/collect-briefing.ts';

/** The sections that tests collect for, as a newsletter in two languages has them. */
export const SECTIONS = [
  { id: 'world', title: { en: 'World', de: 'Welt' } },
  { id: 'markets', title: { en: 'Markets', de: 'Märkte' } },
  { id: 'science', title: 'Science' },
] as const;

const OPTIONS: CollectOptions = { sections: SECTIONS, defaultSection: 'world', language: 'en' };

/** A briefing's topics; what a test does not say is an English text for those sections. */
export function collected(
  content: string,
  briefing: Partial<Briefing> = {},
  options: Partial<CollectOptions> = {},
): CollectedBriefing {
  return collectBriefing(
    { source: 'news.txt', format: 'text', content, ...briefing },
    { ...OPTIONS, ...options },
  );
}

export function fromMarkdown(content: string, options: Partial<CollectOptions> = {}): CollectedBriefing {
  return collected(content, { source: 'news.md', format: 'markdown' }, options);
}

export function fromPage(content: string, baseUrl?: string): CollectedBriefing {
  return collected(content, { source: 'news.html', format: 'html', ...(baseUrl ? { baseUrl } : {}) });
}

export function bodies({ topics }: CollectedBriefing): string[] {
  return topics.map((each) => each.body);
}

export function headlines({ topics }: CollectedBriefing): string[] {
  return topics.map((each) => each.headline);
}

/** `12 share-button Share.` */
export function cuts({ cut }: CollectedBriefing): string[] {
  return cut.map(({ line, rule, text }) => `${line} ${rule} ${text}`);
}

/** Short sentences on different matters, each a paragraph that is a topic of its own. */
export const FERRY = 'Ferries to the northern islands sail again after nine days of storm.';
export const GRAIN = 'Grain prices fell by four percent after the best harvest in a decade.';
export const COMET = 'A comet from outside the solar system will pass Mars in October.';
