import type { SkeletonTopic } from './skeleton.ts';

/** The topics that a reader's choice of sections leaves, in the order. No choice means every section. */
export function selectTopics<Each extends Pick<SkeletonTopic, 'section'>>(
  topics: readonly Each[],
  sections: readonly string[],
): readonly Each[] {
  return sections.length === 0 ? topics : topics.filter((topic) => sections.includes(topic.section));
}
