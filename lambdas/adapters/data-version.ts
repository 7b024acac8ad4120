import { DATA_VERSION } from '../core/migrations/migrations.ts';
import type { DynamoTable } from './dynamo-client.ts';
import { type ItemKey, keys } from './dynamo-table.ts';
import { readItem } from './dynamo-write.ts';

/** What the table says of its data. */
export interface DataState {
  /** 0 for data of before there were versions. */
  readonly version: number;
  /** The step that a killed run was at, and behind which item. */
  readonly running?: number;
  readonly cursor?: ItemKey;
}

/** Strongly consistent. */
export async function dataState(table: DynamoTable): Promise<DataState> {
  const item = await readItem(table, keys.dataVersion());
  return item ? (item as unknown as DataState) : { version: 0 };
}

/** `true` when a newer Briefwire than this one has changed the data. */
export async function hasNewerData(table: DynamoTable): Promise<boolean> {
  return (await dataState(table)).version > DATA_VERSION;
}
