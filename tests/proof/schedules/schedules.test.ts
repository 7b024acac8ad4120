import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { POLICIES } from '../../../chaos/option-values.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { checkSchedules } from './property.ts';
import { runSchedule } from './run-schedule.ts';
import type { Step } from './schedule.ts';

/** `npm run proof` runs more. */
const RUNS = 4;
const SEED = 20_261_124;

if (dynamoAvailable) {
  let dynamo: TestDynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());

  describe('processes that are killed, calls that fail and messages that come twice, in an order of chance', () => {
    it.each(POLICIES)('end with one mail for every reader under the policy %s', async (policy) => {
      const found = await checkSchedules(dynamo, { policy, runs: RUNS, seed: SEED });
      expect(found.failure).toBeUndefined();
      expect(found).toMatchObject({ runs: RUNS, lost: 0, unresolved: 0 });
    });

    it.each(['claim', 'lease', 'settle'] as const)('do not without the %s', async (broken) => {
      const found = await checkSchedules(dynamo, {
        policy: 'resend',
        runs: 100,
        seed: SEED,
        broken,
        first: true,
      });
      expect(found.failure).toBeDefined();
    });
  });

  describe('a schedule', () => {
    /** Sender 1 dies when SES has the first mail; a later mail is reported, the first one's event stays away. */
    const dies: readonly Step[] = [
      { kind: 'goes on', process: 'planner', calls: 40, pick: 0 },
      { kind: 'goes on', process: 'sender 1', calls: 10, pick: 0, fault: 'killed after' },
      { kind: 'messages come again' },
      { kind: 'goes on', process: 'sender 2', calls: 40, pick: 0 },
      { kind: 'an event comes', which: 2, twice: false },
      { kind: 'goes on', process: 'recorder', calls: 10, pick: 0 },
    ];

    it('comes out the same every time', async () => {
      const once: string[] = [];
      const again: string[] = [];
      await runSchedule(dynamo, { policy: 'resend', steps: dies }, (line) => once.push(line));
      await runSchedule(dynamo, { policy: 'resend', steps: dies }, (line) => again.push(line));
      expect(once.length).toBeGreaterThan(50);
      expect(again).toEqual(once);
    });

    it('in which a sender dies, whose mail’s event stays away beyond the grace, doubles it under resend alone', async () => {
      const ends = await Promise.all(POLICIES.map((policy) => runSchedule(dynamo, { policy, steps: dies })));
      expect(ends.map(({ doubled }) => doubled)).toEqual([1, 0, 0]);
      expect(ends.flatMap(({ violations }) => violations)).toEqual([]);
    });

    it('in which that event comes in time doubles nothing', async () => {
      const steps: readonly Step[] = [...dies.slice(0, 3), { ...TOLD, which: 0 }, RECORDED, ...dies.slice(3)];
      expect(await runSchedule(dynamo, { policy: 'resend', steps })).toMatchObject({
        kills: 1,
        doubled: 0,
        violations: [],
      });
    });
  });
}

const TOLD = { kind: 'an event comes', twice: false } as const;
const RECORDED: Step = { kind: 'goes on', process: 'recorder', calls: 10, pick: 0 };
