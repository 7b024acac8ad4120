import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoTable } from './dynamo-client.ts';
import type { ItemKey } from './dynamo-table.ts';

export interface ScannedPage {
  readonly items: readonly Record<string, unknown>[];
  /** Where the next page begins; absent after the last. */
  readonly next?: ItemKey;
}

/**
 * The whole table, page by page, strongly consistent: what was written before the scan began is in it. `pageSize` is a
 * number of items, else the 1 MB of DynamoDB's Scan; `from` is an earlier page's `next`. Rows whose TTL is over are in it.
 */
export async function* scanPages(
  table: DynamoTable,
  { pageSize, from }: { readonly pageSize?: number; readonly from?: ItemKey | undefined } = {},
): AsyncGenerator<ScannedPage> {
  let place = from;
  do {
    const page = await table.client.send(
      new ScanCommand({
        TableName: table.name,
        ConsistentRead: true,
        ...(pageSize && { Limit: pageSize }),
        ...(place && { ExclusiveStartKey: place }),
      }),
    );
    place = page.LastEvaluatedKey as ItemKey | undefined;
    yield { items: page.Items ?? [], ...(place && { next: place }) };
  } while (place);
}
