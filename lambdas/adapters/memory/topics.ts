import type { Clock } from '../../core/ports.ts';
import type { KeptSource, StoredTopic, Topics } from '../../core/sources/kept.ts';
import { TOPIC_SECONDS } from '../topic-rules.ts';

/** Topics and sources that live as long as their process. */
export function memoryTopics(clock: Pick<Clock, 'now'>): Topics {
  const stored = new Map<string, StoredTopic>();
  const sources = new Map<string, KeptSource>();
  const keyOf = ({ at, topic, sourceId }: StoredTopic) => `${at}#${topic.id}#${sourceId}`;
  return {
    async *between({ from, to }) {
      const oldest = clock.now().getTime() - TOPIC_SECONDS * 1000;
      const inSpan = [...stored].filter(([, { at }]) => at >= from && at <= to && Date.parse(at) > oldest);
      for (const [, each] of inSpan.sort(([a], [b]) => Number(a > b) - Number(a < b))) yield each;
    },
    source: async (id) => sources.get(id),
    async keep(source, topics) {
      if ((sources.get(source.id)?.revision ?? 0) !== source.revision) return 'outdated';
      sources.set(source.id, { ...source, revision: source.revision + 1 });
      for (const each of topics) stored.set(keyOf(each), each);
      return 'kept';
    },
  };
}
