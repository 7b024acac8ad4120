import { PutCommand } from '@aws-sdk/lib-dynamodb';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasNewerData } from '../../lambdas/adapters/data-version.ts';
import type { DynamoTable } from '../../lambdas/adapters/dynamo-client.ts';
import { keys } from '../../lambdas/adapters/dynamo-table.ts';
import { guardedMailer } from '../../lambdas/adapters/guarded-mailer.ts';
import { migrateTable, pendingMigrations } from '../../lambdas/adapters/migrate-table.ts';
import { tableIdentity } from '../../lambdas/adapters/table-identity.ts';
import { DATA_VERSION, type Item, type Migration } from '../../lambdas/core/migrations/migrations.ts';
import type { Clock } from '../../lambdas/core/ports.ts';
import { aSubscriber } from '../contracts/samples.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { scriptedMailer } from '../support/scripted-mailer.ts';
import { dynamoStores, testClock } from '../support/stores.ts';
import { itemsOf } from '../support/table-items.ts';

/** Steps as later versions may have them: a renamed field, a field that every profile needs, one that only marks. */
const STEPS: readonly Migration[] = [
  { number: 1, title: 'marks' },
  {
    number: 2,
    title: 'the field `colour` becomes `color`',
    change: ({ colour, ...rest }) => (colour === undefined ? undefined : { ...rest, color: colour }),
  },
  {
    number: 3,
    title: 'what has a color gets a shade',
    change: (item) =>
      item['color'] === undefined || 'shade' in item
        ? undefined
        : { ...item, shade: `${item['color']} light` },
  },
];

/** A clock that stands: tables are compared with the instants in them. */
const STILL: Clock = { now: () => new Date('2026-11-24T06:00:00Z'), sleep: async () => undefined };

class Killed extends Error {}

/** The table, until the process is killed before its call number `calls`; without a clock's wait. */
function killedAfter(table: DynamoTable, calls: number): DynamoTable {
  let left = calls;
  const send = (command: Parameters<DynamoTable['client']['send']>[0]) => {
    left -= 1;
    if (left < 0) throw new Killed();
    return table.client.send(command);
  };
  return { ...table, client: { send } as unknown as DynamoTable['client'] };
}

const put = (table: DynamoTable, item: Item) =>
  table.client.send(new PutCommand({ TableName: table.name, Item: { ...item } }));

if (dynamoAvailable) {
  let dynamo: TestDynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());

  /** A table of an older version with as many items. */
  async function anOldTable(count: number): Promise<DynamoTable> {
    const table = await dynamo.table(STILL);
    const numbers = Array.from({ length: count }, (_, n) => n);
    await Promise.all(
      numbers.map((n) =>
        put(table, { pk: `SUB#${n}`, sk: 'PROFILE', ...(n % 3 > 0 && { colour: `c${n}` }), n }),
      ),
    );
    return table;
  }

  describe('migrating a table', () => {
    it('marks data of before there were versions, and does nothing the next time', async () => {
      const table = await dynamo.table();
      expect(await pendingMigrations(table)).toMatchObject({ kind: 'steps', from: 0 });
      expect(await migrateTable(table)).toEqual({ kind: 'done', from: 0, version: DATA_VERSION, changed: 0 });
      const marked = await itemsOf(table);
      expect(marked).toMatchObject([{ ...keys.dataVersion(), version: DATA_VERSION }]);
      expect(await migrateTable(table)).toMatchObject({ from: DATA_VERSION, version: DATA_VERSION });
      expect(await itemsOf(table)).toEqual(marked);
    });

    it('leaves the readers and their ledgers of today as they are', async () => {
      const table = await dynamo.table();
      await dynamoStores(table).subscribers.add(aSubscriber());
      const before = await itemsOf(table);
      await migrateTable(table);
      expect((await itemsOf(table)).filter(({ pk }) => pk !== 'META')).toEqual(before);
    });

    it('takes every step once, in order', async () => {
      const table = await anOldTable(7);
      expect(await migrateTable(table, STEPS)).toEqual({ kind: 'done', from: 0, version: 3, changed: 8 });
      const items = await itemsOf(table);
      expect(items.find(({ pk }) => pk === 'SUB#1')).toEqual({
        pk: 'SUB#1',
        sk: 'PROFILE',
        color: 'c1',
        shade: 'c1 light',
        n: 1,
      });
      expect(items.find(({ pk }) => pk === 'SUB#3')).toEqual({ pk: 'SUB#3', sk: 'PROFILE', n: 3 });
    });

    it('killed before any call and run again, however often, ends in the same table', async () => {
      const whole = await anOldTable(6);
      await migrateTable(whole, STEPS);
      const expected = await itemsOf(whole);
      await fc.assert(
        fc.asyncProperty(fc.array(fc.nat({ max: 24 }), { minLength: 1, maxLength: 5 }), async (kills) => {
          const table = await anOldTable(6);
          for (const calls of kills) {
            await migrateTable(killedAfter(table, calls), STEPS).catch((error: unknown) => {
              if (!(error instanceof Killed)) throw error;
            });
          }
          await migrateTable(table, STEPS);
          expect(await itemsOf(table)).toEqual(expected);
        }),
        { numRuns: 25 },
      );
    }, 60_000);

    it('goes on behind the last page that was done', async () => {
      const table = await anOldTable(450);
      // Two readings of the version, a scan, the items of the first page, its note: the kill comes on the second page.
      const first = killedAfter(table, 2 + 1 + 200 + 1 + 5);
      await expect(migrateTable(first, STEPS.slice(1))).rejects.toThrow(Killed);
      const state = (await itemsOf(table)).find(({ pk }) => pk === 'META');
      expect(state).toMatchObject({ version: 0, running: 2, cursor: { sk: 'PROFILE' } });
      const rest = await migrateTable(table, STEPS);
      expect(rest).toMatchObject({ version: 3 });
      expect((await itemsOf(table)).filter((item) => 'colour' in item)).toEqual([]);
    }, 60_000);

    it('keeps what somebody else writes meanwhile', async () => {
      const table = await anOldTable(1);
      await put(table, { pk: 'SUB#a', sk: 'PROFILE', colour: 'red' });
      let met = 0;
      const meddling: Migration = {
        number: 2,
        title: 'somebody writes between reading and writing',
        change: ({ colour, ...rest }) => (colour === undefined ? undefined : { ...rest, color: colour }),
      };
      const send = async (command: Parameters<DynamoTable['client']['send']>[0]) => {
        if (command instanceof PutCommand && command.input.Item?.['color'] === 'red' && met === 0) {
          met += 1;
          await put(table, { pk: 'SUB#a', sk: 'PROFILE', colour: 'blue', more: true });
        }
        return table.client.send(command);
      };
      const disturbed = { ...table, client: { send } as unknown as DynamoTable['client'] };
      await migrateTable(disturbed, [meddling]);
      const item = (await itemsOf(table)).find(({ pk }) => pk === 'SUB#a');
      expect(item).toEqual({ pk: 'SUB#a', sk: 'PROFILE', color: 'blue', more: true });
    });

    it('done by two at once ends in the same table', async () => {
      const [table, alone] = [await anOldTable(40), await anOldTable(40)];
      await Promise.all([migrateTable(table, STEPS), migrateTable(table, STEPS)]);
      await migrateTable(alone, STEPS);
      expect(await itemsOf(table)).toEqual(await itemsOf(alone));
    });
  });

  describe('data that a newer Briefwire wrote', () => {
    it('are not touched, and nobody is mailed from them', async () => {
      const table = await dynamo.table();
      await put(table, { ...keys.dataVersion(), version: DATA_VERSION + 1 });
      const before = await itemsOf(table);
      const newer = { kind: 'newer', from: DATA_VERSION + 1, known: DATA_VERSION };
      expect(await migrateTable(table)).toEqual(newer);
      expect(await itemsOf(table)).toEqual(before);
      const mailer = scriptedMailer(testClock());
      const guarded = guardedMailer(mailer, {
        identity: tableIdentity(table),
        isNewer: () => hasNewerData(table),
      });
      const mail = { source: 'a@example.com', to: 'b@example.com', raw: new Uint8Array(), tags: {} };
      expect(await guarded.send(mail)).toMatchObject({ kind: 'blocked', code: 'data-newer' });
      expect(mailer.calls).toEqual([]);
      await put(table, { ...keys.dataVersion(), version: DATA_VERSION });
      await guarded.send(mail);
      expect(mailer.calls).toHaveLength(1);
    });
  });
}
