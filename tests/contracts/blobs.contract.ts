import { beforeEach, describe, expect, it } from 'vitest';
import type { Blobs } from '../../lambdas/adapters/blobs.ts';

/** What every store of named bytes does; `open` gives an empty one. */
export function blobsContract(engine: string, open: () => Promise<Blobs>): void {
  let blobs: Blobs;
  const bytes = (text: string) => new TextEncoder().encode(text);
  const read = async (key: string) => {
    const body = await blobs.get(key);
    return body && new TextDecoder().decode(body);
  };

  beforeEach(async () => {
    blobs = await open();
  });

  describe(`blobs on ${engine}`, () => {
    it('give back the bytes that were put in, whatever they are', async () => {
      const body = Uint8Array.from({ length: 70_000 }, (_, index) => index % 256);
      expect(await blobs.put('issues/daily.2026/skeleton.json', body)).toBe('written');
      expect(await blobs.get('issues/daily.2026/skeleton.json')).toEqual(body);
    });

    it('keep an empty blob, which is not an absent one', async () => {
      await blobs.put('empty', new Uint8Array());
      expect(await blobs.get('empty')).toEqual(new Uint8Array());
      expect(await blobs.get('absent')).toBeUndefined();
    });

    it('replace the bytes of a key', async () => {
      await blobs.put('a/key', bytes('old and long'));
      expect(await blobs.put('a/key', bytes('new'))).toBe('written');
      expect(await read('a/key')).toBe('new');
    });

    it('let the first writer win when asked to', async () => {
      expect(await blobs.put('once', bytes('first'), { ifAbsent: true })).toBe('written');
      expect(await blobs.put('once', bytes('second'), { ifAbsent: true })).toBe('exists');
      expect(await read('once')).toBe('first');
    });

    it('let exactly one of many writers at once win', async () => {
      const writers = Array.from({ length: 12 }, (_, index) => `writer ${index}`);
      const outcomes = await Promise.all(
        writers.map((each) => blobs.put('race/once', bytes(each), { ifAbsent: true })),
      );
      const winner = outcomes.indexOf('written');
      expect(outcomes.filter((each) => each === 'written')).toHaveLength(1);
      expect(await read('race/once')).toBe(writers[winner]);
    });

    it('list the keys of a prefix in order, with their sizes', async () => {
      for (const key of ['inbox/b.md', 'inbox/a.md', 'inbox/2026/c.md', 'inbox-old/d.md', 'archive/e']) {
        await blobs.put(key, bytes(key));
      }
      const listed = await blobs.list('inbox/');
      expect(listed.map(({ key }) => key)).toEqual(['inbox/2026/c.md', 'inbox/a.md', 'inbox/b.md']);
      expect(listed.map(({ key, bytes: size }) => size === key.length)).toEqual([true, true, true]);
      for (const { modifiedAt } of listed) expect(new Date(modifiedAt).toISOString()).toBe(modifiedAt);
    });

    it('take a prefix that ends inside a name', async () => {
      for (const key of ['issues/daily.1', 'issues/daily.2', 'issues/weekly.1'])
        await blobs.put(key, bytes(key));
      const listed = await blobs.list('issues/daily');
      expect(listed.map(({ key }) => key)).toEqual(['issues/daily.1', 'issues/daily.2']);
    });

    it('list everything for the empty prefix, and nothing where nothing is', async () => {
      expect(await blobs.list('')).toEqual([]);
      expect(await blobs.list('no/such/place/')).toEqual([]);
      await blobs.put('x/y', bytes('1'));
      expect((await blobs.list('')).map(({ key }) => key)).toEqual(['x/y']);
    });

    it('remove a key, and say whether there was one', async () => {
      await blobs.put('a/b/c', bytes('1'));
      expect(await blobs.remove('a/b/c')).toBe(true);
      expect(await blobs.remove('a/b/c')).toBe(false);
      expect(await blobs.get('a/b/c')).toBeUndefined();
      expect(await blobs.list('')).toEqual([]);
    });

    it('take names in any script', async () => {
      const key = 'inbox/Übersicht ニュース (1) & more.md';
      await blobs.put(key, bytes('ok'));
      expect((await blobs.list('inbox/')).map((each) => each.key)).toEqual([key]);
      expect(await read(key)).toBe('ok');
    });

    it.each([
      '',
      '/absolute',
      '../outside',
      'a/../../outside',
      'a//b',
      'a/',
      './a',
      'a\\b',
      'a\u0000b',
      'a\nb',
    ])('refuse %j, which is no key', async (key) => {
      await expect(blobs.put(key, bytes('1'))).rejects.toThrow('is no key for a blob');
      await expect(blobs.get(key)).rejects.toThrow('is no key for a blob');
      await expect(blobs.remove(key)).rejects.toThrow('is no key for a blob');
    });
  });
}
