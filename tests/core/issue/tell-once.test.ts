import { describe, expect, it } from 'vitest';
import { tellOnce } from '../../../lambdas/core/issue/tell-once.ts';
import { aCollectedBriefing, aTopic } from '../../support/issue-builders.ts';
import { labelledStories } from '../../support/labelled-stories.ts';

const texts = labelledStories('tuning').find((story) => story.name === 'bridge-collapse')?.texts ?? [];

/** A text of the labelled story of the footbridge: 0, 1 and 2 tell it, 3 what came next, 4 another bridge. */
function bridge(at: number, changes: Parameters<typeof aTopic>[0] = {}) {
  const [headline = '', body = ''] = texts[at]?.text.split('\n') ?? [];
  return aTopic({ headline, body, source: `paper-${at}`, ...changes });
}

const briefing = (...topics: ReturnType<typeof aTopic>[]) => aCollectedBriefing({ topics });
const takes = () => true;
const ids = (result: ReturnType<typeof tellOnce>) =>
  result.collected.map((each) => each.topics.map((topic) => topic.source));

describe('a story', () => {
  it('of two sources is one topic that names both, the first one first', () => {
    const result = tellOnce(
      [
        briefing(bridge(0, { sources: [{ name: 'paper-0', link: 'https://a.example/bridge' }] })),
        briefing(bridge(1, { sources: [{ name: 'paper-1', link: 'https://b.example/bridge' }] })),
        briefing(bridge(2)),
      ],
      { told: [], takes },
    );
    expect(ids(result)).toEqual([['paper-0'], [], []]);
    expect(result.collected[0]?.topics[0]?.sources).toEqual([
      { name: 'paper-0', link: 'https://a.example/bridge' },
      { name: 'paper-1', link: 'https://b.example/bridge' },
      { name: 'paper-2' },
    ]);
    expect(result.leftOut.map((each) => each.reason)).toEqual([
      'the same story is in this issue already: “Footbridge collapses in Tarvin, nine people hurt”',
      'the same story is in this issue already: “Footbridge collapses in Tarvin, nine people hurt”',
    ]);
  });

  it('stays apart from what happened next and from another like it', () => {
    const result = tellOnce([briefing(bridge(0)), briefing(bridge(3)), briefing(bridge(4))], {
      told: [],
      takes,
    });
    expect(ids(result)).toEqual([['paper-0'], ['paper-3'], ['paper-4']]);
    expect(result.leftOut).toEqual([]);
  });

  it('that one briefing tells twice stays as its editor put it', () => {
    const result = tellOnce([briefing(bridge(0), bridge(1))], { told: [], takes });
    expect(ids(result)).toEqual([['paper-0', 'paper-1']]);
  });

  it('that an earlier issue told is left out, and the reason says where it was', () => {
    const told = [{ issueId: 'daily.2026-11-23T0700', topic: bridge(1) }];
    const result = tellOnce([briefing(bridge(0)), briefing(bridge(3))], { told, takes });
    expect(ids(result)).toEqual([[], ['paper-3']]);
    expect(result.leftOut).toEqual([
      {
        topicId: expect.any(String),
        headline: 'Footbridge collapses in Tarvin, nine people hurt',
        reason:
          'the same story was told in daily.2026-11-23T0700: “Nine injured as bridge gives way under wedding guests”',
      },
    ]);
  });

  it('that was told in the same words says so', () => {
    const topic = aTopic({ body: 'Fog again.' });
    const result = tellOnce([briefing(topic)], { told: [{ issueId: 'monday', topic }], takes });
    expect(result.leftOut.map((each) => each.reason)).toEqual(['the same text was told in monday']);
  });

  it('is told again when most of a longer report is new', () => {
    const news =
      'The town will pay for the funeral of the oldest guest, who died on Tuesday night, and for a memorial on the bank. Prosecutors searched three offices of the building department and seized reports from five years. A former inspector told reporters that he had warned his superiors twice about rust in the bearings.';
    const report = bridge(0, { body: `${news} ${bridge(0).body}`, headline: 'Guest dies after fall' });
    const result = tellOnce([briefing(report)], { told: [{ issueId: 'monday', topic: bridge(0) }], takes });
    expect(result.leftOut).toEqual([]);
  });

  it('of a section that the issue does not take hides none that it does', () => {
    const result = tellOnce([briefing(bridge(0, { section: 'sports' })), briefing(bridge(1))], {
      told: [],
      takes: (topic) => topic.section === 'world',
    });
    expect(ids(result)).toEqual([['paper-0'], ['paper-1']]);
    expect(result.leftOut).toEqual([]);
  });
});
