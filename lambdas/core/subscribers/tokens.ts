import { Buffer } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a link is good for; a token of one purpose opens nothing else. */
export type TokenPurpose = 'unsubscribe' | 'preferences';

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

const CODE: Readonly<Record<TokenPurpose, number>> = { unsubscribe: 1, preferences: 2 };
const DAY_MS = 86_400_000;
/** RFC 8058 unsubscribing must work for as long as the mail is kept; a link to somebody's choices need not. */
const LIFETIME_MS: Readonly<Record<TokenPurpose, number>> = {
  unsubscribe: Number.POSITIVE_INFINITY,
  preferences: 400 * DAY_MS,
};
/** Key version, purpose, consent version, day of making; then the id, then the MAC. */
const HEAD = 8;
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
      const id = Buffer.from(reader.id, 'latin1');
      const token = Buffer.allocUnsafe(HEAD + id.length + MAC);
      token.writeUInt8(secret.current, 0);
      token.writeUInt8(CODE[purpose], 1);
      token.writeUInt32BE(reader.consentVersion, 2);
      token.writeUInt16BE(Math.floor(at.getTime() / DAY_MS), 6);
      id.copy(token, HEAD);
      mac(current, token.subarray(0, -MAC)).copy(token, token.length - MAC);
      return token.toString('base64url');
    },
    read(purpose, text, at) {
      const token = decode(text);
      if (!token) return { ok: false, reason: 'malformed' };
      const key = keys.get(token.readUInt8(0));
      const said = token.subarray(-MAC);
      if (!key || !timingSafeEqual(mac(key, token.subarray(0, -MAC)), said) || token[1] !== CODE[purpose]) {
        return { ok: false, reason: 'forged' };
      }
      const age = at.getTime() - token.readUInt16BE(6) * DAY_MS;
      if (age > LIFETIME_MS[purpose]) return { ok: false, reason: 'expired' };
      const id = token.subarray(HEAD, -MAC).toString('latin1');
      return { ok: true, reader: { id, consentVersion: token.readUInt32BE(2) } };
    },
  };
}

function decodeKey(version: string, key: string): Buffer {
  const bytes = Buffer.from(key, 'base64');
  if (!/^\d+$/.test(version) || Number(version) < 1 || Number(version) > 255) {
    throw new Error(`the token secret has a key ${JSON.stringify(version)}; versions are 1 to 255`);
  }
  if (bytes.length < MIN_KEY) {
    throw new Error(`token key ${version} has ${bytes.length} bytes; it needs ${MIN_KEY}, in base64`);
  }
  return bytes;
}

/** Only the one spelling that we write: base64url decoders forgive much, and a token should have one form. */
function decode(text: string): Buffer | undefined {
  if (text.length > MAX_TOKEN) return undefined;
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length > HEAD + MAC && bytes.toString('base64url') === text ? bytes : undefined;
}

function mac(key: Buffer, bytes: Buffer): Buffer {
  return createHmac('sha256', key).update(bytes).digest().subarray(0, MAC);
}
