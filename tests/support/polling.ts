import { readFileSync } from 'node:fs';
import { memoryTopics } from '../../lambdas/adapters/memory/topics.ts';
import { collectBriefing } from '../../lambdas/core/collect-briefing.ts';
import type { NewsletterInput } from '../../lambdas/core/config.ts';
import { type FetchSource, type Polled, pollSources } from '../../lambdas/core/poll-sources.ts';
import type { StoredTopic } from '../../lambdas/core/sources/kept.ts';
import { aNewsletter } from './issue-builders.ts';
import { testClock } from './stores.ts';

/** A file of tests/fixtures/feeds. */
export function feedFile(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/feeds/${name}`, import.meta.url));
}

/** Sources that are polled into memory, by a clock that stands still. */
export function aPoller(sources: NonNullable<NewsletterInput['sources']>, fetchSource: FetchSource) {
  const clock = testClock('2026-11-23T09:00:00.000Z');
  const topics = memoryTopics(clock);
  const reports: ({ readonly code: string } & Readonly<Record<string, unknown>>)[] = [];
  const deps = {
    newsletter: aNewsletter({ sources }),
    topics,
    fetchSource,
    collect: collectBriefing,
    clock,
    report: (event: { readonly code: string }) => void reports.push(event),
  };
  return {
    clock,
    topics,
    reports,
    deps,
    poll: () => pollSources(deps),
    async stored(): Promise<StoredTopic[]> {
      const found: StoredTopic[] = [];
      const span = { from: '2026-01-01T00:00:00.000Z', to: '2027-12-31T00:00:00.000Z' };
      for await (const each of topics.between(span)) found.push(each);
      return found;
    },
  };
}

/** A poll in one word and its new headlines: `["polled", "Fog closes ..."]`, `["sick"]`. */
export function told(polled: Polled | undefined): string[] {
  if (!polled) return ['nothing'];
  return polled.kind === 'polled'
    ? [polled.kind, ...polled.fresh.map((each) => each.headline)]
    : [polled.kind];
}
