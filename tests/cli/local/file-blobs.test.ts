import { existsSync, mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileBlobs } from '../../../cli/local/file-blobs.ts';
import { testDirectories } from './test-directory.ts';

const directories = testDirectories();
let root: string;
beforeEach(() => {
  root = join(directories.make(), 'blobs');
});
afterEach(directories.remove);

const body = new TextEncoder().encode('hello');

describe('blobs in a directory', () => {
  it('are files of their names, for their owner only', async () => {
    await fileBlobs(root).put('inbox/monday.md', body);
    const path = join(root, 'inbox', 'monday.md');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(root).mode & 0o777).toBe(0o700);
    expect(statSync(path).size).toBe(5);
  });

  it('leave no empty directories behind when the last one goes', async () => {
    const blobs = fileBlobs(root);
    await blobs.put('issues/a/1', body);
    await blobs.put('issues/b', body);
    await blobs.remove('issues/a/1');
    expect(existsSync(join(root, 'issues', 'a'))).toBe(false);
    expect(existsSync(join(root, 'issues', 'b'))).toBe(true);
  });

  it('survive writers and removers that cross in one directory', async () => {
    const blobs = fileBlobs(root);
    const rounds = Array.from({ length: 60 }, (_, round) =>
      round % 2 === 0 ? blobs.put('deep/er/x', body) : blobs.remove('deep/er/x'),
    );
    await Promise.all(rounds);
    await blobs.put('deep/er/x', body);
    expect(await blobs.get('deep/er/x')).toEqual(body);
  });

  it('refuse a key below another one, saying why', async () => {
    const blobs = fileBlobs(root);
    await blobs.put('a', body);
    await expect(blobs.put('a/b', body)).rejects.toThrow(/cannot write .*a\/b: (ENOTDIR|EEXIST)/);
    expect(await blobs.get('a/b')).toBeUndefined();
    await blobs.put('c/d', body);
    await expect(blobs.put('c', body)).rejects.toThrow(/cannot write .*c: (EISDIR|ENOTEMPTY|EEXIST)/);
    expect(await blobs.get('c')).toBeUndefined();
    expect(readdirSync(join(root, '.partial'))).toEqual([]);
  });

  it('never show or take a file that is being written', async () => {
    const blobs = fileBlobs(root);
    mkdirSync(join(root, '.partial'), { recursive: true });
    writeFileSync(join(root, '.partial', 'half'), 'ha');
    expect(await blobs.list('')).toEqual([]);
    await expect(blobs.get('.partial/half')).rejects.toThrow('being written');
  });

  it('clear away what a killed process left half-written an hour ago', async () => {
    mkdirSync(join(root, '.partial'), { recursive: true });
    for (const name of ['old', 'new']) writeFileSync(join(root, '.partial', name), 'half');
    const old = new Date(Date.now() - 2 * 3_600_000);
    utimesSync(join(root, '.partial', 'old'), old, old);
    await fileBlobs(root).put('x', body);
    expect(readdirSync(join(root, '.partial'))).toEqual(['new']);
  });
});
