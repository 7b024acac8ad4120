import { Buffer } from 'node:buffer';
import { createHmac, createSecretKey, type KeyObject, timingSafeEqual } from 'node:crypto';

/** What a link is good for; a token of one purpose opens nothing else. */
export type TokenPurpose =
  | 'unsubscribe'
  | 'preferences'
  /** In the mail that asks whether a sign-up is meant. */
  | 'confirm'
  /** In the mail to a new address. */
  | 'address-change'
  /** On the page that says goodbye: it was a mistake. */
  | 'undo'
  /** In our sign-up form: when it was shown. */
  | 'form'
  /** In the mail of a draft: its editor decides. `id` is the edition, `about` the slot. */
  | 'draft';

/** The secret as it is kept: new tokens are made with key `current`, tokens of the other keys stay good. */
export interface TokenSecret {
  readonly current: number;
  /** Version (1 … 255) → at least 32 random bytes in base64. */
  readonly tokenKeys: Readonly<Record<string, string>>;
}

/** Whom a token speaks for. */
export interface TokenReader {
  /** Id of the subscriber. */
  readonly id: string;
  /** A token made for an older consent is worth nothing; whoever acts on it compares. */
  readonly consentVersion: number;
  /** Narrows the meaning, e.g. to one of several requests; URL-safe characters. */
  readonly about?: string;
}

export type TokenReading =
  | { readonly ok: true; readonly reader: TokenReader }
  | {
      readonly ok: false;
      /** `malformed`: cut short or mistyped; `forged`: not made with our keys, or for another purpose. */
      readonly reason: 'malformed' | 'forged' | 'expired';
    };

export interface Tokens {
  /** About 70 URL-safe characters that say nothing about the person. */
  make(purpose: TokenPurpose, reader: TokenReader, at: Date): string;
  /** Never throws: anything may stand in a URL. */
  read(purpose: TokenPurpose, token: string, at: Date): TokenReading;
}

/** How a purpose's tokens are written: the code never changes, or links in mails that are out would end. */
interface Form {
  readonly code: number;
  readonly lifetimeMs: number;
  /** Grain of the time of making, and its bytes. */
  readonly unitMs: number;
  readonly bytes: 2 | 4;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const byDay = (code: number, lifetimeMs: number): Form => ({ code, lifetimeMs, unitMs: DAY_MS, bytes: 2 });
/** Good for at least its lifetime: the minute that the time of making was cut by is added. */
const byMinute = (code: number, lifetimeMs: number): Form => ({
  code,
  lifetimeMs: lifetimeMs + MINUTE_MS,
  unitMs: MINUTE_MS,
  bytes: 4,
});

/** RFC 8058 unsubscribing must work for as long as the mail is kept; a link to somebody's choices need not. */
const FORM: Readonly<Record<TokenPurpose, Form>> = {
  unsubscribe: byDay(1, Number.POSITIVE_INFINITY),
  preferences: byDay(2, 400 * DAY_MS),
  confirm: byMinute(3, DAY_MS),
  'address-change': byMinute(4, DAY_MS),
  undo: byMinute(5, HOUR_MS),
  form: byMinute(6, DAY_MS),
  // Longer than any draft is ahead; a weekly one may wait for its editor until the next.
  draft: byMinute(7, 8 * DAY_MS),
};
/** Key version, purpose, consent version; then the time of making, the id, the MAC. */
const HEAD = 6;
/** RFC 2104 section 5: not less than half of the hash's 32 bytes. */
const MAC = 16;
const MIN_KEY = 32;
/** No token of ours is longer; longer input is not even decoded. */
const MAX_TOKEN = 200;

/** Makes and reads tokens with HMAC-SHA-256. Throws when the secret has no usable current key. */
export function tokensOf(secret: TokenSecret): Tokens {
  const keys = new Map(
    Object.entries(secret.tokenKeys).map(([version, key]) => [Number(version), decodeKey(version, key)]),
  );
  const current = keys.get(secret.current);
  if (!current) throw new Error(`the token secret has no key ${secret.current}, which it names as current`);
  return {
    make(purpose, reader, at) {
      const { code, unitMs, bytes } = FORM[purpose];
      const about = reader.about === undefined ? '' : `.${reader.about}`;
      const id = Buffer.from(reader.id + about, 'latin1');
      const token = Buffer.allocUnsafe(HEAD + bytes + id.length + MAC);
      token.writeUInt8(secret.current, 0);
      token.writeUInt8(code, 1);
      token.writeUInt32BE(reader.consentVersion, 2);
      token.writeUIntBE(Math.floor(at.getTime() / unitMs), HEAD, bytes);
      id.copy(token, HEAD + bytes);
      mac(current, token.subarray(0, -MAC)).copy(token, token.length - MAC);
      return token.toString('base64url');
    },
    read(purpose, text, at) {
      const { code, unitMs, bytes, lifetimeMs } = FORM[purpose];
      const token = decode(text, HEAD + bytes);
      if (!token) return { ok: false, reason: 'malformed' };
      const key = keys.get(token.readUInt8(0));
      const said = token.subarray(-MAC);
      if (!key || !timingSafeEqual(mac(key, token.subarray(0, -MAC)), said) || token[1] !== code) {
        return { ok: false, reason: 'forged' };
      }
      const age = at.getTime() - token.readUIntBE(HEAD, bytes) * unitMs;
      if (age > lifetimeMs) return { ok: false, reason: 'expired' };
      const [id = '', about] = token
        .subarray(HEAD + bytes, -MAC)
        .toString('latin1')
        .split('.', 2);
      const consentVersion = token.readUInt32BE(2);
      return { ok: true, reader: { id, consentVersion, ...(about !== undefined && { about }) } };
    },
  };
}

/** As a key object: bytes would be looked at anew for every token, which took longer than the hash. */
function decodeKey(version: string, key: string): KeyObject {
  const bytes = Buffer.from(key, 'base64');
  if (!/^\d+$/.test(version) || Number(version) < 1 || Number(version) > 255) {
    throw new Error(`the token secret has a key ${JSON.stringify(version)}; versions are 1 to 255`);
  }
  if (bytes.length < MIN_KEY) {
    throw new Error(`token key ${version} has ${bytes.length} bytes; it needs ${MIN_KEY}, in base64`);
  }
  return createSecretKey(bytes);
}

/** Only the one spelling that we write: base64url decoders forgive much, and a token should have one form. */
function decode(text: string, head: number): Buffer | undefined {
  if (text.length > MAX_TOKEN) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length > head + MAC && bytes.toString('base64url') === text ? bytes : undefined;
}

function mac(key: KeyObject, bytes: Buffer): Buffer {
  return createHmac('sha256', key).update(bytes).digest().subarray(0, MAC);
}
