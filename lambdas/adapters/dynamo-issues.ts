import { type DynamoTable, queryItems, untilSettled } from './dynamo-client.ts';
import { keys } from './dynamo-table.ts';
import { putIf, readItem } from './dynamo-write.ts';
import { type IssueRecord, type IssueRecords, isDraftAt, isSlotOf, movedRecord } from './issue-records.ts';

/** Counts the writes of a record, so that a move replaces exactly what it read. */
interface StoredRecord {
  readonly record: IssueRecord;
  readonly revision: number;
}

function storedRecord(item: Record<string, unknown>): StoredRecord {
  const { pk: _pk, sk: _sk, by: _by, revision, ...record } = item;
  return { record: record as unknown as IssueRecord, revision: Number(revision) };
}

/** The records of issues in DynamoDB: one partition, some hundred bytes each, written by condition only. */
export function dynamoIssueRecords(table: DynamoTable): IssueRecords {
  const partition = { ':pk': keys.issue('').pk };

  async function read(id: string): Promise<StoredRecord | undefined> {
    const item = await readItem(table, keys.issue(id));
    return item && storedRecord(item);
  }

  return {
    create: (record) =>
      putIf(
        table,
        keys.issue(record.id),
        { ...record, revision: 1 },
        {
          ConditionExpression: 'attribute_not_exists(pk)',
        },
      ),

    get: async (id) => (await read(id))?.record,

    async *ofEdition(edition) {
      const items = queryItems(table, {
        KeyConditionExpression: 'pk = :pk AND begins_with(sk, :edition)',
        ExpressionAttributeValues: { ...partition, ':edition': keys.issue(`${edition}.`).sk },
        ScanIndexForward: false,
        ConsistentRead: true,
      });
      for await (const item of items) {
        const { record } = storedRecord(item);
        if (isSlotOf(record, edition)) yield record;
      }
    },

    async *all() {
      const items = queryItems(table, {
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: partition,
        ConsistentRead: true,
      });
      for await (const item of items) yield storedRecord(item).record;
    },

    replaceDraft: (record, revision) =>
      untilSettled(table, `replacing the draft ${record.id}`, async () => {
        const before = await read(record.id);
        if (!before || !isDraftAt(before.record, revision)) return false;
        const next = { ...record, revision: before.revision + 1 };
        const written = await putIf(table, keys.issue(record.id), next, {
          ConditionExpression: 'revision = :seen',
          ExpressionAttributeValues: { ':seen': before.revision },
        });
        return written || undefined;
      }),

    move: (id, from, to) =>
      untilSettled(table, `moving issue ${id} to ${to.state}`, async () => {
        const before = await read(id);
        if (!before || !from.includes(before.record.state)) return false;
        const { record, revision } = before;
        const next = { ...movedRecord(record, to), revision: revision + 1 };
        const written = await putIf(table, keys.issue(id), next, {
          ConditionExpression: 'revision = :seen',
          ExpressionAttributeValues: { ':seen': revision },
        });
        return written || undefined;
      }),
  };
}
