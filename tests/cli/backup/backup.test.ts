import { appendFileSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { restoreBackup } from '../../../cli/backup/restore-backup.ts';
import { writeBackup } from '../../../cli/backup/write-backup.ts';
import { UsageError, WorkFailed } from '../../../cli/output.ts';
import type { DynamoTable } from '../../../lambdas/adapters/dynamo-client.ts';
import { dynamoSubscribers } from '../../../lambdas/adapters/dynamo-subscribers.ts';
import { generateKeys } from '../../../lambdas/adapters/keys.ts';
import { verifyChain } from '../../../lambdas/core/subscribers/consent.ts';
import { aSubscriber } from '../../contracts/samples.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../../support/dynamo.ts';
import { itemsOf } from '../../support/table-items.ts';
import { aDirectory, fill, type Newsletter, over, testKeys } from './a-newsletter.ts';

/** Which table it is and how fast it sends is every table's own. */
const isOwn = ({ pk, sk }: Record<string, unknown>) =>
  pk === 'META' && ['IDENTITY', 'RATE', 'DATA'].includes(String(sk));
const contentOf = async (table: DynamoTable) => (await itemsOf(table)).filter((item) => !isOwn(item));

class Killed extends Error {}

describe.runIf(dynamoAvailable)('a backup', () => {
  let dynamo: TestDynamo;
  let directory: Awaited<ReturnType<typeof aDirectory>>;
  let source: Newsletter;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());
  beforeEach(async () => {
    directory = await aDirectory();
    source = over(await dynamo.table());
    await fill(source);
  });
  afterEach(() => directory.remove());

  const empty = async (keys = testKeys()) => over(await dynamo.table(), keys);
  const backUp = (name = 'backup', withKeys = true) =>
    writeBackup(source.source, { out: directory.in(name), withKeys });
  const restore = ({ target }: Newsletter, name = 'backup', forgetHashed = false) =>
    restoreBackup(target, { directory: directory.in(name), forgetHashed });

  it('restored into an empty newsletter is the same table, the open issue paused', async () => {
    const made = await backUp();
    expect(made).toMatchObject({ open: ['daily.2026-11-24T0700'], brokenLedgers: 0 });
    const copy = await empty(generateKeys());
    const restored = await restore(copy);
    expect(restored).toMatchObject({ keys: 'taken', paused: ['daily.2026-11-24T0700'], forgotten: {} });
    const expected = (await contentOf(source.table)).map((item) =>
      item['pk'] === 'ISSUES' && item['state'] === 'frozen'
        ? { ...item, state: 'paused', reason: expect.stringContaining('mails that went out since') }
        : item,
    );
    expect(await contentOf(copy.table)).toEqual(expected);
    expect(copy.keys()).toEqual(source.keys());
    for (const { key } of await source.blobs.list('')) {
      expect(await copy.blobs.get(key)).toEqual(await source.blobs.get(key));
    }
    expect((await copy.blobs.list('')).length).toBe((await source.blobs.list('')).length);
    expect(await copy.target.identity.check()).toMatchObject({ kind: 'own' });
  });

  it('has files for its owner alone, and no key unless it is asked for', async () => {
    await backUp('without', false);
    const files = readdirSync(directory.in('without')).filter((name) => name !== 'blobs');
    expect(files).not.toContain('keys.json');
    for (const name of files) expect(statSync(join(directory.in('without'), name)).mode & 0o777).toBe(0o600);
    expect(statSync(directory.in('without')).mode & 0o777).toBe(0o700);
    const text = files.map((name) => readFileSync(join(directory.in('without'), name), 'utf8')).join('');
    const { tokenKeys, addressKey } = source.keys();
    for (const key of [String(tokenKeys['1']), Buffer.from(addressKey).toString('base64')]) {
      expect(text).not.toContain(key.slice(0, 20));
    }
    await backUp('with');
    expect(readFileSync(join(directory.in('with'), 'keys.json'), 'utf8')).toContain(tokenKeys['1']);
  });

  describe('without keys, restored where the key of addresses is another one', () => {
    it('is refused while a suppression would be lost, and nothing is written', async () => {
      await backUp('backup', false);
      const copy = await empty(generateKeys());
      await expect(restore(copy)).rejects.toThrow(/1 suppressed address is known by a keyed hash alone/);
      expect(await itemsOf(copy.table)).toEqual([]);
    });

    it('finds every reader and every suppression of a reader again, under the own key', async () => {
      await backUp('backup', false);
      const keys = generateKeys();
      const copy = await empty(keys);
      expect(await restore(copy, 'backup', true)).toMatchObject({
        keys: 'other',
        forgotten: { 'suppressions.jsonl': 1 },
      });
      const subscribers = dynamoSubscribers(copy.table, { addressKey: keys.addressKey, source: 'test' });
      for (const [id, state] of [
        ['anna', 'active'],
        ['bob', 'unsubscribed'],
        ['carol', 'suppressed'],
      ]) {
        expect(await subscribers.findByEmail(`${id}@example.com`)).toMatchObject({ id, state });
      }
      const known = await subscribers.known({ email: 'carol@example.com' });
      expect(known.address?.suppression).toMatchObject({ reason: 'bounce' });
      expect(await subscribers.add(aSubscriber({ id: 'new', email: 'carol@example.com' }))).toMatchObject({
        kind: 'exists',
      });
      expect(copy.keys()).toEqual(keys);
    });
  });

  it('keeps every consent ledger whole', async () => {
    await backUp();
    const copy = await empty();
    expect((await restore(copy)).brokenLedgers).toBe(0);
    for (const id of ['anna', 'bob', 'carol', 'erik']) {
      const { subscribers } = copy.stores;
      const head = (await subscribers.known({ id })).subscription?.head ?? { n: -1, hash: '' };
      const history = await subscribers.history(id);
      expect(history).toEqual(await source.stores.subscribers.history(id));
      expect(verifyChain(id, history, head)).toMatchObject({ ok: true, entries: head.n });
    }
  });

  it('killed before any call of a restore and run again, however often, ends in the same table', async () => {
    await backUp();
    const whole = await empty();
    await restore(whole);
    const expected = await contentOf(whole.table);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 25 }), { minLength: 1, maxLength: 4 }), async (kills) => {
        const copy = await empty();
        /** `false` when it was killed. */
        const attempt = async (calls: number) => {
          let left = calls;
          const send = (command: Parameters<DynamoTable['client']['send']>[0]) => {
            left -= 1;
            if (left < 0) throw new Killed();
            return copy.table.client.send(command);
          };
          const table = { ...copy.table, client: { send } as unknown as DynamoTable['client'] };
          try {
            return Boolean(await restore({ ...copy, target: { ...copy.target, table } }));
          } catch (error) {
            if (error instanceof Killed) return false;
            throw error;
          }
        };
        let ended = false;
        for (const calls of kills) {
          ended ||= await attempt(calls);
          // Whatever is there until the end, nobody sends from it.
          const begun = (await contentOf(copy.table)).length > 0;
          if (begun && !ended) expect((await copy.target.identity.check()).kind).toBe('copied');
        }
        if (!ended) await restore(copy);
        expect(await contentOf(copy.table)).toEqual(expected);
        expect(await copy.target.identity.check()).toMatchObject({ kind: 'own' });
      }),
      { numRuns: 15 },
    );
  }, 120_000);

  it('is refused where there are readers, where it is no backup, and where it was changed', async () => {
    await backUp();
    await expect(restore(source)).rejects.toThrow(UsageError);
    const copy = await empty();
    await expect(restore(copy, 'elsewhere')).rejects.toThrow(/is no backup: it has no manifest.json/);
    appendFileSync(join(directory.in('backup'), 'subscribers.jsonl'), '{}\n');
    await expect(restore(copy)).rejects.toThrow(/subscribers.jsonl is not what was written: 4 lines.*5 and/);
    rmSync(join(directory.in('backup'), 'subscribers.jsonl'));
    await expect(restore(copy)).rejects.toThrow(/subscribers.jsonl is missing/);
    writeFileSync(join(directory.in('backup'), 'manifest.json'), '{');
    await expect(restore(copy)).rejects.toThrow(WorkFailed);
    expect(await itemsOf(copy.table)).toEqual([]);
    await expect(backUp()).rejects.toThrow(/is not empty/);
  });

  it('says when a consent ledger is not whole, and keeps it as it is', async () => {
    await source.stores.subscribers.dropHistory('anna');
    expect(await backUp()).toMatchObject({ brokenLedgers: 1 });
    expect(await restore(await empty())).toMatchObject({ brokenLedgers: 1 });
  });
});
