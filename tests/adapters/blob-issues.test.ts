import { describe, expect, it } from 'vitest';
import { blobIssues } from '../../lambdas/adapters/blob-issues.ts';
import type { Blobs } from '../../lambdas/adapters/blobs.ts';
import { memoryBlobs } from '../../lambdas/adapters/memory/blobs.ts';
import { memoryIssueRecords } from '../../lambdas/adapters/memory/issue-records.ts';
import { anIssue, aSkeleton } from '../contracts/samples.ts';
import { testClock } from '../support/stores.ts';

const keysOf = async (blobs: Blobs) => (await blobs.list('')).map(({ key }) => key);

describe('issues in blobs', () => {
  it('lie under the issue, the frozen content under its hash', async () => {
    const blobs = memoryBlobs(testClock());
    const issues = blobIssues(memoryIssueRecords(), blobs);
    await issues.freeze(anIssue(), [aSkeleton()]);
    await issues.freezeAudience(anIssue().id, 3, 0, {
      entries: [{ subscriberId: 'anna', language: 'en', sections: [] }],
      last: true,
    });
    const keys = await keysOf(blobs);
    expect(keys.map((key) => key.replace(/\/[0-9a-f]{32}\//, '/<hash>/')).toSorted()).toEqual([
      'issues/daily.2026-11-24T0700/<hash>/skeleton.en.json',
      'issues/daily.2026-11-24T0700/<hash>/topics.json',
      'issues/daily.2026-11-24T0700/audience/03/000000.jsonl',
    ]);
    const lines = new TextDecoder().decode(
      await blobs.get('issues/daily.2026-11-24T0700/audience/03/000000.jsonl'),
    );
    expect(lines).toBe('{"subscriberId":"anna","language":"en","sections":[]}\n{"last":true}\n');
  });

  it('have a record only when everything else is written', async () => {
    const blobs = memoryBlobs(testClock());
    const broken: Blobs = {
      ...blobs,
      put: async (key, body) => {
        if (key.includes('skeleton')) throw new Error('disk full');
        return blobs.put(key, body);
      },
    };
    const records = memoryIssueRecords();
    await expect(blobIssues(records, broken).freeze(anIssue(), [aSkeleton()])).rejects.toThrow('disk full');
    expect(await records.get(anIssue().id)).toBeUndefined();
    expect(await blobIssues(records, blobs).freeze(anIssue(), [aSkeleton()])).toBe('frozen');
  });

  it('say which file is missing or damaged', async () => {
    const blobs = memoryBlobs(testClock());
    const issues = blobIssues(memoryIssueRecords(), blobs);
    await issues.freeze(anIssue(), [aSkeleton()]);
    const [skeleton = '', topics = ''] = await keysOf(blobs);
    await blobs.remove(skeleton);
    await expect(issues.skeleton(anIssue().id, 'en')).rejects.toThrow(/skeleton\.en\.json is missing/);
    await blobs.put(topics, new TextEncoder().encode('[{'));
    await expect(issues.get(anIssue().id)).rejects.toThrow(/topics\.json is damaged/);
  });
});
