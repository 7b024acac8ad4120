import type { Clock } from '../../core/ports.ts';
import {
  appendEntry,
  type ChainHead,
  type ConsentEntry,
  chainStart,
} from '../../core/subscribers/consent.ts';
import type {
  AskedAddress,
  AskedConsent,
  Known,
  SignUpMails,
  StoredSubscription,
  SubscriptionKey,
  SubscriptionStore,
  Write,
} from '../../core/subscribers/store.ts';
import type { Subscriber, Suppression } from '../../core/subscribers/subscriber.ts';
import { askedAddressExpiry, askedExpiry, isExpired, isPast } from '../subscriber-rules.ts';

/** What is stored, for reading. */
export interface MemoryProfiles {
  readonly profiles: ReadonlyMap<string, Subscriber>;
  /** Address in lower case → subscriber id. */
  readonly locks: ReadonlyMap<string, string>;
}

/** Subscriptions that live as long as their process. Rules are decided and done in one turn of the event loop. */
export function memorySubscriptionStore(clock: Pick<Clock, 'now'>): SubscriptionStore & MemoryProfiles {
  const profiles = new Map<string, Subscriber>();
  const heads = new Map<string, ChainHead>();
  const locks = new Map<string, string>();
  const suppressions = new Map<string, Suppression>();
  const mails = new Map<string, SignUpMails>();
  const asked = new Map<string, AskedConsent>();
  const askedAddresses = new Map<string, AskedAddress>();
  const ledger = new Map<string, ConsentEntry[]>();
  const counts = new Map<string, number>();

  function stored(id: string | undefined): StoredSubscription | undefined {
    const subscriber = id === undefined ? undefined : profiles.get(id);
    const now = clock.now();
    if (!subscriber || isExpired(subscriber, now)) return undefined;
    const consent = asked.get(subscriber.id);
    const address = askedAddresses.get(subscriber.id);
    return {
      subscriber,
      head: heads.get(subscriber.id) ?? chainStart(subscriber.id),
      ...(consent && !isPast(askedExpiry(consent), now) && { asked: consent }),
      ...(address && !isPast(askedAddressExpiry(address), now) && { askedAddress: address }),
    };
  }

  function known({ id, email }: SubscriptionKey): Known {
    const subscription = stored(id);
    const own = subscription && { subscription };
    if (email === undefined) return { ...own };
    const name = email.toLowerCase();
    const holder = stored(locks.get(name));
    const suppression = suppressions.get(name);
    const sent = mails.get(name);
    return {
      ...own,
      address: {
        email,
        ...(holder && { holder }),
        ...(suppression && { suppression }),
        ...(sent && { mails: sent }),
      },
    };
  }

  function write(change: Write): void {
    switch (change.kind) {
      case 'profile': {
        const { before, after, entry: facts } = change;
        profiles.set(after.id, after);
        if (!facts) return;
        const entry = appendEntry(before?.head ?? chainStart(after.id), facts);
        heads.set(after.id, { n: entry.n, hash: entry.hash });
        ledger.set(after.id, [...(ledger.get(after.id) ?? []), entry]);
        return;
      }
      case 'forget-profile':
        profiles.delete(change.before.subscriber.id);
        heads.delete(change.before.subscriber.id);
        return;
      case 'forget-entry':
        put(
          ledger,
          change.id,
          ledger.get(change.id)?.filter(({ n }) => n !== change.n),
        );
        return;
      case 'lock':
        locks.set(change.email.toLowerCase(), change.subscriber.id);
        return;
      case 'unlock':
        locks.delete(change.email.toLowerCase());
        return;
      case 'suppress':
        suppressions.set(change.email.toLowerCase(), change.suppression);
        return;
      case 'unsuppress':
        suppressions.delete(change.email.toLowerCase());
        return;
      case 'mails':
        put(mails, change.email.toLowerCase(), change.after);
        return;
      case 'asked':
        put(asked, change.id, change.asked);
        return;
      case 'asked-address':
        put(askedAddresses, change.id, change.asked);
        return;
      case 'not-suppressed':
      case 'ballast':
        return;
    }
  }

  return {
    profiles,
    locks,
    known: async (key) => known(key),
    async change(key, decide) {
      const { result, writes = [] } = decide(known(key));
      writes.forEach(write);
      return result;
    },
    history: async (id) => [...(ledger.get(id) ?? [])],
    async dropHistory(id) {
      for (const each of [ledger, asked, askedAddresses]) each.delete(id);
    },
    async count(name, most, at) {
      const key = `${at.toISOString().slice(0, 13)} ${name.toLowerCase()}`;
      const n = counts.get(key) ?? 0;
      if (n >= most) return false;
      counts.set(key, n + 1);
      return true;
    },
  };
}

function put<Value>(map: Map<string, Value>, key: string, value: Value | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
}
