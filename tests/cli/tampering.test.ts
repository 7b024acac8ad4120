import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DeleteCommand, PutCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { documentClient } from '../../lambdas/adapters/dynamo-client.ts';
import { dynamoSubscribers } from '../../lambdas/adapters/dynamo-subscribers.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import { aStateDirectory, briefwireHere, type Ran } from '../support/command.ts';
import { dynamoAvailable, localCredentials, startDynamo, type TestDynamo } from '../support/dynamo.ts';

/** The laptop's table. */
const TABLE = 'briefwire';
const anna = 'anna@example.com';

type Item = Record<string, unknown> & { readonly pk: string; readonly sk: string };

/** Somebody who can write the table changes the evidence; the owner looks with `subscribers show`. */
describe.skipIf(!dynamoAvailable)('a consent ledger that somebody changed in the table', () => {
  let dynamo: TestDynamo;
  let state: Awaited<ReturnType<typeof aStateDirectory>>;
  let client: ReturnType<typeof documentClient>;
  /** The three entries as they were written, oldest first. */
  let entries: readonly Item[];

  const here = (...words: string[]): Promise<Ran> =>
    briefwireHere(['--state', state.path, 'subscribers', ...words], {
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    });
  const put = (item: object) => client.send(new PutCommand({ TableName: TABLE, Item: item }));
  const drop = ({ pk, sk }: Item) => client.send(new DeleteCommand({ TableName: TABLE, Key: { pk, sk } }));
  const entry = (n: number): Item => {
    const found = entries[n - 1];
    if (!found) throw new Error(`there is no entry ${n}`);
    return found;
  };

  async function stored(pk: string): Promise<Item[]> {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName: TABLE,
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :events)',
        ExpressionAttributeValues: { ':pk': pk, ':events': 'EVT#' },
      }),
    );
    return Items as Item[];
  }

  beforeAll(async () => {
    [dynamo, state] = await Promise.all([startDynamo(), aStateDirectory()]);
    expect(await here('add', anna, '--confirmed')).toMatchObject({ code: 0 });
    client = documentClient({ endpoint: dynamo.endpoint, ...localCredentials });
    const secrets = JSON.parse(await readFile(join(state.path, 'secrets.json'), 'utf8'));
    const subscribers = dynamoSubscribers(
      { client, name: TABLE, clock: systemClock },
      { addressKey: Buffer.from(secrets.addressKeys['1'], 'base64'), source: 'test' },
    );
    const reader = await subscribers.findByEmail(anna);
    if (!reader) throw new Error('nobody was added');
    const choices = { sections: [], language: 'de', edition: 'daily' };
    await subscribers.choose(reader.id, 1, choices, '2026-12-01T10:00:00.000Z');
    await subscribers.unsubscribe(reader.id, 1, '2026-12-02T10:00:00.000Z', { via: 'page' });
    entries = await stored(`SUB#${reader.id}`);
  });
  afterAll(async () => {
    client?.destroy();
    await dynamo?.stop();
    await state?.remove();
  });
  afterEach(async () => {
    for (const each of await stored(entry(1).pk)) await drop(each);
    for (const each of entries) await put(each);
  });

  it('is sound before', async () => {
    const ran = await here('show', anna);
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('sound: 3 entries') });
  });

  const TAMPERINGS: readonly (readonly [string, string, () => Promise<unknown>])[] = [
    ['the time of an entry is another', 'entry 2 is changed', () => put({ ...entry(2), at: '2020-01-01' })],
    ['an entry says something else', 'entry 3 is changed', () => put({ ...entry(3), type: 'chose' })],
    ['an entry says more', 'entry 1 is changed', () => put({ ...entry(1), wording: 'en-1' })],
    [
      'a later hash was made to fit',
      'entry 2 is changed',
      () => put({ ...entry(2), hash: entry(3)['hash'] }),
    ],
    ['the first entry is gone', 'entry 1 is missing', () => drop(entry(1))],
    ['one in the middle is gone', 'entry 2 is missing', () => drop(entry(2))],
    ['the last, the unsubscribing, is gone', 'entry 3 is missing', () => drop(entry(3))],
    [
      'all of them are gone',
      'entry 1 is missing',
      async () => {
        for (const each of entries) await drop(each);
      },
    ],
    [
      'two changed places',
      'entry 2 is missing',
      async () => {
        await put({ ...entry(3), sk: entry(2).sk });
        await put({ ...entry(2), sk: entry(3).sk });
      },
    ],
    [
      'two changed places and numbers',
      'entry 2 is changed',
      async () => {
        await put({ ...entry(3), sk: entry(2).sk, n: 2 });
        await put({ ...entry(2), sk: entry(3).sk, n: 3 });
      },
    ],
    [
      'one was copied to its end',
      'entry 4 is not where it was',
      () => put({ ...entry(3), sk: 'EVT#00000004' }),
    ],
  ];

  it.each(TAMPERINGS)('is shown where %s: %s', async (_, said, tamper) => {
    await tamper();
    const ran = await here('show', anna);
    expect(ran.stdout).toContain(`NOT as it was written: ${said}`);
    expect(ran.code).toBe(1);
    const json = await here('show', anna, '--json');
    expect(json).toMatchObject({ code: 1 });
    expect(json.json()).toMatchObject({ ledger: { ok: false } });
  });
});
