import { parseSesDocument } from '../../lambdas/core/delivery/ses-documents.ts';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import type { Settlement } from '../../lambdas/core/ports.ts';
import { recordFeedback } from '../../lambdas/core/record-feedback.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import { aClaim, aSubscriber } from '../contracts/samples.ts';
import { memoryStores, type Stores } from './stores.ts';

type Report = { readonly code: string } & Readonly<Record<string, unknown>>;

/** Stores with what feedback tests ask of them; readers are `ada`, `ben`, …, issues by default `extra`. */
export function feedbackStores(stores = memoryStores()) {
  const reports: Report[] = [];
  const rowKey = (issueId: string, subscriberId: string) => ({
    issueId,
    shard: shardOf(subscriberId),
    subscriberId,
  });
  return {
    ...stores,
    reports,
    rowKey,
    /** Codes of what was reported, but for the line that every batch writes. */
    codes: () => reports.map(({ code }) => code).filter((code) => code !== 'feedback-recorded'),
    row: (subscriberId = 'ada', issueId = 'extra') => stores.ledger.delivery(rowKey(issueId, subscriberId)),
    stateOf: async (id = 'ada') => (await stores.subscribers.get(id))?.state,

    /** Hands in documents as one batch; `changes` stand in for stores. */
    async feed(documents: readonly unknown[], changes: Partial<Stores> = {}) {
      const events = documents.flatMap(parseSesDocument).flatMap((each) => {
        if (each.kind !== 'event') throw new Error(JSON.stringify(each));
        return [each.event];
      });
      const deps = { ...stores, ...changes, report: (event: Report) => void reports.push(event) };
      return recordFeedback(deps, events);
    },

    async addReader(fields: Partial<Subscriber> = {}) {
      const id = fields.id ?? 'ada';
      await stores.subscribers.add(aSubscriber({ id, email: `${id}@example.org`, ...fields }));
    },

    /** A delivery as the sender leaves it. */
    async deliver(
      settlement: Settlement | 'claimed' = { state: 'accepted', messageId: '0102-ses' },
      subscriberId = 'ada',
      issueId = 'extra',
    ) {
      const now = stores.clock.iso();
      const key = rowKey(issueId, subscriberId);
      await stores.ledger.claim(aClaim(now, key));
      if (settlement !== 'claimed') await stores.ledger.settle({ ...key, attempt: 1 }, settlement, now);
    },
  };
}

export type FeedbackStores = ReturnType<typeof feedbackStores>;
