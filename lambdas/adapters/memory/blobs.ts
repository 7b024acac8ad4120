import type { Clock } from '../../core/ports.ts';
import { checkBlobKey } from '../blob-keys.ts';
import type { Blobs } from '../blobs.ts';

/** Named bytes that live as long as their process. */
export function memoryBlobs(clock: Clock): Blobs {
  const stored = new Map<string, { readonly body: Uint8Array; readonly modifiedAt: string }>();
  return {
    async get(key) {
      const body = stored.get(checkBlobKey(key))?.body;
      return body && new Uint8Array(body);
    },
    async put(key, body, options = {}) {
      checkBlobKey(key);
      if (options.ifAbsent && stored.has(key)) return 'exists';
      stored.set(key, { body: new Uint8Array(body), modifiedAt: clock.now().toISOString() });
      return 'written';
    },
    async list(prefix) {
      const found = [...stored].filter(([key]) => key.startsWith(prefix));
      return found
        .sort(([a], [b]) => Number(a > b) - Number(a < b))
        .map(([key, { body, modifiedAt }]) => ({ key, bytes: body.byteLength, modifiedAt }));
    },
    async remove(key) {
      return stored.delete(checkBlobKey(key));
    },
  };
}
