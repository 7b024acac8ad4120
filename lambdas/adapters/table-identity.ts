import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoTable } from './dynamo-client.ts';
import { keys } from './dynamo-table.ts';
import { putIf, readItem } from './dynamo-write.ts';

/**
 * A restored or copied table holds a ledger that ends in the past: whoever got a mail since would get it again. So the
 * table remembers which table it is (DynamoDB gives every table a `TableId` of its own, restored ones too), and only that
 * one sends.
 */
export interface TableIdentity {
  /** `copied` when the table remembers another identity than it has; the first call ever makes it remember its own. */
  check(): Promise<IdentityCheck>;
  /** Makes this table remember its own identity: from now on it sends. */
  adopt(): Promise<IdentityCheck>;
}

export type IdentityCheck =
  | { readonly kind: 'own'; readonly id: string; readonly since: string }
  | { readonly kind: 'copied'; readonly id: string; readonly of: string; readonly since: string };

/** `place` tells copies of a laptop's directory apart, whose tables keep their id. */
export function tableIdentity(table: DynamoTable, place = ''): TableIdentity {
  const now = () => table.clock.now().toISOString();
  let own: string | undefined;

  async function ownId(): Promise<string> {
    if (own !== undefined) return own;
    const { Table } = await table.client.send(new DescribeTableCommand({ TableName: table.name }));
    const id = Table?.TableId ?? `${Table?.TableArn} of ${Table?.CreationDateTime?.toISOString()}`;
    own = place ? `${id} in ${place}` : id;
    return own;
  }

  async function check(): Promise<IdentityCheck> {
    const id = await ownId();
    const known = await readItem(table, keys.identity());
    if (!known) {
      // The first to come writes; whoever loses reads what the winner wrote, which is the same.
      await putIf(
        table,
        keys.identity(),
        { id, since: now() },
        { ConditionExpression: 'attribute_not_exists(pk)' },
      );
      return check();
    }
    const [of, since] = [String(known['id']), String(known['since'])];
    return of === id ? { kind: 'own', id, since } : { kind: 'copied', id, of, since };
  }

  return {
    check,
    async adopt() {
      const item = { ...keys.identity(), id: await ownId(), since: now() };
      await table.client.send(new PutCommand({ TableName: table.name, Item: item }));
      return check();
    },
  };
}
