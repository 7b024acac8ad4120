import { createHash } from 'node:crypto';

/** What happened to a subscription. */
export type ConsentEvent =
  /** By the owner, who states that the person agreed; `imported` names the import. */
  | 'added'
  | 'imported'
  /** By the person, through the link in a mail to the address. */
  | 'confirmed'
  | 'address-changed'
  | 'chose'
  | 'unsubscribed'
  /** The person took the unsubscribing back. */
  | 'resubscribed'
  | 'suppressed'
  | 'unsuppressed'
  /** The owner took back what a mail scanner had done. */
  | 'flood-undone';

/** How a confirmation was proved: the token's hash, and whether the browser was the one that had signed up. */
export interface ConsentProof {
  readonly how: 'same-browser' | 'button';
  /** SHA-256 of the token, hexadecimal: who has the mail can show that it is this one. */
  readonly token: string;
}

/** What one entry states; everything optional is absent rather than empty. Never an address. */
export interface ConsentFacts {
  readonly type: ConsentEvent;
  /** ISO 8601. */
  readonly at: string;
  /** The part of the system that wrote it, e.g. `pages`, `cli`. */
  readonly source: string;
  /** The consent that holds from here on. */
  readonly consentVersion: number;
  /** Version of the words that the person agreed to. */
  readonly wording?: string;
  /** Truncated network address: IPv4 /24, IPv6 /48. */
  readonly network?: string;
  /** When and from where it was asked for, before it was confirmed. */
  readonly asked?: { readonly at: string; readonly source: string; readonly network?: string };
  readonly proof?: ConsentProof;
  /** Of unsubscribing: by the mailbox's button or by our page. */
  readonly via?: 'one-click' | 'page';
  /** Why, in a word of a closed list. */
  readonly reason?: string;
  /** Of an import. */
  readonly importId?: string;
}

/** An entry of the consent ledger: the facts, their place, and the hash that ties them to everything before. */
export interface ConsentEntry extends ConsentFacts {
  /** From 1, without gaps. */
  readonly n: number;
  /** Hash of the entry before; of the first: `chainStart`. */
  readonly previous: string;
  readonly hash: string;
}

/** The last entry, as the profile knows it: a ledger whose tail was cut off does not end there. */
export interface ChainHead {
  readonly n: number;
  readonly hash: string;
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** Before the first entry. It holds the subscriber's id, so that nobody's entries can stand for another's. */
export function chainStart(subscriberId: string): ChainHead {
  return { n: 0, hash: sha256(`briefwire consent ledger of ${subscriberId}`) };
}

/** The same text for the same value, whatever order its fields were written in. */
function canonical(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).filter(([, each]) => each !== undefined);
  const sorted = fields.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, each]) => `${JSON.stringify(name)}:${canonical(each)}`).join(',')}}`;
}

/** The entry that comes after `head`. */
export function appendEntry(head: ChainHead, facts: ConsentFacts): ConsentEntry {
  const entry = { ...facts, n: head.n + 1, previous: head.hash };
  return { ...entry, hash: sha256(canonical(entry)) };
}

export type ChainVerdict =
  | { readonly ok: true; readonly entries: number }
  /** `n`: the first place where the ledger is not what was written. */
  | {
      readonly ok: false;
      readonly n: number;
      readonly fault: 'missing' | 'changed' | 'moved' | 'unknown-tail';
    };

/**
 * Whether these are the entries that were written, all of them, in their order. Somebody who can write the table and knows
 * this rule can make a new ledger from the start; a copy of an earlier head (a backup, a log) shows that too.
 */
export function verifyChain(
  subscriberId: string,
  entries: readonly ConsentEntry[],
  head: ChainHead,
): ChainVerdict {
  let before = chainStart(subscriberId);
  for (const { hash, ...entry } of entries) {
    const n = before.n + 1;
    if (entry.n !== n) return { ok: false, n, fault: entry.n > n ? 'missing' : 'moved' };
    if (sha256(canonical(entry)) !== hash) return { ok: false, n, fault: 'changed' };
    if (entry.previous !== before.hash) return { ok: false, n, fault: 'moved' };
    before = { n, hash };
  }
  if (before.n < head.n) return { ok: false, n: before.n + 1, fault: 'missing' };
  if (before.n > head.n || before.hash !== head.hash)
    return { ok: false, n: before.n, fault: 'unknown-tail' };
  return { ok: true, entries: before.n };
}
