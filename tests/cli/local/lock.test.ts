import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { alone, holdLock, LockHeld, lockHolder, lockIsWanted, wantLock } from '../../../cli/local/lock.ts';
import { startChild } from './children/child.ts';
import { testDirectories } from './test-directory.ts';

const directories = testDirectories();
let file: string;
beforeEach(() => {
  file = `${directories.make()}/lock.db`;
});
afterEach(directories.remove);

describe('a lock', () => {
  it('is held by one at a time, and says who has it', () => {
    expect(lockHolder(file)).toBeUndefined();
    const held = holdLock(file, 'briefwire start');
    held.describe({ url: 'http://localhost:8025' });
    expect(() => holdLock(file, 'another')).toThrow(LockHeld);
    expect(() => holdLock(file, 'another')).toThrow(`"briefwire start", process ${process.pid}, has ${file}`);
    expect(lockHolder(file)).toEqual({
      pid: process.pid,
      what: 'briefwire start',
      url: 'http://localhost:8025',
    });
    held.release();
    expect(lockHolder(file)).toBeUndefined();
    holdLock(file, 'another').release();
  });

  it('is refused to another process with the pid of its holder, and is free when that is killed', async () => {
    const child = startChild('lock-holder.ts', file);
    await child.line((line) => line === 'held');
    expect(lockHolder(file)).toEqual({ pid: child.pid, what: 'child' });
    expect(() => holdLock(file, 'ours')).toThrow(`process ${child.pid}`);
    await child.end('SIGKILL');
    const held = holdLock(file, 'ours');
    expect(lockHolder(file)?.what).toBe('ours');
    held.release();
  });
});

it('a wish for a lock counts for others, as long as its process lives', async () => {
  const unwant = wantLock(file);
  expect(lockIsWanted(file)).toBe(false);
  unwant();
  const child = startChild('lock-holder.ts', `${file}.other`);
  await child.line((line) => line === 'held');
  writeFileSync(`${file}.wanted.json`, JSON.stringify({ pid: child.pid }));
  expect(lockIsWanted(file)).toBe(true);
  await child.end('SIGKILL');
  expect(lockIsWanted(file)).toBe(false);
  writeFileSync(`${file}.wanted.json`, '{"pid":');
  expect(lockIsWanted(file)).toBe(false);
});

it('work that must be alone is done one after another, also after one failed', async () => {
  const order: string[] = [];
  const work = (name: string, fails = false) =>
    alone(file, async () => {
      order.push(`${name} begins`);
      await new Promise(setImmediate);
      order.push(`${name} ends`);
      if (fails) throw new Error(name);
    });
  const outcomes = await Promise.allSettled([work('a', true), work('b'), work('c')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  for (let at = 0; at < order.length; at += 2) {
    expect(order[at + 1]).toBe(order[at]?.replace('begins', 'ends'));
  }
});
