import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aStateDirectory, briefwireHere } from '../../support/command.ts';
import { dynamoAvailable } from '../../support/dynamo.ts';
import { aDirectory } from './a-newsletter.ts';

describe.runIf(dynamoAvailable)('briefwire backup and restore', () => {
  let state: Awaited<ReturnType<typeof aStateDirectory>>;
  let files: Awaited<ReturnType<typeof aDirectory>>;
  beforeEach(async () => {
    state = await aStateDirectory();
    files = await aDirectory();
  });
  afterEach(async () => {
    await state.remove();
    await files.remove();
  });
  const run = (...words: string[]) => briefwireHere([...words, '--state', state.path]);

  it.each([
    [['backup'], 'Name a directory'],
    [['backup', '--out', 'x', '--table', 'other'], '--table is for --aws'],
    [['restore'], "missing required argument 'dir'"],
    [['restore', 'nowhere'], 'nowhere is no backup: it has no manifest.json'],
    [['backup', '--with-key', '--out', 'x'], '--with-keys'],
  ])('%j says how to write it right', async (words, says) => {
    const ran = await run(...words);
    expect([ran.code, ran.stderr]).toEqual([2, expect.stringContaining(says)]);
    expect(ran.stderr).not.toContain('    at ');
  });

  it('print counts, and as JSON the same with the hashes of the files', async () => {
    await run('subscribers', 'add', 'anna@example.com', '--confirmed', '--yes');
    const made = await run('backup', '--out', files.in('backup'), '--json');
    const { files: written } = made.json<{ files: { name: string; lines: number; sha256: string }[] }>();
    expect(written.find(({ name }) => name === 'subscribers.jsonl')).toMatchObject({
      lines: 1,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const again = await run('backup', '--out', files.in('backup'));
    expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('is not empty')]);
    const refused = await run('restore', files.in('backup'));
    expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('has readers already')]);
  });
});
