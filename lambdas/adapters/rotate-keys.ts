import { randomBytes } from 'node:crypto';
import type { Keys } from './keys.ts';

/** A token has one byte for the version of its key. */
const HIGHEST_VERSION = 255;

/** Where keys are kept, for whoever may change them: a secret in AWS, a file on the laptop. */
export interface KeyStore {
  read(): Promise<Keys>;
  /** Reads them as they are now, lets `decide` answer, and keeps the `keys` that it gives; absent: they stay. */
  change<Result>(decide: (keys: Keys) => KeyChange<Result>): Promise<Result>;
}

export interface KeyChange<Result> {
  readonly result: Result;
  readonly keys?: Keys;
}

export type Rotation =
  /** `keys` have one version more, which signs from `from` (ISO 8601) on. */
  | { readonly kind: 'rotated'; readonly keys: Keys; readonly version: number; readonly from: string }
  /** An earlier rotation has not taken effect yet; nothing to write. */
  | { readonly kind: 'under-way'; readonly version: number; readonly from: string }
  /** All 255 versions are used. */
  | { readonly kind: 'used-up' };

/**
 * Keys with one more token key, which signs from `from` on; until then it only verifies, so that every function knows it
 * before the first link is made with it. No version is ever taken away: an unsubscribe link never expires. The address key
 * stays, too: of an erased reader the hash alone is left, and nobody could make it anew.
 */
export function rotatedKeys(keys: Keys, { now, from }: { now: Date; from: Date }): Rotation {
  const { next, ...before } = keysAt(keys, now);
  if (next) return { kind: 'under-way', ...next };
  const version = Math.max(...Object.keys(before.tokenKeys).map(Number)) + 1;
  if (version > HIGHEST_VERSION) return { kind: 'used-up' };
  const key = randomBytes(32).toString('base64');
  const tokenKeys = { ...before.tokenKeys, [version]: key };
  const at = from.toISOString();
  const rotated = keysAt({ ...before, tokenKeys, next: { version, from: at } }, now);
  return { kind: 'rotated', keys: rotated, version, from: at };
}

/** The keys as they are at `now`: a next key whose time has come is current. The same object when nothing changes. */
export function keysAt(keys: Keys, now: Date): Keys {
  const { next, ...rest } = keys;
  if (!next || Date.parse(next.from) > now.getTime()) return keys;
  return { ...rest, current: next.version };
}
