import { z } from 'zod';
import type { DynamoTable } from '../../lambdas/adapters/dynamo-client.ts';
import { queryItems } from '../../lambdas/adapters/dynamo-client.ts';
import { keys, PROFILE } from '../../lambdas/adapters/dynamo-table.ts';
import {
  fieldsOf,
  headOf,
  lockItem,
  profileItem,
  subscriberOf,
} from '../../lambdas/adapters/subscriber-items.ts';
import { askedAddressExpiry, askedExpiry, isExpired } from '../../lambdas/adapters/subscriber-rules.ts';
import { type ChainHead, type ConsentEntry, verifyChain } from '../../lambdas/core/subscribers/consent.ts';
import type { AskedAddress, AskedConsent } from '../../lambdas/core/subscribers/store.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import type { Item } from './kinds.ts';

/** Everything of one subscriber, as one line of the backup. */
export interface SubscriberLine {
  readonly subscriber: Subscriber;
  /** Where the consent ledger ends, as the profile says. */
  readonly head: ChainHead;
  /** The consent ledger, oldest entry first. */
  readonly consents: readonly ConsentEntry[];
  readonly asked?: AskedConsent;
  readonly askedAddress?: AskedAddress;
}

/** How often a subscriber whose ledger is just being written is read again. */
const TRIES = 5;

/** Reads a subscriber whole; `undefined` when they are gone or have lapsed meanwhile. */
export async function readSubscriber(table: DynamoTable, id: string): Promise<SubscriberLine | undefined> {
  let line: SubscriberLine | undefined;
  for (let tried = 0; tried < TRIES; tried += 1) {
    line = await readOnce(table, id);
    // A ledger that does not end where the profile says was written to between two pages: look again.
    if (!line || isIntact(line)) return line;
  }
  return line;
}

async function readOnce(table: DynamoTable, id: string): Promise<SubscriberLine | undefined> {
  const { pk } = keys.profile(id);
  const consents: ConsentEntry[] = [];
  const found = new Map<string, Item>();
  const items = queryItems(table, {
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': pk },
    ConsistentRead: true,
  });
  for await (const item of items) {
    const sk = String(item['sk']);
    if (sk.startsWith('EVT#')) consents.push(fieldsOf<ConsentEntry>(item));
    else found.set(sk, item);
  }
  const profile = found.get(PROFILE);
  const subscriber = profile && subscriberOf(profile);
  if (!subscriber || isExpired(subscriber, table.clock.now())) return undefined;
  const asked = found.get(keys.asked(id).sk);
  const askedAddress = found.get(keys.askedAddress(id).sk);
  return {
    subscriber,
    head: headOf(profile),
    consents,
    ...(asked && { asked: fieldsOf<AskedConsent>(asked) }),
    ...(askedAddress && { askedAddress: fieldsOf<AskedAddress>(askedAddress) }),
  };
}

/** Whether the consent ledger is whole and unchanged. */
export const isIntact = ({ subscriber, consents, head }: SubscriberLine): boolean =>
  verifyChain(subscriber.id, consents, head).ok;

const lineSchema = z.object({
  subscriber: z.looseObject({ id: z.string().min(1), email: z.string().min(3), state: z.string() }),
  head: z.object({ n: z.int().min(0), hash: z.string() }),
  consents: z.array(z.looseObject({ n: z.int().min(1), hash: z.string() })),
  asked: z.looseObject({ at: z.string() }).optional(),
  askedAddress: z.looseObject({ at: z.string() }).optional(),
});

/** A line of the file, checked. Throws with what is wrong. */
export function parseSubscriberLine(document: unknown): SubscriberLine {
  return lineSchema.parse(document) as unknown as SubscriberLine;
}

/** The items of a subscriber; `hash` stands for their address under the key of the table they go to. */
export function subscriberItems(line: SubscriberLine, hash: string): Item[] {
  const { subscriber, head, consents, asked, askedAddress } = line;
  const { id } = subscriber;
  return [
    ...consents.map((entry) => ({ ...keys.event(id, entry.n), ...entry })),
    ...(asked ? [{ ...keys.asked(id), ...asked, ttl: askedExpiry(asked) }] : []),
    ...(askedAddress
      ? [{ ...keys.askedAddress(id), ...askedAddress, ttl: askedAddressExpiry(askedAddress) }]
      : []),
    lockItem(hash, subscriber),
    profileItem(subscriber, head),
  ];
}
