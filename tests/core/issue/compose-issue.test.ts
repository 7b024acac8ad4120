import { describe, expect, test } from 'vitest';
import { composeIssue, type IssueInput } from '../../../lambdas/core/issue/compose-issue.ts';
import { aCollectedBriefing, aNewsletter, anEdition, aTopic } from '../../support/issue-builders.ts';

const newsletter = aNewsletter();

function compose(changes: Partial<IssueInput>) {
  return composeIssue({
    id: 'daily.2026-11-24T0700',
    audience: { kind: 'everyone' },
    collected: [aCollectedBriefing()],
    briefings: [],
    newsletter,
    now: new Date('2026-11-24T06:00:00Z'),
    ...changes,
  });
}

function composed(changes: Partial<IssueInput>) {
  const result = compose(changes);
  if (result.kind !== 'composed') throw new Error('expected an issue');
  return result;
}

const headlines = (changes: Partial<IssueInput>) =>
  composed(changes).issue.topics.map((topic) => topic.headline);

describe('composeIssue', () => {
  test('topics stand by section in the order of the config, then as in the briefings', () => {
    const topics = [
      aTopic({ section: 'science', headline: 'Comet seen' }),
      aTopic({ section: 'world', headline: 'Harbour opens' }),
      aTopic({ section: 'markets', headline: 'Rates rise' }),
      aTopic({ section: 'world', headline: 'Bridge closes' }),
    ];
    expect(headlines({ collected: [aCollectedBriefing({ topics })] })).toEqual([
      'Harbour opens',
      'Bridge closes',
      'Rates rise',
      'Comet seen',
    ]);
  });

  test('an edition takes its own sections and says what it left out', () => {
    const topics = [aTopic({ section: 'world' }), aTopic({ section: 'markets', headline: 'Rates rise' })];
    const edition = anEdition({ id: 'weekly', sections: ['world'] });
    const result = composed({ edition, collected: [aCollectedBriefing({ topics })] });
    expect(result.issue.topics.map((topic) => topic.section)).toEqual(['world']);
    expect(result.issue.edition).toBe('weekly');
    expect(result.leftOut).toEqual([
      {
        topicId: topics[1]?.id,
        headline: 'Rates rise',
        reason: 'the edition does not take the section "markets"',
      },
    ]);
  });

  test("the editors' first topics win when there are more than the edition takes", () => {
    const topics = [
      aTopic({ section: 'science', headline: 'Comet seen' }),
      aTopic({ section: 'world', headline: 'Harbour opens' }),
      aTopic({ section: 'world', headline: 'Bridge closes' }),
    ];
    const edition = anEdition({ maxTopics: 2 });
    const result = composed({ edition, collected: [aCollectedBriefing({ topics })] });
    expect(result.issue.topics.map((topic) => topic.headline)).toEqual(['Harbour opens', 'Comet seen']);
    expect(result.leftOut.map((each) => each.reason)).toEqual([
      'the issue is full: at most 2 topics, by weight, then as they came',
    ]);
  });

  test('a text that two briefings bring is told once', () => {
    const topic = aTopic();
    const result = composed({
      collected: [aCollectedBriefing({ topics: [topic] }), aCollectedBriefing({ topics: [topic] })],
    });
    expect(result.issue.topics).toHaveLength(1);
    expect(result.leftOut[0]?.reason).toBe('the same text is in this issue already');
  });

  test('two texts under one headline can be told apart', () => {
    const topics = [
      aTopic({ headline: 'Rates rise' }),
      aTopic({ headline: 'RATES rise' }),
      aTopic({ headline: 'Rates rise (2)' }),
    ];
    expect(headlines({ collected: [aCollectedBriefing({ topics })] })).toEqual([
      'Rates rise',
      'RATES rise (2)',
      'Rates rise (2) (2)',
    ]);
  });

  test('a headline and a subject are one line each', () => {
    const topics = [aTopic({ headline: 'Rates\r\nBcc: x@example.org' })];
    const { issue } = composed({ collected: [aCollectedBriefing({ topics, subject: 'One\ntwo ' })] });
    expect(issue.topics[0]?.headline).toBe('Rates Bcc: x@example.org');
    expect(issue.subject).toBe('One two');
  });

  test('the subject given wins over that of the first briefing which has one', () => {
    const collected = [
      aCollectedBriefing(),
      aCollectedBriefing({ subject: 'From the briefing', preheader: 'And this first' }),
    ];
    expect(composed({ collected }).issue).toMatchObject({
      subject: 'From the briefing',
      preheader: 'And this first',
    });
    expect(composed({ collected, subject: 'From the owner' }).issue.subject).toBe('From the owner');
    expect(composed({ collected: [aCollectedBriefing()] }).issue).not.toHaveProperty('subject');
  });

  test('the language is that of most topics', () => {
    const collected = [
      aCollectedBriefing({ language: 'de', topics: [aTopic({ body: 'Die Fähre fährt wieder.' })] }),
      aCollectedBriefing({ language: 'fr', topics: [aTopic(), aTopic()] }),
    ];
    expect(composed({ collected }).issue.language).toBe('fr');
  });

  test('the hash is of the content: the hour does not change it, a word does', () => {
    const topic = aTopic();
    const hashOf = (changes: Partial<IssueInput>, text = topic.body) =>
      composed({ collected: [aCollectedBriefing({ topics: [{ ...topic, body: text }] })], ...changes }).issue
        .contentHash;
    expect(hashOf({})).toMatch(/^[0-9a-f]{64}$/);
    expect(hashOf({ now: new Date(0), id: 'other' })).toBe(hashOf({}));
    expect(hashOf({}, 'Other words.')).not.toBe(hashOf({}));
    expect(hashOf({ subject: 'Other' })).not.toBe(hashOf({}));
  });

  test('a topic of a section that the config lost is left out, and without topics there is no issue', () => {
    const topics = [aTopic({ section: 'sports', headline: 'Match drawn' })];
    expect(compose({ collected: [aCollectedBriefing({ topics })] })).toEqual({
      kind: 'no-topics',
      leftOut: [
        {
          topicId: topics[0]?.id,
          headline: 'Match drawn',
          reason: 'the newsletter has no section "sports"',
        },
      ],
    });
  });
});
