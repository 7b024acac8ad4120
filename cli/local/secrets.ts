import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, statSync } from 'node:fs';
import { z } from 'zod';
import type { Keys } from '../../lambdas/adapters/keys.ts';
import type { KeyStore } from '../../lambdas/adapters/rotate-keys.ts';
import { type TokenSecret, type Tokens, tokensOf } from '../../lambdas/core/subscribers/tokens.ts';
import { UsageError } from '../output.ts';
import { writeFileAtomically } from './atomic-file.ts';
import { holdLock } from './lock.ts';

/** Version (1 … 255) → 32 random bytes or more, base64. */
const keys = z.record(
  z.string().regex(/^([1-9]\d?|1\d\d|2[0-4]\d|25[0-5])$/, 'is no version: use 1 to 255'),
  z.base64().refine((key) => Buffer.from(key, 'base64').length >= 32, 'has fewer than 32 bytes'),
);

const schema = z
  .strictObject({
    /** Version that new tokens are made with. */
    current: z.int(),
    tokenKeys: keys,
    /** Only version 1 is used: with another key no address that is stored would be found again. */
    addressKeys: keys.refine((each) => each['1'], 'has no version 1'),
  })
  .refine((each) => each.tokenKeys[each.current], {
    path: ['current'],
    error: 'names a version that tokenKeys does not have',
  });

/** The laptop's keys; `tokenKeys` sign readers' links, `addressKeys` hash their addresses. */
export interface LocalSecrets extends TokenSecret {
  readonly addressKeys: Readonly<Record<string, string>>;
}

const RIGHTS_OF_OTHERS = 0o077;

/**
 * Reads the keys, or makes them once: of several processes that start together one wins and all get its keys. A file that
 * others may read is taken back to 0600 with a warning to `note`. Throws `UsageError` when the file is damaged: a new one
 * would break every link ever sent, so that is left to its owner.
 */
export function openSecrets(path: string, note: (text: string) => void): LocalSecrets {
  writeUnlessThere(path);
  const mode = statSync(path).mode & 0o777;
  if (mode & RIGHTS_OF_OTHERS) {
    chmodSync(path, 0o600);
    note(
      `${path} could be read by other users of this machine (mode ${mode.toString(8)}); it is 600 now. If somebody may have read it, delete it: links in mails sent so far will stop working.`,
    );
  }
  return parse(path, readFileSync(path, 'utf8'));
}

/** The key of address hashes. */
export const addressKeyOf = ({ addressKeys }: Pick<LocalSecrets, 'addressKeys'>): Uint8Array =>
  new Uint8Array(Buffer.from(addressKeys['1'] ?? '', 'base64'));

/**
 * Tokens that follow the file: another process may rotate the keys while this one runs, and a link made with the new one
 * has to be known here at once. A file that cannot be read any more leaves the keys that were known.
 */
export function fileTokens(path: string, known: LocalSecrets): Tokens {
  let tokens = tokensOf(known);
  let seen = stampOf(path);
  const current = () => {
    const stamp = stampOf(path);
    if (stamp === seen) return tokens;
    seen = stamp;
    try {
      tokens = tokensOf(parse(path, readFileSync(path, 'utf8')));
    } catch {
      // Whoever damaged it is told by the next command; links must go on working here.
    }
    return tokens;
  };
  return {
    make: (...args) => current().make(...args),
    read: (...args) => current().read(...args),
  };
}

/** A file that is replaced has another inode. */
function stampOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat ? `${stat.ino} ${stat.mtimeMs} ${stat.size}` : '';
}

/** The file for `keys rotate` and `restore`; of two that change it at once the second is refused (`LockHeld`). */
export function localKeyStore(path: string): KeyStore {
  const read = (): Keys => {
    const secrets = parse(path, readFileSync(path, 'utf8'));
    const { current, tokenKeys } = secrets;
    return { current, tokenKeys, addressKey: addressKeyOf(secrets) };
  };
  return {
    read: async () => read(),
    async change(decide) {
      const lock = holdLock(`${path}.lock`, 'briefwire keys');
      try {
        const { result, keys } = decide(read());
        if (keys) writeFileAtomically(path, jsonOf(keys));
        return result;
      } finally {
        lock.release();
      }
    },
  };
}

/** Nobody on the laptop goes on with keys that were read before, so a next key need not wait. */
function jsonOf({ current, tokenKeys, addressKey, next }: Keys): string {
  const secrets: LocalSecrets = {
    current: next?.version ?? current,
    tokenKeys,
    addressKeys: { '1': Buffer.from(addressKey).toString('base64') },
  };
  return `${JSON.stringify(secrets, null, 2)}\n`;
}

function writeUnlessThere(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })) return;
  const key = () => ({ '1': randomBytes(32).toString('base64') });
  const fresh = { current: 1, tokenKeys: key(), addressKeys: key() };
  writeFileAtomically(path, `${JSON.stringify(fresh, null, 2)}\n`, { ifAbsent: true });
}

function parse(path: string, text: string): LocalSecrets {
  const remedy =
    'Restore it from a copy; if there is none, delete it, which breaks the links of every mail sent so far.';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${path} is not JSON. ${remedy}`, { cause: error });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map((each) => {
    // What is wrong with the key of a record stands one level deeper.
    const { message } = each.code === 'invalid_key' ? (each.issues[0] ?? each) : each;
    return `  ${each.path.join('.')}: ${message}`;
  });
  throw new UsageError(`${path} is damaged:\n${faults.join('\n')}\n${remedy}`);
}
