import type { Delivery } from '../core/delivery/delivery.ts';
import type { DynamoTable } from './dynamo-client.ts';
import type { ItemKey } from './dynamo-table.ts';
import { readItem } from './dynamo-write.ts';

/** Attribute of the message id of one attempt; an attribute each, so that an update can set one of them. */
export const messageIdOf = (attempt: number): string => `m${attempt}`;

const MESSAGE_ID = /^m(\d+)$/;

/** The row in an item. */
export function deliveryOf(item: Record<string, unknown>): Delivery {
  const { pk: _pk, sk: _sk, by: _by, ...fields } = item;
  const messageIds: Record<number, string> = {};
  const rest: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(fields)) {
    const attempt = MESSAGE_ID.exec(name)?.[1];
    if (attempt) messageIds[Number(attempt)] = String(value);
    else rest[name] = value;
  }
  return { ...rest, messageIds } as unknown as Delivery;
}

/** The item of a row. */
export function itemOf(key: ItemKey, { messageIds, ...row }: Delivery): Record<string, unknown> {
  const ids = Object.entries(messageIds).map(([attempt, id]) => [messageIdOf(Number(attempt)), id]);
  return { ...key, ...row, ...Object.fromEntries(ids) };
}

/** One row as it is now (strongly consistent). */
export async function readRow(table: DynamoTable, key: ItemKey): Promise<Delivery | undefined> {
  const item = await readItem(table, key);
  return item && deliveryOf(item);
}
