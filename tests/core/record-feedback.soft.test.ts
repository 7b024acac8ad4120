import { beforeEach, describe, expect, it } from 'vitest';
import { anIssue } from '../contracts/samples.ts';
import { type FeedbackStores, feedbackStores } from '../support/feedback.ts';
import { sesEvent } from '../support/ses-events.ts';

let stores: FeedbackStores;

beforeEach(() => {
  stores = feedbackStores();
});

describe('soft bounces', () => {
  const issues = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
  const bounceOf = (issueId: string) => sesEvent('Transient', { issueId });

  beforeEach(async () => {
    await stores.addReader();
    for (const id of issues) {
      await stores.issues.freeze(anIssue({ id, frozenAt: stores.clock.iso() }), []);
      stores.clock.forward(86_400_000);
    }
  });
  const deliverAll = async (...ids: string[]) => {
    for (const id of ids) await stores.deliver(undefined, 'ada', id);
  };

  it.each([['abcde'], ['edcba'], ['cebad'], ['aabbccdde']])(
    'of five issues in a row, in the order %s, end the mail to that reader',
    async (order) => {
      await deliverAll('a', 'b', 'c', 'd', 'e');
      const all = [...order];
      for (const id of all.slice(0, -1)) await stores.feed([bounceOf(id)]);
      expect(await stores.stateOf()).toBe('active');
      expect(await stores.feed([bounceOf(all.at(-1) ?? '')])).toMatchObject({ suppressed: 1 });
      expect(await stores.stateOf()).toBe('suppressed');
      expect(stores.reports).toContainEqual({
        code: 'reader-suppressed',
        subscriber: 'ada',
        reason: 'soft-bounces',
      });
    },
  );

  it('count over issues that the reader was not sent', async () => {
    await deliverAll('a', 'b', 'd', 'f', 'g');
    await stores.ledger.exclude(stores.rowKey('c', 'ada'), 'no-topics', '', stores.clock.iso());
    await stores.feed(['a', 'b', 'd', 'f', 'g'].map(bounceOf));
    expect(await stores.stateOf()).toBe('suppressed');
  });

  it('end with a delivery between them', async () => {
    await deliverAll(...issues);
    await stores.feed([sesEvent('Delivery', { issueId: 'd' })]);
    await stores.feed(['a', 'b', 'c', 'e', 'f', 'g'].map(bounceOf));
    expect(await stores.stateOf()).toBe('active');
  });

  it('do not reach over an issue of which nothing is known yet', async () => {
    await deliverAll(...issues);
    await stores.feed(['a', 'b', 'c', 'e', 'f'].map(bounceOf));
    expect(await stores.stateOf()).toBe('active');
    await stores.feed([bounceOf('d')]);
    expect(await stores.stateOf()).toBe('suppressed');
  });

  it('after a delivery are answering machines and never count', async () => {
    await deliverAll('a', 'b', 'c', 'd', 'e');
    for (const issueId of ['a', 'b', 'c', 'd', 'e']) {
      await stores.feed([sesEvent('Delivery', { issueId })]);
      await stores.feed([bounceOf(issueId)]);
    }
    expect(await stores.stateOf()).toBe('active');
  });

  it('that come with their delivery in one batch do not count either', async () => {
    await deliverAll('a', 'b', 'c', 'd', 'e');
    await stores.feed(['a', 'b', 'c', 'd'].map(bounceOf));
    await stores.feed([bounceOf('e'), sesEvent('Delivery', { issueId: 'e' })]);
    expect(await stores.stateOf()).toBe('active');
  });

  it('cost no look at other issues while mails are delivered', async () => {
    await deliverAll('a');
    const ledger = { ...stores.ledger, delivery: () => Promise.reject(new Error('not asked for')) };
    const result = await stores.feed(
      [sesEvent('Send', { issueId: 'a' }), sesEvent('Delivery', { issueId: 'a' })],
      {
        ledger,
      },
    );
    expect(result.failed).toEqual([]);
  });
});
