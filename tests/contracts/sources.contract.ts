import { beforeEach, describe, expect, it } from 'vitest';
import type { Stores } from '../support/stores.ts';
import { MINUTE } from './samples.ts';

/** What every inbox does, whatever blobs it stands on; `open` gives an empty one. */
export function sourcesContract(
  engine: string,
  open: () => Promise<Pick<Stores, 'sources' | 'blobs' | 'clock'>>,
): void {
  let stores: Pick<Stores, 'sources' | 'blobs' | 'clock'>;
  const bytes = (text: string) => new TextEncoder().encode(text);
  const names = async () => (await stores.sources.inbox()).map(({ name }) => name);

  beforeEach(async () => {
    stores = await open();
  });

  describe(`the inbox on ${engine}`, () => {
    it('shows what waits, oldest first, then by name', async () => {
      await stores.sources.add('monday.md', bytes('Monday'));
      stores.clock.forward(MINUTE);
      await stores.sources.add('b.txt', bytes('Zwölf'));
      await stores.sources.add('a.txt', bytes(''));
      expect(await stores.sources.inbox()).toEqual([
        { name: 'monday.md', addedAt: '2026-11-24T06:00:00.000Z', bytes: 6 },
        { name: 'a.txt', addedAt: '2026-11-24T06:01:00.000Z', bytes: 0 },
        { name: 'b.txt', addedAt: '2026-11-24T06:01:00.000Z', bytes: 6 },
      ]);
    });

    it('gives back the bytes that were put in, whatever they are', async () => {
      const content = new Uint8Array([0, 255, 13, 10, 128]);
      await stores.sources.add('Übersicht 1.txt', content);
      expect([...(await stores.sources.read('Übersicht 1.txt'))]).toEqual([...content]);
    });

    it('replaces a briefing of the same name', async () => {
      await stores.sources.add('monday.md', bytes('first'));
      await stores.sources.add('monday.md', bytes('second'));
      expect(new TextDecoder().decode(await stores.sources.read('monday.md'))).toBe('second');
      expect(await names()).toEqual(['monday.md']);
    });

    it('removes a briefing once', async () => {
      await stores.sources.add('monday.md', bytes('x'));
      expect(await stores.sources.remove('monday.md')).toBe(true);
      expect(await stores.sources.remove('monday.md')).toBe(false);
      expect(await names()).toEqual([]);
    });

    it('says which briefing is not there, and where to look', async () => {
      await expect(stores.sources.read('gone.md')).rejects.toThrow(/no briefing named "gone.md".*inbox list/);
    });

    it.each(['', '.', '..', 'a/b', '../x', 'a\\b', 'a\nb', 'x'.repeat(256)])(
      'refuses %j as the name of a briefing',
      async (name) => {
        await expect(stores.sources.add(name, bytes('x'))).rejects.toThrow(/plain file name/);
        await expect(stores.sources.read(name)).rejects.toThrow(/plain file name/);
        await expect(stores.sources.remove(name)).rejects.toThrow(/plain file name/);
      },
    );

    it('leaves alone what lies in deeper folders or elsewhere', async () => {
      await stores.blobs.put('inbox/old/monday.md', bytes('x'));
      await stores.blobs.put('issues/monday.md', bytes('x'));
      expect(await names()).toEqual([]);
    });
  });
}
