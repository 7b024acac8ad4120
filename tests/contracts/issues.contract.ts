import { beforeEach, describe, expect, it } from 'vitest';
import type { Approval } from '../../lambdas/core/gate/approval.ts';
import type { Stores } from '../support/stores.ts';
import { all, anIssue, aSkeleton, aTopic } from './samples.ts';

/** What every store of issues does, whatever it stands on; `open` gives stores that nobody has used. */
export function issuesContract(engine: string, open: () => Promise<Stores>): void {
  let stores: Stores;
  const id = 'daily.2026-11-24T0700';
  const accounting = {
    frozen: 3,
    accepted: 2,
    failed: 0,
    excluded: 1,
    expired: 0,
    uncertain: 0,
    waiting: 0,
  };
  const nobody = { entries: [], last: true };

  beforeEach(async () => {
    stores = await open();
  });

  describe(`issues on ${engine}`, () => {
    it('gives back what was frozen, field by field', async () => {
      const issue = anIssue({
        subject: 'Fähre fährt',
        inboxCutoff: '2026-11-24T05:00:00.000Z',
        topicsCutoff: '2026-11-24T06:00:00.000Z',
        leftOut: [{ topicId: 't1', headline: 'A comet', reason: 'the issue is full' }],
      });
      expect(await stores.issues.freeze(issue, [aSkeleton()])).toBe('frozen');
      expect(await stores.issues.get(id)).toEqual(issue);
      expect(await stores.issues.skeleton(id, 'en')).toEqual(aSkeleton());
      expect(await stores.issues.skeleton(id, 'de')).toBeUndefined();
    });

    it('knows no issue it was not given', async () => {
      expect(await stores.issues.get(id)).toBeUndefined();
      expect(await stores.issues.skeleton(id, 'en')).toBeUndefined();
      expect(await stores.issues.head(id)).toBeUndefined();
      expect(await stores.issues.audience(id, 0, 0)).toBeUndefined();
      expect(await stores.issues.tallies(id)).toEqual(new Map());
      expect(await stores.issues.latestOf('daily')).toBeUndefined();
      expect(await stores.issues.move(id, ['frozen'], { state: 'sending' })).toBe(false);
      expect(await all(stores.issues.heads())).toEqual([]);
    });

    describe('drafts', () => {
      const approval: Approval = {
        mode: 'required',
        said: 'nothing',
        releaseAt: '2026-11-24T06:00:00.000Z',
        version: 1,
        revision: 1,
        topics: [],
        findings: [],
      };
      const aDraft = (revision: number, subject = 'first') =>
        anIssue({ state: 'draft', subject, languages: ['en'], approval: { ...approval, revision } });

      it('are written once, and changed only from the revision that was seen', async () => {
        expect(await stores.issues.draft(aDraft(1), aSkeleton())).toBe(true);
        expect(await stores.issues.draft(aDraft(1, 'other'), aSkeleton())).toBe(false);
        expect(await stores.issues.draft(aDraft(2, 'second'), aSkeleton({ boundary: 'b2' }), 1)).toBe(true);
        expect(await stores.issues.draft(aDraft(2, 'late'), aSkeleton(), 1)).toBe(false);
        expect(await stores.issues.get(id)).toEqual(aDraft(2, 'second'));
        expect((await stores.issues.skeleton(id, 'en'))?.boundary).toBe('b2');
        expect(await stores.issues.decide(id, { ...approval, said: 'stopped', revision: 3 })).toBe(true);
        expect(await stores.issues.decide(id, { ...approval, said: 'approved', revision: 3 })).toBe(false);
        expect(await stores.issues.head(id)).toMatchObject({ approval: { said: 'stopped', revision: 3 } });
        expect((await stores.issues.get(id))?.subject).toBe('second');
      });

      it('are frozen from the revision that was seen, and are none from then on', async () => {
        await stores.issues.draft(aDraft(1), aSkeleton());
        expect(await stores.issues.freeze(anIssue(), [aSkeleton()])).toBe('exists');
        await stores.issues.decide(id, { ...approval, said: 'approved', revision: 2 });
        expect(await stores.issues.freeze(anIssue(), [aSkeleton()], 1)).toBe('exists');
        expect(await stores.issues.freeze(anIssue(), [aSkeleton()], 2)).toBe('frozen');
        expect(await stores.issues.get(id)).toEqual(anIssue());
        expect(await stores.issues.decide(id, { ...approval, said: 'stopped', revision: 3 })).toBe(false);
        expect(await stores.issues.draft(aDraft(3), aSkeleton(), 2)).toBe(false);
      });

      it('have one winner among a stop, an edit and the freeze at the same time', async () => {
        await stores.issues.draft(aDraft(1), aSkeleton());
        const outcomes = await Promise.all([
          stores.issues.decide(id, { ...approval, said: 'stopped', revision: 2 }),
          stores.issues.draft(aDraft(2, 'edited'), aSkeleton(), 1),
          stores.issues.freeze(anIssue(), [aSkeleton()], 1).then((outcome) => outcome === 'frozen'),
        ]);
        expect(outcomes.filter(Boolean)).toHaveLength(1);
      });

      it('are no slot that has run: neither the latest, nor one that told somebody something', async () => {
        await stores.issues.draft(aDraft(1), aSkeleton());
        expect(await stores.issues.latestOf('daily')).toBeUndefined();
        expect(await all(stores.issues.toldSince('daily', '2026-01-01'))).toEqual([]);
        expect((await stores.issues.draftsOf('daily')).map((each) => each.id)).toEqual([id]);
        expect(await stores.issues.draftsOf('weekly')).toEqual([]);
      });
    });

    it('keeps the first freeze of a slot, its skeletons too', async () => {
      await stores.issues.freeze(anIssue(), [aSkeleton()]);
      const late = anIssue({ topics: [aTopic({ headline: 'Another briefing altogether' })] });
      expect(await stores.issues.freeze(late, [aSkeleton({ boundary: 'late' })])).toBe('exists');
      expect(await stores.issues.get(id)).toEqual(anIssue());
      expect((await stores.issues.skeleton(id, 'en'))?.boundary).toBe('b0');
    });

    it('has one winner among ten freezes at the same time, and serves only what the winner froze', async () => {
      const freezes = Array.from({ length: 10 }, (_, n) => ({
        issue: anIssue({ subject: `writer ${n}` }),
        skeletons: [aSkeleton({ boundary: `b${n}` })],
      }));
      const outcomes = await Promise.all(
        freezes.map(({ issue, skeletons }) => stores.issues.freeze(issue, skeletons)),
      );
      expect(outcomes.filter((outcome) => outcome === 'frozen')).toHaveLength(1);
      const winner = freezes[outcomes.indexOf('frozen')];
      expect(await stores.issues.get(id)).toEqual(winner?.issue);
      expect(await stores.issues.skeleton(id, 'en')).toEqual(winner?.skeletons[0]);
    });

    it('holds an issue larger than a DynamoDB item may be', async () => {
      const topics = Array.from({ length: 40 }, (_, n) =>
        aTopic({ id: `t${n}`, body: 'word '.repeat(4_000) }),
      );
      await stores.issues.freeze(anIssue({ topics }), [aSkeleton()]);
      expect((await stores.issues.get(id))?.topics).toEqual(topics);
    });

    it('takes a name that is no file name', async () => {
      const name = 'Special: ferries/north & more? #1';
      await stores.issues.freeze(anIssue({ id: name }), [aSkeleton({ issueId: name })]);
      await stores.issues.freezeAudience(name, 3, 0, nobody);
      expect((await stores.issues.get(name))?.id).toBe(name);
      expect((await stores.issues.skeleton(name, 'en'))?.issueId).toBe(name);
      expect(await stores.issues.audience(name, 3, 0)).toEqual(nobody);
    });

    it('finds the newest slot of an edition, a skipped one too', async () => {
      const skipped = { state: 'closed', outcome: 'skipped', topics: [], languages: [] } as const;
      await stores.issues.freeze(anIssue({ id: 'daily.2026-11-25T0700', ...skipped }), []);
      await stores.issues.freeze(anIssue(), [aSkeleton()]);
      await stores.issues.freeze(anIssue({ id: 'daily.2026-11-23T0700' }), [aSkeleton()]);
      await stores.issues.freeze(anIssue({ id: 'daily-late.2026-12-01T0700', edition: 'daily-late' }), []);
      const { edition: _edition, ...adHoc } = anIssue({ id: 'daily.zzz' });
      await stores.issues.freeze(adHoc, []);
      expect((await stores.issues.latestOf('daily'))?.id).toBe('daily.2026-11-25T0700');
      expect((await stores.issues.latestOf('weekly'))?.id).toBeUndefined();
    });

    it('gives what an edition told since an instant, newest first: neither skipped nor cancelled in time', async () => {
      const slot = (day: string, fields: Parameters<typeof anIssue>[0] = {}) =>
        anIssue({
          id: `daily.2026-11-${day}T0700`,
          frozenAt: `2026-11-${day}T06:00:00.000Z`,
          topics: [aTopic({ id: `t${day}` })],
          ...fields,
        });
      const nobody = { ...accounting, accepted: 0, expired: 2 };
      const closed = { state: 'closed', outcome: 'cancelled' } as const;
      for (const issue of [
        slot('20'),
        slot('21'),
        slot('22', { state: 'closed', outcome: 'skipped', topics: [], languages: [] }),
        slot('23', { ...closed, accounting: nobody }),
        slot('24', { ...closed, accounting }),
        slot('25', { state: 'sending' }),
        anIssue({ id: 'weekly.2026-11-25T0700', edition: 'weekly' }),
      ]) {
        await stores.issues.freeze(issue, []);
      }
      const told = await all(stores.issues.toldSince('daily', '2026-11-21T06:00:00.000Z'));
      expect(told.map((issue) => issue.topics.map((topic) => topic.id))).toEqual([['t25'], ['t24'], ['t21']]);
    });

    it('lists the newest first', async () => {
      for (const day of ['23', '25', '24']) {
        const slot = { id: `daily.2026-11-${day}T0700`, frozenAt: `2026-11-${day}T06:00:00.000Z` };
        await stores.issues.freeze(anIssue(slot), []);
      }
      const ids = (await all(stores.issues.heads())).map((issue) => issue.id);
      expect(ids).toEqual(['25', '24', '23'].map((day) => `daily.2026-11-${day}T0700`));
    });

    it('moves an issue only from the states it was told', async () => {
      await stores.issues.freeze(anIssue(), [aSkeleton()]);
      expect(await stores.issues.move(id, ['sending'], { state: 'closed', outcome: 'sent' })).toBe(false);
      expect(await stores.issues.move(id, ['frozen', 'paused'], { state: 'sending' })).toBe(true);
      const end = { state: 'closed', outcome: 'sent', accounting } as const;
      expect(await stores.issues.move(id, ['sending'], end)).toBe(true);
      expect(await stores.issues.get(id)).toEqual(anIssue(end));
    });

    it('lets one of ten movers move', async () => {
      await stores.issues.freeze(anIssue(), [aSkeleton()]);
      const moved = await Promise.all(
        Array.from({ length: 10 }, () => stores.issues.move(id, ['frozen'], { state: 'sending' })),
      );
      expect(moved.filter(Boolean)).toHaveLength(1);
    });

    it('drops the reason of a pause when sending goes on', async () => {
      await stores.issues.freeze(anIssue({ state: 'sending' }), [aSkeleton()]);
      await stores.issues.move(id, ['sending'], {
        state: 'paused',
        reason: 'Amazon SES paused the account.',
      });
      expect((await stores.issues.get(id))?.reason).toBe('Amazon SES paused the account.');
      await stores.issues.move(id, ['paused'], { state: 'sending' });
      expect(await stores.issues.get(id)).toEqual(anIssue({ state: 'sending' }));
    });

    it('keeps the outcome when a closed issue’s accounting is written anew', async () => {
      const closed = anIssue({ state: 'closed', outcome: 'sent', reason: 'Every reader has it.' });
      await stores.issues.freeze(closed, [aSkeleton()]);
      await stores.issues.move(id, ['closed'], { state: 'closed', accounting });
      expect(await stores.issues.get(id)).toEqual({ ...closed, accounting });
    });

    it('freezes each part of a shard’s audience once', async () => {
      const anna = { subscriberId: 'anna', language: 'en', sections: ['world'] };
      const ben = { subscriberId: 'ben', language: 'de', sections: [], excluded: 'no-topics' } as const;
      const first = { entries: [anna, ben], last: false };
      expect(await stores.issues.freezeAudience(id, 4, 0, first)).toEqual(first);
      expect(await stores.issues.freezeAudience(id, 4, 0, nobody)).toEqual(first);
      expect(await stores.issues.audience(id, 4, 0)).toEqual(first);
      expect(await stores.issues.audience(id, 4, 1)).toBeUndefined();
      expect(await stores.issues.audience(id, 5, 0)).toBeUndefined();
      expect(await stores.issues.freezeAudience(id, 4, 1, nobody)).toEqual(nobody);
    });

    it('tells an empty shard from one that was not frozen', async () => {
      expect(await stores.issues.freezeAudience(id, 0, 0, nobody)).toEqual(nobody);
      expect(await stores.issues.audience(id, 0, 0)).toEqual(nobody);
      const late = { subscriberId: 'anna', language: 'en', sections: [] };
      expect(await stores.issues.freezeAudience(id, 0, 0, { entries: [late], last: true })).toEqual(nobody);
    });

    it('keeps the latest tally of each shard', async () => {
      const tally = { accounting, open: 0, later: 0, classes: { 'failed:MessageRejected': 1 }, doubled: 0 };
      await stores.issues.saveTally(id, 3, { ...tally, open: 4, generation: 0 });
      await stores.issues.saveTally(id, 3, { ...tally, generation: 0 });
      await stores.issues.saveTally(id, 12, { ...tally, generation: 1 });
      expect(await stores.issues.tallies(id)).toEqual(
        new Map([
          [3, { ...tally, generation: 0 }],
          [12, { ...tally, generation: 1 }],
        ]),
      );
    });

    it('reads an issue without its topics', async () => {
      const { topics: _, ...head } = anIssue();
      await stores.issues.freeze(anIssue(), [aSkeleton()]);
      expect(await stores.issues.head(id)).toEqual(head);
    });

    it('keeps the end that an issue winds up to, and until when it is planned, over other moves', async () => {
      await stores.issues.freeze(anIssue({ state: 'sending' }), [aSkeleton()]);
      const ending = { outcome: 'cancelled', reason: 'the owner cancelled it.' } as const;
      await stores.issues.move(id, ['sending'], { state: 'sending', ending });
      await stores.issues.move(id, ['sending'], {
        state: 'sending',
        plannedUntil: '2026-11-24T06:15:00.000Z',
      });
      await stores.issues.move(id, ['sending'], { state: 'closed', outcome: 'cancelled' });
      expect(await stores.issues.head(id)).toMatchObject({
        ending,
        plannedUntil: '2026-11-24T06:15:00.000Z',
        outcome: 'cancelled',
      });
    });
  });
}
