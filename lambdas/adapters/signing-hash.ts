import { Buffer } from 'node:buffer';
import { createHash, createHmac, createSecretKey, type Hash, type Hmac, type KeyObject } from 'node:crypto';
import type { SESClientConfig } from '@aws-sdk/client-ses';

type SourceData = string | ArrayBuffer | ArrayBufferView;

/** Keys of a request's signature: a client signs with the same one all day (Signature Version 4, "signing key"). */
const MOST_KEYS = 16;

const keyObjects = new Map<string, KeyObject>();

function keyObjectOf(key: Uint8Array): KeyObject {
  const name = Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1');
  let object = keyObjects.get(name);
  if (!object) {
    if (keyObjects.size === MOST_KEYS) keyObjects.clear();
    object = createSecretKey(key);
    keyObjects.set(name, object);
  }
  return object;
}

function bytesOf(data: SourceData): Uint8Array {
  if (typeof data === 'string') return Buffer.from(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return new Uint8Array(data);
}

/**
 * SHA-256, or HMAC-SHA-256 when there is a secret, for the SDK's `sha256` option. The SDK hands its key over as bytes with
 * every request, and Node.js 24 needs longer to see what kind of key that is than for the hash; a tenth of a DynamoDB
 * call's processor time went there.
 */
export const SigningHash: NonNullable<SESClientConfig['sha256']> = class {
  readonly #key: KeyObject | undefined;
  #hash: Hash | Hmac;

  constructor(secret?: SourceData) {
    this.#key = secret === undefined ? undefined : keyObjectOf(bytesOf(secret));
    this.#hash = this.#fresh();
  }

  #fresh(): Hash | Hmac {
    return this.#key ? createHmac('sha256', this.#key) : createHash('sha256');
  }

  update(data: Uint8Array): void {
    this.#hash.update(bytesOf(data));
  }

  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }

  reset(): void {
    this.#hash = this.#fresh();
  }
};
