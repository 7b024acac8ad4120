import { appendEntry, chainStart } from '../core/subscribers/consent.ts';
import type { Write } from '../core/subscribers/store.ts';
import { addressHash } from './address-hash.ts';
import type { DynamoTable } from './dynamo-client.ts';
import { keys, TTL_ATTRIBUTE } from './dynamo-table.ts';
import type { TransactItem } from './dynamo-write.ts';
import { isUntouched, lockItem, profileItem } from './subscriber-items.ts';
import { askedAddressExpiry, askedExpiry } from './subscriber-rules.ts';

/** A ballast's item lives this long; it is never read. */
const BALLAST_SECONDS = 3_600;

/** The key is free, or what stands there has lapsed and was not deleted yet. */
function isFree(table: DynamoTable) {
  return {
    ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
    ExpressionAttributeNames: { '#ttl': TTL_ATTRIBUTE },
    ExpressionAttributeValues: { ':now': Math.floor(table.clock.now().getTime() / 1000) },
  };
}

/** The parts of a transaction that do what a rule of the core decided; each holds only over what the rule saw. */
export function transactItems(table: DynamoTable, addressKey: Uint8Array, write: Write): TransactItem[] {
  const TableName = table.name;
  const hashOf = (email: string) => addressHash(email, addressKey);
  switch (write.kind) {
    case 'profile': {
      const { before, after, entry: facts } = write;
      const entry = facts && appendEntry(before?.head ?? chainStart(after.id), facts);
      const condition = before ? isUntouched(before) : isFree(table);
      const profile = profileItem(after, entry ?? before?.head);
      return [
        { Put: { TableName, Item: profile, ...condition } },
        ...(entry ? [{ Put: { TableName, Item: { ...keys.event(after.id, entry.n), ...entry } } }] : []),
      ];
    }
    case 'forget-profile':
      return [
        {
          Delete: { TableName, Key: keys.profile(write.before.subscriber.id), ...isUntouched(write.before) },
        },
      ];
    case 'forget-entry':
      return [{ Delete: { TableName, Key: keys.event(write.id, write.n) } }];
    case 'lock': {
      const { heldBy } = write;
      const condition = heldBy === undefined ? isFree(table) : isHeldBy(heldBy);
      return [{ Put: { TableName, Item: lockItem(hashOf(write.email), write.subscriber), ...condition } }];
    }
    case 'unlock':
      return [
        { Delete: { TableName, Key: keys.addressLock(hashOf(write.email)), ...isHeldBy(write.heldBy) } },
      ];
    case 'suppress':
      return [
        { Put: { TableName, Item: { ...keys.suppression(hashOf(write.email)), ...write.suppression } } },
      ];
    case 'unsuppress':
      return [{ Delete: { TableName, Key: keys.suppression(hashOf(write.email)) } }];
    case 'not-suppressed':
      return [
        {
          ConditionCheck: {
            TableName,
            Key: keys.suppression(hashOf(write.email)),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
      ];
    case 'asked': {
      const { id, asked } = write;
      return [
        asked
          ? { Put: { TableName, Item: { ...keys.asked(id), ...asked, [TTL_ATTRIBUTE]: askedExpiry(asked) } } }
          : { Delete: { TableName, Key: keys.asked(id) } },
      ];
    }
    case 'asked-address': {
      const { id, asked } = write;
      const key = keys.askedAddress(id);
      return [
        asked
          ? { Put: { TableName, Item: { ...key, ...asked, [TTL_ATTRIBUTE]: askedAddressExpiry(asked) } } }
          : { Delete: { TableName, Key: key } },
      ];
    }
    case 'mails': {
      const { before, after } = write;
      const key = keys.signUpMails(hashOf(write.email));
      if (!after) return [{ Delete: { TableName, Key: key } }];
      const condition = before
        ? {
            ConditionExpression: '#count = :count AND lastAt = :last',
            ExpressionAttributeNames: { '#count': 'count' },
            ExpressionAttributeValues: { ':count': before.count, ':last': before.lastAt },
          }
        : { ConditionExpression: 'attribute_not_exists(pk)' };
      return [{ Put: { TableName, Item: { ...key, ...after }, ...condition } }];
    }
    case 'ballast': {
      const expiry = Math.floor(table.clock.now().getTime() / 1000) + BALLAST_SECONDS;
      const key = keys.ballast(hashOf(write.email), write.n);
      return [{ Put: { TableName, Item: { ...key, [TTL_ATTRIBUTE]: expiry } } }];
    }
  }
}

function isHeldBy(id: string) {
  return {
    ConditionExpression: 'subscriberId = :holder',
    ExpressionAttributeValues: { ':holder': id },
  };
}
