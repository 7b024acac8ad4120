import type { Subscriber, SuppressionCause } from '../core/subscribers/subscriber.ts';
import type { DynamoTable } from './dynamo-client.ts';
import { keys, TTL_ATTRIBUTE } from './dynamo-table.ts';
import type { TransactItem } from './dynamo-write.ts';
import { lockItem, profileItem } from './subscriber-items.ts';

/** Who did what to a subscription; written in the transaction of the change itself. */
export interface SubscriptionEvent {
  readonly subscriberId: string;
  /** ISO 8601. */
  readonly at: string;
  readonly type: 'added' | 'unsubscribed' | 'chose' | 'suppressed';
  /** The part of the system that wrote it, e.g. `cli`. */
  readonly source: string;
  /** Of a suppression. */
  readonly reason?: SuppressionCause['reason'];
}

/** Appends the event to the subscription's history. */
export function putEvent(table: DynamoTable, event: SubscriptionEvent): TransactItem {
  const { subscriberId, ...facts } = event;
  return {
    Put: {
      TableName: table.name,
      Item: { ...keys.event(subscriberId, facts.at, facts.type), ...facts },
    },
  };
}

/** Remembers an address that must get no mail; nothing but its hash and the cause. */
export function putSuppression(table: DynamoTable, hash: string, cause: SuppressionCause): TransactItem {
  return { Put: { TableName: table.name, Item: { ...keys.suppression(hash), ...cause } } };
}

/** Writes the profile over the version that was read, and only over that. */
export function replaceProfile(table: DynamoTable, before: Subscriber, after: Subscriber): TransactItem {
  return {
    Put: {
      TableName: table.name,
      Item: profileItem(after),
      ConditionExpression: '#state = :state AND consentVersion = :consent AND updatedAt = :updated',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: {
        ':state': before.state,
        ':consent': before.consentVersion,
        ':updated': before.updatedAt,
      },
    },
  };
}

/** A profile under an id that nobody has. */
export function putNewProfile(table: DynamoTable, subscriber: Subscriber): TransactItem {
  return {
    Put: {
      TableName: table.name,
      Item: profileItem(subscriber),
      ConditionExpression: 'attribute_not_exists(pk)',
    },
  };
}

/** Takes an address that is free, lapsed, or held by `holder`. */
export function lockAddress(
  table: DynamoTable,
  hash: string,
  subscriber: Subscriber,
  holder: Subscriber | undefined,
): TransactItem {
  const item = { TableName: table.name, Item: lockItem(hash, subscriber) };
  if (holder) {
    return {
      Put: {
        ...item,
        ConditionExpression: 'subscriberId = :holder',
        ExpressionAttributeValues: { ':holder': holder.id },
      },
    };
  }
  return {
    Put: {
      ...item,
      ConditionExpression: 'attribute_not_exists(pk) OR #ttl <= :now',
      ExpressionAttributeNames: { '#ttl': TTL_ATTRIBUTE },
      ExpressionAttributeValues: { ':now': Math.floor(table.clock.now().getTime() / 1000) },
    },
  };
}

/** Takes a guest's profile away; a claim that is on its way finds no reader then. */
export function deleteGuest(table: DynamoTable, guest: Subscriber): TransactItem {
  return {
    Delete: {
      TableName: table.name,
      Key: keys.profile(guest.id),
      ConditionExpression: '#state = :guest',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':guest': 'guest' },
    },
  };
}
