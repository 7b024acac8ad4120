import { beforeEach, describe, expect, it } from 'vitest';
import type { KeptSource, StoredTopic } from '../../lambdas/core/sources/kept.ts';
import type { Stores } from '../support/stores.ts';
import { all, aTopic, DAY } from './samples.ts';

const SOURCE: KeptSource = {
  id: 'harbour',
  url: 'https://harbour.example/feed',
  etag: '"7"',
  lastModified: 'Mon, 23 Nov 2026 05:10:00 GMT',
  seen: ['gabc', 'ldef'],
  revision: 0,
};

function aStored(at: string, fields: Partial<StoredTopic['topic']> = {}): StoredTopic {
  return { topic: aTopic({ id: `t-${at}`, ...fields }), language: 'en', sourceId: 'harbour', at };
}

/** What every store of topics and sources does, whatever it stands on; `open` gives stores that nobody has used. */
export function topicsContract(engine: string, open: () => Promise<Stores>): void {
  let stores: Stores;
  beforeEach(async () => {
    stores = await open();
  });
  const idsBetween = async (from: string, to: string) =>
    (await all(stores.topics.between({ from, to }))).map(({ topic }) => topic.id);

  describe(`topics on ${engine}`, () => {
    it('knows no source it was not given, and has no topics', async () => {
      expect(await stores.topics.source('harbour')).toBeUndefined();
      expect(await idsBetween('2026-01-01T00:00:00.000Z', '2026-12-31T00:00:00.000Z')).toEqual([]);
    });

    it('gives back a source and its topics, field by field', async () => {
      const at = '2026-11-23T06:00:00.000Z';
      const full = {
        ...aStored(at, {
          html: '<p>Fähre <a href="https://a.example">fährt</a></p>',
          links: [{ label: 'fährt', href: 'https://a.example' }],
          image: { src: 'https://a.example/b.jpg', alt: '' },
          entities: ['Skerrin'],
        }),
        publishedAt: '2026-11-23T04:00:00.000Z',
      };
      expect(await stores.topics.keep(SOURCE, [full])).toBe('kept');
      expect(await stores.topics.source('harbour')).toEqual({ ...SOURCE, revision: 1 });
      expect(await all(stores.topics.between({ from: at, to: at }))).toEqual([full]);
    });

    it('keeps a source that has no topics and was never read', async () => {
      const sick = { id: 'b', url: 'https://b.example', revision: 0, sickSince: '2026-11-23T06:00:00.000Z' };
      await stores.topics.keep(sick, []);
      expect(await stores.topics.source('b')).toEqual({ ...sick, revision: 1 });
    });

    it('gives the topics of a span in order of time, both ends included, over the ends of months and years', async () => {
      const days = ['2026-10-31', '2026-11-01', '2026-11-23', '2026-12-31', '2027-01-01'];
      const instants = days.map((day) => `${day}T06:00:00.000Z`);
      stores.clock.forward(Date.parse('2027-01-01T12:00:00Z') - stores.clock.now().getTime());
      await stores.topics.keep(
        SOURCE,
        instants.toReversed().map((at) => aStored(at)),
      );
      const ids = instants.map((at) => `t-${at}`);
      expect(await idsBetween(instants[0] ?? '', instants[4] ?? '')).toEqual(ids);
      expect(await idsBetween(instants[1] ?? '', instants[3] ?? '')).toEqual(ids.slice(1, 4));
      expect(await idsBetween('2026-11-01T06:00:00.001Z', '2026-12-31T05:59:59.999Z')).toEqual([ids[2]]);
      expect(await idsBetween(instants[4] ?? '', instants[0] ?? '')).toEqual([]);
    });

    it('lets one of two polls that read the same source write, and the other nothing', async () => {
      await stores.topics.keep(SOURCE, []);
      const read = await stores.topics.source('harbour');
      if (!read) throw new Error('the source is not there');
      const at = (minute: number) => `2026-11-23T06:0${minute}:00.000Z`;
      const outcomes = await Promise.all([1, 2].map((n) => stores.topics.keep(read, [aStored(at(n))])));
      expect(outcomes.toSorted()).toEqual(['kept', 'outdated']);
      expect(await idsBetween(at(0), at(9))).toHaveLength(1);
      expect((await stores.topics.source('harbour'))?.revision).toBe(2);
    });

    it('keeps the same text of two sources, though they came in one poll', async () => {
      const at = '2026-11-23T06:00:00.000Z';
      await stores.topics.keep(SOURCE, [aStored(at)]);
      await stores.topics.keep({ ...SOURCE, id: 'pier' }, [{ ...aStored(at), sourceId: 'pier' }]);
      const found = await all(stores.topics.between({ from: at, to: at }));
      expect(found.map((each) => each.sourceId)).toEqual(['harbour', 'pier']);
    });

    it('does not create a source twice', async () => {
      expect(await stores.topics.keep(SOURCE, [])).toBe('kept');
      expect(await stores.topics.keep(SOURCE, [])).toBe('outdated');
    });

    it('writes twenty large topics at once', async () => {
      const at = '2026-11-23T06:00:00.000Z';
      const many = Array.from({ length: 20 }, (_, n) =>
        aStored(at, { id: `t${n}`, body: 'x'.repeat(90_000) }),
      );
      expect(await stores.topics.keep(SOURCE, many)).toBe('kept');
      expect(await idsBetween(at, at)).toHaveLength(20);
    });

    it('gives no topic that is older than 90 days', async () => {
      const at = stores.clock.iso();
      await stores.topics.keep(SOURCE, [aStored(at)]);
      stores.clock.forward(89 * DAY);
      expect(await idsBetween(at, stores.clock.iso())).toHaveLength(1);
      stores.clock.forward(2 * DAY);
      expect(await idsBetween(at, stores.clock.iso())).toEqual([]);
    });
  });
}
