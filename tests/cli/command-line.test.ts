import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aStateDirectory, briefwire, briefwireHere } from '../support/command.ts';

describe('the briefwire command', () => {
  let state: Awaited<ReturnType<typeof aStateDirectory>>;
  beforeAll(async () => {
    state = await aStateDirectory();
  });
  afterAll(() => state.remove());
  const here = (...words: string[]) => briefwireHere([...words, '--state', state.path]);

  it('runs on the Node that Lambda has, or a newer one', () => {
    expect(Number(process.versions.node.split('.')[0])).toBeGreaterThanOrEqual(24);
  });

  it('is a process that explains itself and ends with the code of what it did', async () => {
    const helped = await briefwire(['--help']);
    expect(helped).toMatchObject({ code: 0, stderr: '' });
    expect(helped.stdout).toContain('Usage: briefwire');
    const failed = await briefwire(['topics', 'nowhere.md']);
    expect(failed).toMatchObject({ code: 2, stdout: '' });
    expect(failed.stderr).toMatch(/^briefwire: There is no nowhere.md/);
  });

  it('does its work in peace when nobody reads to the end, e.g. `| head`', async () => {
    const [main, briefing] = ['../../cli/main.ts', '../../briefings/morning-wire.md'].map((path) =>
      fileURLToPath(new URL(path, import.meta.url)),
    );
    const words = [process.execPath, main, briefing] as string[];
    const script = '{ "$0" "$1" topics "$2" --json; echo "ended with $?" >&2; } | true';
    const { stderr } = await promisify(execFile)('sh', ['-c', script, ...words]);
    expect(stderr.trim()).toBe('ended with 0');
  });

  it('names the nearest command after a typo, as wrong usage', async () => {
    const ran = await briefwireHere(['sedn']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain("unknown command 'sedn'");
    expect(ran.stderr).toContain('Did you mean send?');
  });

  it('names the nearest option after a typo', async () => {
    const ran = await briefwireHere(['send', 'a.md', '--isue', 'x']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('--issue');
  });

  it.each([
    [[]],
    [['topics']],
    [['render']],
    [['check']],
    [['send']],
    [['inbox', 'add']],
    [['subscribers', 'import']],
    [['start']],
  ])('explains %j with --help', async (words) => {
    const ran = await briefwireHere([...words, '--help']);
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Usage: briefwire');
    expect(ran.stdout).toContain('--json');
  });

  it('says that a file is not there, without a stack trace', async () => {
    const ran = await briefwireHere(['topics', 'nowhere.md']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('nowhere.md');
    expect(ran.stderr).not.toContain('    at ');
  });

  it('answers one JSON document under --json, also when it fails', async () => {
    const ran = await briefwireHere(['topics', 'nowhere.md', '--json']);
    expect(ran.json<{ error: { message: string } }>().error.message).toContain('nowhere.md');
  });

  it('refuses a duration without its unit as wrong usage', async () => {
    const ran = await briefwireHere(['send', 'briefings/morning-wire.md', '--grace', '5']);
    expect(ran.code).toBe(2);
    expect(ran.stderr).toContain('use a number with s, m or h');
  });

  it('keeps a briefing in the inbox until it is removed', async () => {
    expect((await here('inbox', 'add', 'briefings/morning-wire.md')).code).toBe(0);
    const listed = await here('inbox', 'list', '--json');
    expect(listed.json<{ inbox: { name: string }[] }>().inbox.map(({ name }) => name)).toEqual([
      'morning-wire.md',
    ]);
    expect((await here('inbox', 'remove', 'nothing.md')).code).toBe(2);
    expect((await here('inbox', 'remove', 'morning-wire.md')).code).toBe(0);
    expect((await here('inbox', 'list', '--json')).json()).toEqual({ inbox: [] });
  });

  it('adds a reader on the owner’s word alone', async () => {
    const refused = await here('subscribers', 'add', 'ada@example.com');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('--confirmed');
    expect((await here('subscribers', 'add', 'ada@example.com', '--confirmed')).code).toBe(0);
    const listed = await here('subscribers', 'list', '--json', '--status', 'active');
    expect(listed.json()).toMatchObject({
      count: 1,
      subscribers: [{ email: 'ada@example.com', language: 'en' }],
    });
  });
});
