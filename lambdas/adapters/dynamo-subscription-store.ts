import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import type { ConsentEntry } from '../core/subscribers/consent.ts';
import type {
  AskedAddress,
  AskedConsent,
  Known,
  SignUpMails,
  StoredSubscription,
  SubscriptionKey,
  SubscriptionStore,
} from '../core/subscribers/store.ts';
import type { Suppression } from '../core/subscribers/subscriber.ts';
import { addressHash } from './address-hash.ts';
import { type DynamoTable, queryItems, untilSettled } from './dynamo-client.ts';
import { type ItemKey, keys, TTL_ATTRIBUTE } from './dynamo-table.ts';
import { conditionally, readItems, transact } from './dynamo-write.ts';
import { fieldsOf, headOf, subscriberOf } from './subscriber-items.ts';
import { askedAddressExpiry, askedExpiry, isExpired, isPast } from './subscriber-rules.ts';
import { transactItems } from './subscription-writes.ts';

/** A count is forgotten this long after its hour began. */
const COUNT_SECONDS = 6 * 3_600;
const PARALLEL_DELETES = 8;

type Item = Record<string, unknown>;

/** Subscriptions in DynamoDB, changed in transactions over what was read; `addressKey` as `addressHash` takes it. */
export function dynamoSubscriptionStore(table: DynamoTable, addressKey: Uint8Array): SubscriptionStore {
  const hashOf = (text: string) => addressHash(text, addressKey);

  function stored([profile, asked, askedAddress]: readonly (Item | undefined)[]) {
    if (!profile) return undefined;
    const now = table.clock.now();
    const subscriber = subscriberOf(profile);
    if (isExpired(subscriber, now)) return undefined;
    const consent = asked && fieldsOf<AskedConsent>(asked);
    const address = askedAddress && fieldsOf<AskedAddress>(askedAddress);
    return {
      subscriber,
      head: headOf(profile),
      ...(consent && !isPast(askedExpiry(consent), now) && { asked: consent }),
      ...(address && !isPast(askedAddressExpiry(address), now) && { askedAddress: address }),
    } satisfies StoredSubscription;
  }

  const keysOf = (id: string): ItemKey[] => [keys.profile(id), keys.asked(id), keys.askedAddress(id)];

  /** Two calls with an address, one without, whatever is found. */
  async function known({ id, email }: SubscriptionKey): Promise<Known> {
    const own = id === undefined ? [] : keysOf(id);
    if (email === undefined) {
      const subscription = stored(await readItems(table, own));
      return subscription ? { subscription } : {};
    }
    const hash = hashOf(email);
    const of = [keys.addressLock(hash), keys.suppression(hash), keys.signUpMails(hash)];
    const [lock, suppression, mails, ...rest] = await readItems(table, [...of, ...own]);
    const subscription = stored(rest);
    // An address that nobody holds costs the same call: its hash is no subscriber's id.
    const holder = stored(await readItems(table, keysOf(String(lock?.['subscriberId'] ?? hash))));
    return {
      ...(subscription && { subscription }),
      address: {
        email,
        ...(holder && { holder }),
        ...(suppression && { suppression: fieldsOf<Suppression>(suppression) }),
        ...(mails && { mails: fieldsOf<SignUpMails>(mails) }),
      },
    };
  }

  const entries = (id: string) => {
    const { pk, sk } = keys.event(id, 0);
    return queryItems(table, {
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :events)',
      ExpressionAttributeValues: { ':pk': pk, ':events': sk.slice(0, sk.indexOf('#') + 1) },
      ConsistentRead: true,
    });
  };

  return {
    known,

    async change(key, decide) {
      const { result } = await untilSettled(table, `changing subscription ${key.id ?? ''}`, async () => {
        const { result, writes = [] } = decide(await known(key));
        if (writes.length === 0) return { result };
        const items = writes.flatMap((write) => transactItems(table, addressKey, write));
        const outcome = await transact(table, items);
        return outcome.kind === 'written' ? { result } : undefined;
      });
      return result;
    },

    async history(id) {
      const found: ConsentEntry[] = [];
      for await (const item of entries(id)) found.push(fieldsOf<ConsentEntry>(item));
      return found;
    },

    async dropHistory(id) {
      const drop = ({ pk, sk }: ItemKey) =>
        table.client.send(new DeleteCommand({ TableName: table.name, Key: { pk, sk } }));
      const gone: ItemKey[] = [keys.asked(id), keys.askedAddress(id)];
      for await (const item of entries(id)) gone.push({ pk: String(item['pk']), sk: String(item['sk']) });
      await pLimit(PARALLEL_DELETES).map(gone, drop);
    },

    async count(name, most, at) {
      const hour = at.toISOString().slice(0, 13);
      const unlimited = most === Number.POSITIVE_INFINITY;
      return conditionally(
        table.client.send(
          new UpdateCommand({
            TableName: table.name,
            Key: keys.hourCount(hashOf(name), hour),
            UpdateExpression: 'ADD #n :one SET #ttl = :ttl',
            ExpressionAttributeNames: { '#n': 'n', '#ttl': TTL_ATTRIBUTE },
            ExpressionAttributeValues: {
              ':one': 1,
              ':ttl': Math.floor(Date.parse(`${hour}:00:00Z`) / 1000) + COUNT_SECONDS,
              ...(!unlimited && { ':most': most }),
            },
            ...(!unlimited && { ConditionExpression: 'attribute_not_exists(#n) OR #n < :most' }),
          }),
        ),
      );
    },
  };
}
