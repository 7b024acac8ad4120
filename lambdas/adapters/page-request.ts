import { isIPv6, type LookupFunction } from 'node:net';
import { Agent, fetch, type Response } from 'undici';
import type { Target } from './page-address.ts';

/**
 * Sends one GET and hands its answer to `use`; redirects are answers too. Connects to the target's own addresses and no
 * others, by no proxy, and hangs up when `use` is done, whatever is left unread. Rejects as undici's fetch does.
 */
export async function withResponse<Result>(
  { url, addresses }: Target,
  { headers, signal }: { readonly headers: Record<string, string>; readonly signal: AbortSignal },
  use: (response: Response) => Promise<Result>,
): Promise<Result> {
  const dispatcher = new Agent({ connect: { lookup: only(addresses) } });
  try {
    return await use(await fetch(url, { dispatcher, headers, signal, redirect: 'manual' }));
  } finally {
    await dispatcher.destroy();
  }
}

/** Answers every lookup of a connection with the addresses that were checked; an agent lives for one URL. */
function only(addresses: readonly string[]): LookupFunction {
  const known = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_host, { all }, callback) => {
    const [first] = known;
    if (all || !first) callback(null, known);
    else callback(null, first.address, first.family);
  };
}

/** The decompressed body, or `undefined` when it has more than `maxBytes`; what lies beyond is never read. */
export async function bodyOf(response: Response, maxBytes: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
