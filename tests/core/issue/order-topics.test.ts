import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CollectedBriefing } from '../../../lambdas/core/briefing/topic.ts';
import { composeIssue } from '../../../lambdas/core/issue/compose-issue.ts';
import type { OrderRule } from '../../../lambdas/core/issue/edition-rules.ts';
import { candidatesOf, inOrder } from '../../../lambdas/core/issue/order-topics.ts';
import { aCollectedBriefing, aNewsletter, anEdition, aTopic } from '../../support/issue-builders.ts';

const sources = [
  { id: 'pier', url: 'https://pier.example/feed' },
  { id: 'dock', url: 'https://dock.example/feed' },
];
const from = (sourceId: string | undefined, at: string, ...topics: CollectedBriefing['topics']) =>
  aCollectedBriefing({ topics, at, ...(sourceId && { sourceId }) });
const told = (count: number) => Array.from({ length: count }, (_, n) => ({ name: `Paper ${n}` }));

const ferry = aTopic({ headline: 'Ferry', body: 'Ferries sail twice a day until spring.' });
const comet = aTopic({ headline: 'Comet', body: 'Astronomers saw a comet over the bay.', weight: 5 });
const copper = aTopic({
  headline: 'Copper',
  body: 'Copper fell by four percent in London.',
  sources: told(3),
});
const storm = aTopic({ headline: 'Storm', body: 'A storm took three roofs in the old town.', weight: -1 });
const collected = [
  from(undefined, '2026-11-24T01:00:00.000Z', storm, ferry),
  from('dock', '2026-11-24T03:00:00.000Z', comet),
  from('pier', '2026-11-24T02:00:00.000Z', copper),
];
const ordered = (...rules: OrderRule[]) =>
  inOrder(candidatesOf(collected, sources), rules).map(({ topic }) => topic.headline);

describe('the order of topics', () => {
  it('is as they came where no rule tells two apart', () => {
    expect(ordered()).toEqual(['Storm', 'Ferry', 'Comet', 'Copper']);
  });

  it.each<[OrderRule, string[]]>([
    ['weight', ['Comet', 'Ferry', 'Copper', 'Storm']],
    ['coverage', ['Copper', 'Storm', 'Ferry', 'Comet']],
    ['recency', ['Comet', 'Copper', 'Storm', 'Ferry']],
    ['source', ['Storm', 'Ferry', 'Copper', 'Comet']],
  ])('by %s alone', (rule, headlines) => {
    expect(ordered(rule)).toEqual(headlines);
  });

  it('goes by the next rule where the first says nothing', () => {
    expect(ordered('weight', 'coverage', 'recency')).toEqual(['Comet', 'Copper', 'Ferry', 'Storm']);
  });

  it('loses nobody and doubles nobody, whatever the rules', () => {
    const rules = fc.shuffledSubarray<OrderRule>(['weight', 'coverage', 'recency', 'source']);
    const topics = fc.array(fc.record({ weight: fc.integer({ min: -100, max: 100 }), told: fc.nat(4) }));
    fc.assert(
      fc.property(rules, topics, (order, drawn) => {
        const all = drawn.map((each) => aTopic({ weight: each.weight, sources: told(each.told) }));
        const candidates = candidatesOf([aCollectedBriefing({ topics: all })], []);
        const sorted = inOrder(candidates, order);
        expect(new Set(sorted)).toEqual(new Set(candidates));
        if (order[0] !== 'weight') return;
        const weights = sorted.map(({ topic }) => topic.weight ?? 0);
        expect(weights).toEqual(weights.toSorted((a, b) => b - a));
      }),
    );
  });
});

describe('an issue of an edition with an order', () => {
  const newsletter = aNewsletter({ sources });
  const compose = (edition: Parameters<typeof anEdition>[0]) =>
    composeIssue({
      id: 'weekly.2026-11-24T0700',
      edition: anEdition(edition),
      audience: { kind: 'everyone' },
      collected,
      briefings: [],
      newsletter,
      now: new Date('2026-11-24T06:00:00Z'),
    });

  it('takes the best ones, best first, and its record says by what', () => {
    const result = compose({ maxTopics: 2, order: ['weight', 'coverage', 'recency'] });
    if (result.kind !== 'composed') throw new Error('expected an issue');
    expect(result.issue.topics.map(({ headline }) => headline)).toEqual(['Comet', 'Copper']);
    expect(result.issue.decisions).toEqual([
      '2 topics of 4 that came, by weight, then coverage, then recency, then as they came.',
    ]);
    expect(result.leftOut.map(({ headline }) => headline)).toEqual(['Ferry', 'Storm']);
    expect(result.leftOut[0]?.reason).toContain('the issue is full: at most 2 topics, by weight');
  });

  it('says in its record when its mails get stale', () => {
    const result = compose({ expiresAfter: '4h' });
    expect(result.kind === 'composed' && result.issue.decisions?.[1]).toBe(
      "A mail that could not go 4h after its reader's hour goes no more.",
    );
  });

  it('is none while there are fewer topics than it wants', () => {
    expect(compose({ minimumTopics: 5 })).toMatchObject({
      kind: 'too-few',
      reason: 'it has 4 topics, and the edition wants at least 5',
    });
    expect(compose({ minimumTopics: 4 }).kind).toBe('composed');
  });
});
