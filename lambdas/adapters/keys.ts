import { hkdfSync, randomBytes } from 'node:crypto';
import type { TokenSecret } from '../core/subscribers/tokens.ts';

/** The newsletter's keys; the token keys are as `tokensOf` takes them. */
export interface Keys extends TokenSecret {
  /** Key of `addressHash`; it never changes, or no address would be found again. */
  readonly addressKey: Uint8Array;
  /** A key that is known already and will sign from that instant (ISO 8601) on: see `rotatedKeys`. */
  readonly next?: NextKey;
}

export interface NextKey {
  readonly version: number;
  readonly from: string;
}

/** Bytes of a key: the output length of SHA-256, as RFC 2104 section 3 advises for HMAC. */
const KEY_BYTES = 32;
/** A generated string of 32 letters and digits has 190 bits; a shorter one was typed by somebody. */
const SHORTEST_SEED = 32;

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'));
const base64Of = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');

/** 1 … 255: a token has one byte for it. */
const VERSION = /^([1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** Checked by hand, not by a schema library: the sender loads this, and its start is measured. */
type Faults = string[];
type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function checkKey(path: string, value: unknown, faults: Faults): string {
  if (typeof value !== 'string' || !BASE64.test(value)) faults.push(`${path} must be base64`);
  else if (bytesOf(value).length < KEY_BYTES) faults.push(`${path} must have at least ${KEY_BYTES} bytes`);
  return String(value);
}

function checkKeys(document: Fields, faults: Faults): Keys {
  const { current, tokenKeys, addressKey, next, ...others } = document;
  for (const name of Object.keys(others)) faults.push(`${name} is no field of it`);
  const checked: Record<string, string> = {};
  for (const [version, key] of Object.entries(isFields(tokenKeys) ? tokenKeys : {})) {
    if (!VERSION.test(version)) faults.push(`tokenKeys.${version} must be a version from 1 to 255`);
    checked[version] = checkKey(`tokenKeys.${version}`, key, faults);
  }
  if (typeof current !== 'number' || !Object.hasOwn(checked, current)) {
    faults.push('current must be one of the versions in tokenKeys');
  }
  return {
    current: Number(current),
    tokenKeys: checked,
    addressKey: bytesOf(checkKey('addressKey', addressKey, faults)),
    ...(next !== undefined && { next: checkNext(next, checked, faults) }),
  };
}

function checkNext(next: unknown, tokenKeys: object, faults: Faults): NextKey {
  const { version, from } = isFields(next) ? next : {};
  if (typeof version !== 'number' || !Object.hasOwn(tokenKeys, version)) {
    faults.push('next.version must be one of the versions in tokenKeys');
  }
  if (typeof from !== 'string' || Number.isNaN(Date.parse(from))) {
    faults.push('next.from must be an instant such as "2026-11-24T06:00:00Z"');
  }
  return { version: Number(version), from: String(from) };
}

/** HKDF (RFC 5869): keys of one seed that tell nothing of each other. */
function derived(seed: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', seed, 'briefwire', purpose, KEY_BYTES));
}

/** Keys of the seeds: a token key per version, the highest is current; the address key is of version 1. */
function keysOfSeeds(document: Fields, faults: Faults): Keys {
  const tokenKeys: Record<string, string> = {};
  for (const [name, seed] of Object.entries(document)) {
    const version = name.slice(1);
    if (!name.startsWith('v') || !VERSION.test(version)) {
      faults.push(`${name} must be a version from v1 to v255`);
    } else if (typeof seed !== 'string' || seed.length < SHORTEST_SEED) {
      faults.push(`${name} must have at least ${SHORTEST_SEED} random characters`);
    } else {
      tokenKeys[version] = base64Of(derived(seed, 'token-key'));
    }
  }
  const first = document['v1'];
  if (first === undefined) faults.push('v1 is missing: address hashes are made with it for good');
  return {
    current: Math.max(...Object.keys(tokenKeys).map(Number)),
    tokenKeys,
    addressKey: derived(String(first), 'address-key'),
  };
}

/**
 * The keys in a secret's text, which is one of
 * - the keys: `{ "current": 1, "tokenKeys": { "1": "<base64>" }, "addressKey": "<base64>" }` (what
 *   `keys rotate` writes, with `next` for a while);
 * - seeds: `{ "v1": "<64 random characters>" }`, since Secrets Manager generates one random string and no structure. All
 *   keys are derived from them; a `v2` added by hand becomes the key of new tokens at once, and the old links stay good;
 * - one random string alone: the same as a seed `v1`.
 * Throws an error that names the field and never quotes the text.
 */
export function parseKeys(text: string): Keys {
  const secret = text.trim();
  const document = secret.startsWith('{') ? jsonOf(secret) : { v1: secret };
  const faults: Faults = [];
  const keys = Object.hasOwn(document, 'tokenKeys')
    ? checkKeys(document, faults)
    : keysOfSeeds(document, faults);
  if (faults.length > 0) throw new Error(`The secret of keys is wrong: ${faults.join('; ')}`);
  return keys;
}

/** JSON.parse's own message quotes the text, which here is a secret. */
function jsonOf(text: string): Fields {
  try {
    return JSON.parse(text) as Fields;
  } catch {
    throw new Error('The secret of keys begins with "{" and is not JSON');
  }
}

/** The text that `parseKeys` reads back. */
export function keysToJson({ current, tokenKeys, addressKey, next }: Keys): string {
  const document = { current, tokenKeys, addressKey: base64Of(addressKey), ...(next && { next }) };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** New random keys, version 1. */
export function generateKeys(): Keys {
  return { current: 1, tokenKeys: { 1: base64Of(randomKey()) }, addressKey: randomKey() };
}

const randomKey = () => new Uint8Array(randomBytes(KEY_BYTES));
