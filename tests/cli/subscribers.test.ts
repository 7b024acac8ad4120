import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aStateDirectory, briefwireHere, type Ran } from '../support/command.ts';

let state: Awaited<ReturnType<typeof aStateDirectory>>;
const inState = (name: string) => join(state.path, name);
const subscribers = (...words: string[]): Promise<Ran> =>
  briefwireHere(['--state', state.path, 'subscribers', ...words]);
const listed = async (...words: string[]) => {
  const answer = (await subscribers('list', '--json', ...words)).json<{ subscribers: { email: string }[] }>();
  return answer.subscribers.map(({ email }) => email).toSorted();
};

beforeAll(async () => {
  state = await aStateDirectory();
});
afterAll(() => state.remove());

/** One list from beginning to end: each test goes on where the one before stopped. */
describe('the care of a list', { timeout: 60_000 }, () => {
  const ROWS = [
    'email,name,sections,language,status',
    'ada@example.com,=HYPERLINK("x"),world,de,active',
    '+ben@example.com,Ben,,en,',
    'cem@example.com,Cem,science,en,unsubscribed',
    'broken@,Dora,,en,',
    'ada@example.com,Ada again,,en,',
    'eve@example.com,Eve,,en,gold',
  ].join('\n');
  let importId = '';

  it('shows what an import would do, and writes nothing', async () => {
    await writeFile(inState('readers.csv'), ROWS);
    const ran = await subscribers('import', inState('readers.csv'), '--dry-run');
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain('6 rows, a plain table');
    expect(ran.stderr).toContain('2 new');
    expect(ran.stderr).toContain('1 unsubscribed in the file: left out');
    expect(ran.stderr).toMatch(/refused line 5: email: "broken@" is not an e-mail address/);
    expect(ran.stderr).toMatch(/refused line 6: email: is the same address as line 2/);
    expect(ran.stderr).toMatch(/refused line 7: status: "gold" is not known/);
    expect(ran.stdout).toBe('Nothing was written.\n');
    expect(await listed()).toEqual([]);
  });

  it('wants the owner’s word, and a yes', async () => {
    expect(await subscribers('import', inState('readers.csv'))).toMatchObject({ code: 2 });
    const missing = await subscribers('import', inState('none.csv'), '--confirmed');
    expect(missing).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no') });
    const unasked = await subscribers('import', inState('readers.csv'), '--confirmed');
    expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await listed()).toEqual([]);
  });

  it('imports, and reports every row that stays out', async () => {
    const report = inState('report.csv');
    const words = ['--confirmed', '--yes', '--json', '--report', report];
    const ran = await subscribers('import', inState('readers.csv'), ...words);
    expect(ran.code).toBe(1);
    const result = ran.json<{ importId: string }>();
    expect(result).toMatchObject({
      format: 'plain',
      rows: 6,
      added: 2,
      known: 0,
      leftOut: { unsubscribed: 1 },
      refusedRows: 3,
      report,
    });
    importId = result.importId;
    expect(await listed()).toEqual(['+ben@example.com', 'ada@example.com']);
    const lines = (await readFile(report, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    expect(lines[1]).toBe('4,left out,status,unsubscribed');
    expect((await stat(report)).mode & 0o777).toBe(0o600);
  });

  it('does nothing when the same file is imported again', async () => {
    const ran = await subscribers('import', inState('readers.csv'), '--confirmed', '--yes', '--json');
    expect(ran.json()).toMatchObject({ added: 0, wouldAdd: 0, known: 2, dryRun: true });
  });

  it('shows a reader with the evidence of consent', async () => {
    const ran = await subscribers('show', 'ada@example.com');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toMatch(/^email +ada@example\.com\nname/);
    expect(ran.stdout).toContain(`"importId":"${importId}"`);
    expect(ran.stdout).toContain('sound: 1 entry');
    expect((await subscribers('show', 'nobody@example.com')).code).toBe(1);
  });

  it('lists by section, language, status and date', async () => {
    expect(await listed('--section', 'science')).toEqual(['+ben@example.com']);
    expect(await listed('--language', 'de')).toEqual(['ada@example.com']);
    expect(await listed('--status', 'pending')).toEqual([]);
    expect(await listed('--since', '2020-01-01')).toHaveLength(2);
    expect(await listed('--until', '2020-01-01')).toEqual([]);
    expect((await subscribers('list', '--since', 'yesterday')).code).toBe(2);
    expect((await subscribers('list', '--status', 'gold')).code).toBe(2);
    const mistyped = await subscribers('list', '--section', 'wrold');
    expect(mistyped).toMatchObject({ code: 2, stderr: expect.stringContaining('world, markets') });
    expect((await subscribers('export', '--edition', 'hourly')).code).toBe(2);
  });

  it('exports a CSV that no spreadsheet runs and that an import reads back', async () => {
    const out = inState('export.csv');
    await writeFile(out, 'somebody may read this', { mode: 0o644 });
    expect((await subscribers('export', '--out', out)).code).toBe(0);
    const csv = await readFile(out, 'utf8');
    expect(csv).toContain("'+ben@example.com");
    expect(csv).toContain(`"'=HYPERLINK(""x"")"`);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const nowhere = await subscribers('export', '--out', inState('none/export.csv'));
    expect(nowhere).toMatchObject({ code: 2, stderr: expect.stringContaining('There is no folder') });
    const again = await subscribers('import', out, '--dry-run', '--json');
    expect(again).toMatchObject({ code: 0 });
    expect(again.json()).toMatchObject({ format: 'briefwire', rows: 2, known: 2, wouldAdd: 0, refused: [] });
    const json = inState('export.json');
    await subscribers('export', '--out', json, '--language', 'de');
    expect(JSON.parse(await readFile(json, 'utf8'))).toMatchObject({
      subscribers: [{ email: 'ada@example.com', name: '=HYPERLINK("x")', sections: ['world'] }],
    });
  });

  it('undoes the import, but for a reader who was erased meanwhile', async () => {
    expect((await subscribers('erase', 'ada@example.com')).code).toBe(2);
    const erased = await subscribers('erase', 'ada@example.com', '--yes');
    expect(erased).toMatchObject({ code: 0, stdout: expect.stringContaining('35 days') });
    const ran = await subscribers('import', '--undo', importId, '--yes', '--json');
    expect(ran.json()).toEqual({ importId, removed: 1, keptRows: 0, kept: [] });
    expect(await listed()).toEqual([]);
    const imports = (await subscribers('imports', '--json')).json<{ imports: object[] }>();
    expect(imports.imports).toMatchObject([{ id: importId, added: 2, undoneAt: expect.any(String) }]);
    expect((await subscribers('import', '--undo', 'unknown', '--yes')).code).toBe(1);
  });

  it('remembers an erased address by its hash until it is lifted', async () => {
    const shown = await subscribers('show', 'ada@example.com');
    expect(shown.stdout).toMatch(/remembered by its hash alone: erased/);
    const refused = await subscribers('add', 'ada@example.com', '--confirmed');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('unsuppress') });
    const dryRun = await subscribers('import', inState('readers.csv'), '--dry-run', '--json');
    expect(dryRun.json()).toMatchObject({ wouldAdd: 1, leftBy: { suppressed: 1 } });
    expect((await subscribers('unsuppress', 'ada@example.com')).code).toBe(0);
    expect((await subscribers('unsuppress', 'ada@example.com')).code).toBe(1);
    expect((await subscribers('add', 'ada@example.com', '--confirmed')).code).toBe(0);
  });
});
