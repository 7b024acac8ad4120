import { createHmac } from 'node:crypto';

/**
 * What stands for an address in keys: HMAC-SHA256 as base64url, so that nobody without the key can try addresses against
 * a copy of the table. Case is folded, in the local part too: no mail provider of note tells `Anna@` from `anna@`, and a
 * person must not get an issue twice because a list spelled them in two ways. `email` as `parseAddress` returns it.
 */
export function addressHash(email: string, key: Uint8Array): string {
  return createHmac('sha256', key).update(email.toLowerCase()).digest('base64url');
}
