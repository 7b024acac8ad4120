import { addsMuch } from '../briefing/near-duplicate/likeness.ts';
import { type Signs, signsOf } from '../briefing/near-duplicate/signs.ts';
import { storyIndex } from '../briefing/near-duplicate/story-index.ts';
import type { CollectedBriefing, Topic, TopicSource } from '../briefing/topic.ts';
import type { LeftOut } from './issue.ts';

/** A topic that an earlier issue told. */
export interface ToldTopic {
  readonly issueId: string;
  readonly topic: Topic;
}

export interface TellOnceOptions {
  /** What earlier issues of the edition told; none for an issue outside the schedule. */
  readonly told: readonly ToldTopic[];
  /** Whether the issue takes the topic's section at all: another topic must not hide one that it takes. */
  readonly takes: (topic: Topic) => boolean;
}

/** Stories of one issue that later topics are compared with; far more than an issue has. */
const MOST_STORIES = 400;

interface Story {
  readonly topic: Topic;
  /** Which briefing brought it; absent for a story of an earlier issue. */
  readonly briefing?: number;
  readonly issueId?: string;
  readonly signs: Signs;
  readonly sources: TopicSource[];
}

/**
 * Tells each story once: a topic that says what another briefing's earlier topic says becomes one of its sources, and one
 * that an earlier issue told is left out. Two topics of the same briefing stay: who put both there meant both.
 */
export function tellOnce(
  collected: readonly CollectedBriefing[],
  { told, takes }: TellOnceOptions,
): { readonly collected: readonly CollectedBriefing[]; readonly leftOut: readonly LeftOut[] } {
  const index = storyIndex<Story>();
  const byId = new Map<string, Story>();
  const stories = new Map<Topic, Story>();
  const leftOut: LeftOut[] = [];
  const remember = (story: Story) => {
    index.add(story.signs, story);
    if (!byId.has(story.topic.id)) byId.set(story.topic.id, story);
  };
  for (const { issueId, topic } of told) {
    remember({ topic, issueId, signs: signsOfTopic(topic), sources: [] });
  }
  collected.forEach(({ topics }, briefing) => {
    for (const topic of topics) {
      if (!takes(topic)) continue;
      const signs = signsOfTopic(topic);
      const known =
        sameText(byId.get(topic.id), briefing) ??
        index.find(signs, (story) =>
          story.issueId === undefined ? story.briefing !== briefing : !addsMuch(signs, story.signs),
        );
      if (!known) {
        const story = { topic, briefing, signs, sources: [...sourcesOf(topic)] };
        if (stories.size < MOST_STORIES) remember(story);
        stories.set(topic, story);
        continue;
      }
      leftOut.push({ topicId: topic.id, headline: topic.headline, reason: reasonOf(topic, known) });
      for (const each of sourcesOf(topic)) addSource(known.sources, each);
    }
  });
  return {
    collected: collected.map((each) => ({
      ...each,
      topics: each.topics.flatMap((topic) => {
        const story = stories.get(topic);
        if (!story) return takes(topic) ? [] : [topic];
        return story.sources.length < 2 && !topic.sources ? [topic] : [{ ...topic, sources: story.sources }];
      }),
    })),
    leftOut,
  };
}

/** Within one briefing the same text is left to the composition, which has a rule for it. */
function sameText(story: Story | undefined, briefing: number): Story | undefined {
  return story?.briefing === briefing ? undefined : story;
}

function reasonOf(topic: Topic, { topic: known, issueId }: Story): string {
  const same = known.id === topic.id;
  if (issueId !== undefined) {
    return same
      ? `the same text was told in ${issueId}`
      : `the same story was told in ${issueId}: “${known.headline}”`;
  }
  return same
    ? 'the same text is in this issue already'
    : `the same story is in this issue already: “${known.headline}”`;
}

function signsOfTopic({ headline, body }: Topic): Signs {
  return signsOf(`${headline}\n${body}`);
}

function sourcesOf({ source, sources }: Topic): readonly TopicSource[] {
  return sources ?? [{ name: source }];
}

function addSource(sources: TopicSource[], source: TopicSource): void {
  if (sources.every((each) => each.name !== source.name || each.link !== source.link)) sources.push(source);
}
