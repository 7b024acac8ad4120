import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStores } from '../../cli/local/stores.ts';
import { keys } from '../../lambdas/adapters/dynamo-table.ts';
import { DATA_VERSION } from '../../lambdas/core/migrations/migrations.ts';
import { aStateDirectory, briefwireHere } from '../support/command.ts';
import { dynamoAvailable } from '../support/dynamo.ts';
import { aNewsletter } from '../support/issue-builders.ts';

let state: Awaited<ReturnType<typeof aStateDirectory>>;
beforeEach(async () => {
  state = await aStateDirectory();
});
afterEach(() => state.remove());
const run = (...words: string[]) => briefwireHere([...words, '--state', state.path]);

if (dynamoAvailable) {
  it('briefwire migrate has nothing to do on a laptop: every command does it at its start', async () => {
    const ran = await run('migrate', '--json');
    expect([ran.code, ran.json()]).toEqual([
      0,
      { from: DATA_VERSION, version: DATA_VERSION, steps: [], changed: 0 },
    ]);
  });

  it('every command refuses data that a newer Briefwire wrote, and says what to do', async () => {
    const options = {
      newsletter: aNewsletter(),
      where: 'laptop',
      state: state.path,
      note: () => undefined,
    } as const;
    const stores = await openStores(options);
    const { client, name } = stores.storage?.table ?? expect.fail('no table');
    await client.send(new PutCommand({ TableName: name, Item: { ...keys.dataVersion(), version: 99 } }));
    await stores.close();
    for (const words of [['migrate'], ['subscribers', 'list'], ['send', 'briefings/morning-wire.md']]) {
      const ran = await run(...words);
      expect(ran.code).toBe(1);
      expect(ran.stderr).toContain(`are of version 99; this Briefwire knows up to version ${DATA_VERSION}`);
      expect(ran.stderr).toContain('git pull');
    }
  });
}
