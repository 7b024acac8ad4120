import { DeleteCommand, UpdateCommand, type UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Delivery } from '../core/delivery/delivery.ts';
import type { DeliveryKey, RecordOutcome, Seen, Settlement } from '../core/ports.ts';
import { type DynamoTable, untilSettled } from './dynamo-client.ts';
import { type ItemKey, keys } from './dynamo-table.ts';
import { conditionally } from './dynamo-write.ts';
import { deliveryOf, messageIdOf, readRow } from './ledger-items.ts';
import {
  isNews,
  isSettledAs,
  recordedRow,
  releasedRow,
  replaces,
  settleableStates,
  UNKNOWN,
} from './ledger-rules.ts';

/** A row and the attempt whose claim is meant. */
export type ClaimKey = DeliveryKey & { readonly attempt: number };

const keyOf = (key: DeliveryKey) => keys.delivery(key.issueId, key.shard, key.subscriberId);

/** What an update does: attributes to set, as values or as expressions, and those to drop. */
interface Change {
  readonly set: Readonly<Record<string, unknown>>;
  /** Set only where they are absent. */
  readonly keep?: Readonly<Record<string, unknown>>;
  readonly remove?: readonly string[];
  /** Uses `#name` for attributes and `:name` for values given in `values`. */
  readonly when: string;
  readonly values?: Readonly<Record<string, unknown>>;
}

const ATTRIBUTES = ['state', 'code', 'attempt', 'messageId', 'claimedAt'];

function update(table: DynamoTable, key: ItemKey, change: Change): UpdateCommandInput {
  const { set, keep = {}, remove = [], when, values = {} } = change;
  const all = [...Object.entries(set), ...Object.entries(keep)];
  const place = (name: string, index: number) =>
    name in keep ? `#s${index} = if_not_exists(#s${index}, :s${index})` : `#s${index} = :s${index}`;
  const named = ATTRIBUTES.filter((name) => when.includes(`#${name}`));
  return {
    TableName: table.name,
    Key: key,
    UpdateExpression: [
      `SET ${all.map(([name], index) => place(name, index)).join(', ')}`,
      ...(remove.length > 0 ? [`REMOVE ${remove.map((_, index) => `#r${index}`).join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: when,
    ExpressionAttributeNames: {
      ...Object.fromEntries(all.map(([name], index) => [`#s${index}`, name])),
      ...Object.fromEntries(remove.map((name, index) => [`#r${index}`, name])),
      ...Object.fromEntries(named.map((name) => [`#${name}`, name])),
    },
    ExpressionAttributeValues: {
      ...Object.fromEntries(all.map(([, value], index) => [`:s${index}`, value])),
      ...Object.fromEntries(Object.entries(values).map(([name, value]) => [`:${name}`, value])),
    },
  };
}

function write(table: DynamoTable, key: ItemKey, change: Change): Promise<boolean> {
  return conditionally(table.client.send(new UpdateCommand(update(table, key, change))));
}

/** The claim of that attempt, in one of the states that the settlement may start from. */
function mine(attempt: number, settlement: Settlement) {
  const from = settleableStates(settlement);
  return {
    when: `#attempt = :attempt AND #state IN (${from.map((_, index) => `:from${index}`).join(', ')})`,
    values: { attempt, ...Object.fromEntries(from.map((state, index) => [`from${index}`, state])) },
  };
}

const toAccepted = (now: string) => ({
  set: { state: 'accepted', at: now },
  remove: ['code', 'detail'],
});

/** `Ledger.settle`: one write, unless an event or somebody else was there before. */
export async function settle(
  table: DynamoTable,
  claim: ClaimKey,
  settlement: Settlement,
  now: string,
): Promise<boolean> {
  const key = keyOf(claim);
  const { when, values } = mine(claim.attempt, settlement);
  if (settlement.state === 'accepted') {
    const { set, remove } = toAccepted(now);
    const { messageId } = settlement;
    const own = { [messageIdOf(claim.attempt)]: messageId };
    if (await write(table, key, { set: { ...set, ...own }, keep: { messageId }, remove, when, values }))
      return true;
  } else {
    const { state, code, detail } = settlement;
    const unproven = `${when} AND attribute_not_exists(#messageId)`;
    const set = { state, code, detail, at: now };
    if (await write(table, key, { set, when: unproven, values })) return true;
    const proven = `${when} AND attribute_exists(#messageId)`;
    if (await write(table, key, { ...toAccepted(now), when: proven, values })) return true;
  }
  const row = await readRow(table, key);
  return row !== undefined && isSettledAs(row, claim.attempt, settlement);
}

/** `Ledger.release`. */
export async function release(
  table: DynamoTable,
  claim: ClaimKey & { readonly claimedAt: string },
  now: string,
): Promise<boolean> {
  const key = keyOf(claim);
  const { attempt, claimedAt } = claim;
  const when = '#attempt = :attempt AND #state = :claimed AND #claimedAt = :claimedAt';
  const values = { attempt, claimed: 'claimed', claimedAt };
  const back = releasedRow({ ...claim, state: 'claimed', messageIds: {}, at: now }, now);
  if (!back) {
    return conditionally(
      table.client.send(
        new DeleteCommand({
          TableName: table.name,
          Key: key,
          ConditionExpression: when,
          ExpressionAttributeNames: { '#attempt': 'attempt', '#state': 'state', '#claimedAt': 'claimedAt' },
          ExpressionAttributeValues: { ':attempt': attempt, ':claimed': 'claimed', ':claimedAt': claimedAt },
        }),
      ),
    );
  }
  const before = { attempt: back.attempt };
  const doubt = { set: { ...before, state: 'uncertain', at: now }, values };
  if (await write(table, key, { ...doubt, when: `${when} AND attribute_not_exists(#messageId)` }))
    return true;
  const { set, remove } = toAccepted(now);
  return write(table, key, {
    set: { ...before, ...set },
    remove,
    values,
    when: `${when} AND attribute_exists(#messageId)`,
  });
}

/** `Ledger.record`: one write for a delivery that is settled, which is nearly every one; else a look, and another. */
export async function record(
  table: DynamoTable,
  key: DeliveryKey,
  seen: Seen,
  now: string,
): Promise<RecordOutcome> {
  const itemKey = keyOf(key);
  const facts = Object.entries(seen.facts).filter(([, value]) => value !== undefined);
  const worse = Object.fromEntries(facts.filter(([name]) => replaces(name, seen.facts)));
  const keep = {
    ...Object.fromEntries(facts.filter(([name]) => !(name in worse))),
    messageId: seen.messageId,
    [messageIdOf(seen.attempt)]: seen.messageId,
  };
  const noted = (before: Delivery): RecordOutcome => {
    const { row: delivery, fresh } = recordedRow(before, seen, now);
    return { kind: 'recorded', fresh, delivery };
  };
  const settled = {
    when: '#state IN (:accepted, :excluded) OR (#state = :failed AND #code <> :unknown)',
    values: { accepted: 'accepted', excluded: 'excluded', failed: 'failed', unknown: UNKNOWN },
  };
  const first = await old(table, update(table, itemKey, { set: worse, keep, ...settled }));
  if (first) return noted(first);
  return untilSettled(table, `events of issue ${key.issueId} for ${key.subscriberId}`, async () => {
    const row = await readRow(table, itemKey);
    if (!row) return { kind: 'no-row' };
    const as = {
      when: '#state = :state AND #attempt = :attempt',
      values: { state: row.state, attempt: row.attempt },
    };
    const { set, remove } = toAccepted(now);
    const moved = isNews(row, seen.attempt) ? { set: { ...set, ...worse }, remove } : { set: worse };
    const before = await old(table, update(table, itemKey, { ...moved, keep, ...as }));
    return before && noted(before);
  });
}

/** Makes the update and returns the row of before; `undefined` when its condition did not hold. */
async function old(table: DynamoTable, input: UpdateCommandInput): Promise<Delivery | undefined> {
  let before: Record<string, unknown> | undefined;
  const sent = table.client.send(new UpdateCommand({ ...input, ReturnValues: 'ALL_OLD' }));
  const written = await conditionally(
    sent.then((answer) => {
      before = answer.Attributes;
    }),
  );
  return written && before ? deliveryOf(before) : undefined;
}
