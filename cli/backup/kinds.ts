/** An item of the table with all its attributes. */
export type Item = Readonly<Record<string, unknown>>;

/** Where an item goes in a backup. */
export type Place =
  /** A line of that file, as it is. */
  | { readonly kind: 'plain'; readonly file: PlainFile }
  /** The profile of a subscriber: everything of theirs becomes one line. */
  | { readonly kind: 'subscriber' }
  /** Stands under the keyed hash of an address: only who has the key, or the address, can find it again. */
  | {
      readonly kind: 'hashed';
      readonly file: HashedFile;
      /** Empty when it is no address's. */
      readonly hash: string;
    }
  /** Made anew, or of this table alone, or lapses within hours. */
  | { readonly kind: 'left-out' };

/** Files of items that are kept as they are. */
export type PlainFile = (typeof PLAIN_FILES)[number];
/** Files of items under the hash of an address. */
export type HashedFile = (typeof HASHED_FILES)[number];

/**
 * In the order of a restore: ledgers come before the issues they belong to, so that whatever is there at any moment can only
 * say too often that somebody has a mail.
 */
export const PLAIN_FILES = [
  'deliveries.jsonl',
  'imports.jsonl',
  'notes.jsonl',
  'topics.jsonl',
  'other.jsonl',
  'issues.jsonl',
] as const;

export const HASHED_FILES = ['suppressions.jsonl', 'sign-up-mails.jsonl', 'floods.jsonl'] as const;

export const SUBSCRIBERS = 'subscribers.jsonl';

const plain = (file: PlainFile): Place => ({ kind: 'plain', file });
const LEFT_OUT: Place = { kind: 'left-out' };

/** By the first part of the partition key. What a later version may add is kept under `other.jsonl`. */
const PLACES: Readonly<Record<string, Place>> = {
  ISSUE: plain('deliveries.jsonl'),
  ISSUES: plain('issues.jsonl'),
  TOPIC: plain('topics.jsonl'),
  SOURCE: plain('topics.jsonl'),
  IMPORTS: plain('imports.jsonl'),
  IMPORT: plain('imports.jsonl'),
  // Made from the profiles.
  EMAIL: LEFT_OUT,
  // Counts of an hour.
  LIMIT: LEFT_OUT,
  BALLAST: LEFT_OUT,
};

const HASHED: Readonly<Record<string, HashedFile>> = {
  SUPP: 'suppressions.jsonl',
  MAILS: 'sign-up-mails.jsonl',
  FLOODS: 'floods.jsonl',
  FLOOD: 'floods.jsonl',
};

/** Of this table alone: which it is, the rate of its senders, the version of its data (the manifest has that). */
const OWN_NOTES = new Set(['IDENTITY', 'RATE', 'DATA']);

/** Where an item belongs. */
export function placeOf(item: Item): Place {
  const [pk, sk] = [String(item['pk']), String(item['sk'])];
  const [first = '', rest = ''] = pk.split(/#(.*)/s);
  if (first === 'SUB') return sk === 'PROFILE' ? { kind: 'subscriber' } : LEFT_OUT;
  if (first === 'META') return OWN_NOTES.has(sk) ? LEFT_OUT : plain('notes.jsonl');
  const hashed = HASHED[first];
  // A flood stands under the hash of a domain, which nobody holds.
  if (hashed) return { kind: 'hashed', file: hashed, hash: hashed === 'floods.jsonl' ? '' : rest };
  return PLACES[first] ?? plain('other.jsonl');
}
