import { PutCommand } from '@aws-sdk/lib-dynamodb';
import {
  type Item,
  MIGRATIONS,
  type Migration,
  type MigrationPlan,
  planMigrations,
} from '../core/migrations/migrations.ts';
import { type DataState, dataState } from './data-version.ts';
import { type DynamoTable, untilSettled } from './dynamo-client.ts';
import { type ItemKey, keys } from './dynamo-table.ts';
import { conditionally, readItem } from './dynamo-write.ts';
import { scanPages } from './scan-pages.ts';

/** Items of one page: after each of them the place is saved, so a killed run repeats that many at most. */
const PAGE = 200;

export type Migrated =
  /** `changed`: items that this run wrote anew. */
  | { readonly kind: 'done'; readonly from: number; readonly version: number; readonly changed: number }
  | Extract<MigrationPlan, { kind: 'newer' }>;

/** What would have to be done; writes nothing. */
export async function pendingMigrations(
  table: DynamoTable,
  steps: readonly Migration[] = MIGRATIONS,
): Promise<MigrationPlan> {
  return planMigrations((await dataState(table)).version, steps);
}

/**
 * Brings the data to the version that this code knows, one numbered step after the other, and notes the version after each.
 * Killed anywhere it goes on where it was; two at once do the same work twice and end in the same table. Does nothing, and
 * says so, when a newer Briefwire wrote the data.
 */
export async function migrateTable(
  table: DynamoTable,
  steps: readonly Migration[] = MIGRATIONS,
): Promise<Migrated> {
  const { version: from } = await dataState(table);
  let changed = 0;
  for (;;) {
    const state = await dataState(table);
    const plan = planMigrations(state.version, steps);
    if (plan.kind === 'newer') return plan;
    const [step] = plan.steps;
    if (!step) return { kind: 'done', from, version: state.version, changed };
    changed += await changeItems(table, step, state);
    await note(table, state.version, { version: step.number });
  }
}

/** `false` when another run has finished the step meanwhile. */
function note(table: DynamoTable, before: number, state: DataState): Promise<boolean> {
  const at = table.clock.now().toISOString();
  const put = new PutCommand({
    TableName: table.name,
    Item: { ...keys.dataVersion(), ...state, at },
    ConditionExpression: 'attribute_not_exists(pk) OR version = :before',
    ExpressionAttributeValues: { ':before': before },
  });
  return conditionally(table.client.send(put));
}

async function changeItems(table: DynamoTable, step: Migration, state: DataState): Promise<number> {
  const { change } = step;
  if (!change) return 0;
  const from = state.running === step.number ? state.cursor : undefined;
  let changed = 0;
  for await (const { items, next } of scanPages(table, { pageSize: PAGE, from })) {
    for (const item of items) if (await changeOne(table, item, change)) changed += 1;
    const { version } = state;
    if (next && !(await note(table, version, { version, running: step.number, cursor: next })))
      return changed;
  }
  return changed;
}

/** Writes the item anew, over exactly what it was made from; somebody else's write in between is read and changed again. */
async function changeOne(table: DynamoTable, read: Item, change: NonNullable<Migration['change']>) {
  const { pk, sk } = read as unknown as ItemKey;
  const own = keys.dataVersion();
  if (pk === own.pk && sk === own.sk) return false;
  let item: Item | undefined = read;
  return untilSettled(table, `migrating ${pk.split('#')[0]}`, async () => {
    const after = item && change(item);
    if (!item || !after) return false;
    const put = new PutCommand({ TableName: table.name, Item: { ...after, pk, sk }, ...isStill(item) });
    if (await conditionally(table.client.send(put))) return true;
    item = await readItem(table, { pk, sk });
    return undefined;
  });
}

/** Condition: every attribute is as it was read. */
function isStill(item: Item) {
  const fields = Object.entries(item);
  return {
    ConditionExpression: fields.map((_, at) => `#f${at} = :f${at}`).join(' AND '),
    ExpressionAttributeNames: Object.fromEntries(fields.map(([name], at) => [`#f${at}`, name])),
    ExpressionAttributeValues: Object.fromEntries(fields.map(([, value], at) => [`:f${at}`, value])),
  };
}
