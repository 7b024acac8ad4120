import type { Topic } from '../briefing/topic.ts';

/** A topic that a source brought, as it waits for the slots of the editions. */
export interface StoredTopic {
  readonly topic: Topic;
  /** BCP 47 primary tag. */
  readonly language: string;
  /** Id of its source in `newsletter.config.ts`. */
  readonly sourceId: string;
  /** ISO 8601 instant at which it was first seen: what the windows of slots go by. */
  readonly at: string;
  /** ISO 8601 instant that its source says; absent when it says none, or one that cannot be. */
  readonly publishedAt?: string;
}

/** What is known of a source since its last poll. */
export interface KeptSource {
  readonly id: string;
  /** Where it was polled. */
  readonly url: string;
  /** Validators of the last document, as the server wrote them (RFC 9110, section 8.8). */
  readonly etag?: string;
  readonly lastModified?: string;
  /** Marks of entries that were seen (`marks.ts`), latest first; at most `MOST_MARKS`. Absent: it was never read. */
  readonly seen?: readonly string[];
  /** Since when it cannot be read, as ISO 8601, and why; absent while it is well. */
  readonly sickSince?: string;
  readonly sickReason?: string;
  /** Counts the writes; 0 for a source that was never kept. */
  readonly revision: number;
}

/** The topics that sources brought, and what is known of the sources. Part of the ports of the core (`ports.ts`). */
export interface Topics {
  /** Topics first seen in a span of time, both ends included, in order of `at`. Strongly consistent. */
  between(span: { readonly from: string; readonly to: string }): AsyncIterable<StoredTopic>;
  /** `undefined` for a source that was never polled. */
  source(id: string): Promise<KeptSource | undefined>;
  /**
   * Writes the source and the topics it brought, all or nothing, if nobody else wrote that source since it was read: the
   * `revision` it was read with goes in, and is one higher afterwards. At most 20 topics with different ids.
   */
  keep(source: KeptSource, topics: readonly StoredTopic[]): Promise<'kept' | 'outdated'>;
}
