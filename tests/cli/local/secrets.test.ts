import { chmodSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { holdLock, LockHeld } from '../../../cli/local/lock.ts';
import { fileTokens, localKeyStore, openSecrets } from '../../../cli/local/secrets.ts';
import { openStateDirectory } from '../../../cli/local/state.ts';
import { UsageError } from '../../../cli/output.ts';
import { type Rotation, rotatedKeys } from '../../../lambdas/adapters/rotate-keys.ts';
import { tokensOf } from '../../../lambdas/core/subscribers/tokens.ts';
import { startChild } from './children/child.ts';
import { testDirectories } from './test-directory.ts';

const directories = testDirectories();
const notes: string[] = [];
const note = (text: string) => void notes.push(text);
let path: string;
beforeEach(() => {
  path = openStateDirectory(directories.make()).secrets;
  notes.length = 0;
});
afterEach(directories.remove);

const mode = (file: string) => (statSync(file).mode & 0o777).toString(8);

describe('the laptop’s keys', () => {
  it('are made once, random, for their owner only, and good for tokens', () => {
    const first = openSecrets(path, note);
    expect(openSecrets(path, note)).toEqual(first);
    expect(first.tokenKeys['1']).not.toBe(first.addressKeys['1']);
    expect(Buffer.from(first.tokenKeys['1'] ?? '', 'base64')).toHaveLength(32);
    expect([mode(path), notes]).toEqual(['600', []]);
    expect(() => tokensOf(first)).not.toThrow();
    const elsewhere = openSecrets(openStateDirectory(directories.make()).secrets, note);
    expect(elsewhere.tokenKeys['1']).not.toBe(first.tokenKeys['1']);
  });

  it('are the same for processes that start together', async () => {
    const children = Array.from({ length: 4 }, () => startChild('secrets-reader.ts', path));
    const keys = await Promise.all(children.map((child) => child.line(() => true)));
    expect(new Set(keys).size).toBe(1);
    expect(readdirSync(dirname(path))).toEqual(['secrets.json']);
  });

  it('are taken back from other users of the machine, with a warning', () => {
    openSecrets(path, note);
    chmodSync(path, 0o644);
    openSecrets(path, note);
    expect(mode(path)).toBe('600');
    expect(notes.join()).toMatch(/could be read by other users.*mode 644.*600 now/);
  });

  it('keep an older version beside the current one', () => {
    const { tokenKeys, addressKeys } = openSecrets(path, note);
    const key = Buffer.alloc(32, 7).toString('base64');
    const rotated = {
      current: 2,
      tokenKeys: { ...tokenKeys, 2: key },
      addressKeys: { ...addressKeys, 2: key },
    };
    writeFileSync(path, JSON.stringify(rotated));
    expect(openSecrets(path, note)).toEqual(rotated);
  });

  it.each([
    ['is not JSON', '{"current": 1', 'is not JSON'],
    [
      'names a key that is not there',
      '{"current":2,"tokenKeys":{},"addressKeys":{"1":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="}}',
      'current: names a version',
    ],
    [
      'has a short key',
      '{"current":1,"tokenKeys":{"1":"YQ=="},"addressKeys":{"1":"YQ=="}}',
      'tokenKeys.1: has fewer',
    ],
    ['has a version 0', '{"current":1,"tokenKeys":{"0":"YQ=="},"addressKeys":{}}', 'use 1 to 255'],
  ])('are never made anew over a file that %s', (_, content, message) => {
    writeFileSync(path, content, { mode: 0o600 });
    expect(() => openSecrets(path, note)).toThrow(UsageError);
    expect(() => openSecrets(path, note)).toThrow(message);
    expect(readFileSync(path, 'utf8')).toBe(content);
  });
});

describe('rotating the laptop’s keys', () => {
  const reader = { id: 'anna', consentVersion: 1 };
  const at = new Date('2026-11-24T06:00:00Z');
  const rotate = () =>
    localKeyStore(path).change<Rotation>((before) => {
      const rotation = rotatedKeys(before, { now: at, from: at });
      return rotation.kind === 'rotated' ? { result: rotation, keys: rotation.keys } : { result: rotation };
    });

  it('keeps old links good, signs new ones with the new key, and never touches the address key', async () => {
    const before = openSecrets(path, note);
    const old = tokensOf(before).make('unsubscribe', reader, at);
    expect(await rotate()).toMatchObject({ kind: 'rotated', version: 2 });
    const after = openSecrets(path, note);
    expect(after).toMatchObject({ current: 2, addressKeys: before.addressKeys });
    expect(after.tokenKeys['1']).toBe(before.tokenKeys['1']);
    expect(mode(path)).toBe('600');
    const fresh = tokensOf(after).make('unsubscribe', reader, at);
    expect(tokensOf(before).read('unsubscribe', fresh, at)).toMatchObject({ reason: 'forged' });
    for (const token of [old, fresh]) {
      expect(tokensOf(after).read('unsubscribe', token, at)).toEqual({ ok: true, reader });
    }
  });

  it('is known at once to whoever runs already', async () => {
    const running = fileTokens(path, openSecrets(path, note));
    await rotate();
    const fresh = tokensOf(openSecrets(path, note)).make('unsubscribe', reader, at);
    expect(running.read('unsubscribe', fresh, at)).toEqual({ ok: true, reader });
    expect(running.make('unsubscribe', reader, at)).toBe(fresh);
    writeFileSync(path, 'damaged');
    expect(running.read('unsubscribe', fresh, at)).toEqual({ ok: true, reader });
  });

  it('is refused while another process does it, and changes nothing', async () => {
    const before = openSecrets(path, note);
    const lock = holdLock(`${path}.lock`, 'briefwire keys');
    await expect(rotate()).rejects.toThrow(LockHeld);
    lock.release();
    expect(openSecrets(path, note)).toEqual(before);
  });
});

it('the state directory is for its owner only, also one that was not', () => {
  const root = directories.make();
  chmodSync(root, 0o755);
  openStateDirectory(root);
  expect(mode(root)).toBe('700');
  expect(mode(openStateDirectory(`${root}/deep/er`).root)).toBe('700');
});
