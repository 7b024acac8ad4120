import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { briefwireHere } from '../support/command.ts';
import { aStartedSystem, type StartedSystem } from '../support/started.ts';

/** A mail scanner presses every button at a domain; one reader there then says on the page that they did mean it. */
const READERS = Array.from({ length: 6 }, (_, n) => `reader${n}@corp.example`);
const MEANT_IT = READERS[5] ?? '';

let system: StartedSystem;
const run = (...words: string[]) => briefwireHere([...words, '--state', system.state]);
const flood = (...words: string[]) => run('subscribers', 'flood', ...words);
const active = async () =>
  (await run('subscribers', 'list', '--status', 'active', '--json'))
    .json<{ subscribers: { email: string }[] }>()
    .subscribers.map(({ email }) => email)
    .toSorted();
const linkIn = (raw: string) => /^List-Unsubscribe: <(http[^>]+)>/m.exec(raw)?.[1] ?? '';

beforeAll(async () => {
  system = await aStartedSystem();
  const list = join(system.state, 'readers.csv');
  await writeFile(list, ['email', ...READERS, 'stays@example.org'].join('\n'));
  expect(await run('subscribers', 'import', list, '--confirmed', '--yes')).toMatchObject({ code: 0 });
  const briefing = join(system.state, 'news.md');
  await writeFile(
    briefing,
    '## Harbour opens again after repairs\n\nThe harbour opens again on Monday. Ferries run twice a day.\n',
  );
  expect(await run('send', briefing, '--issue', 'monday')).toMatchObject({ code: 0 });
  const links = new Map<string, string>();
  for (const reader of READERS) links.set(reader, linkIn(await system.rawTo(reader)));
  for (const link of links.values()) expect((await fetch(link, { method: 'POST' })).status).toBe(200);
  const said = await fetch(links.get(MEANT_IT) ?? '', {
    method: 'POST',
    body: new URLSearchParams({ from: 'page', reason: 'too-many' }),
  });
  expect(said.status).toBe(200);
}, 120_000);
afterAll(() => system?.stop());

describe('subscribers flood', () => {
  it('names the domain and the issue, and the owner was told with the command to take it back', async () => {
    const listed = await flood('list', '--json');
    expect(listed.json()).toMatchObject({
      floods: [{ domain: 'corp.example', issueId: 'monday', count: expect.any(Number) }],
    });
    expect((await flood('list')).stdout).toMatch(/^corp\.example {2}monday {2}\d readers from /);
    const notice = await system.rawTo('owner@example.com');
    expect(notice).toMatch(/^Subject: .*corp\.example/m);
    expect(notice).toContain('subscribers flood undo corp.example');
  });

  it('counts who would come back, and asks before it puts anybody back', async () => {
    const dry = await flood('undo', 'corp.example', '--dry-run', '--json');
    expect(dry.json()).toMatchObject({ dryRun: true, restored: 0, wouldRestore: 5, kept: { moved: 1 } });
    const unasked = await flood('undo', 'corp.example');
    expect(unasked).toMatchObject({ code: 2, stderr: expect.stringContaining('--yes') });
    expect(await active()).toEqual(['stays@example.org']);
  });

  it('puts back the readers who did nothing themselves, with an entry of their ledger', async () => {
    const ran = await flood('undo', 'CORP.example', '--yes');
    expect(ran).toMatchObject({ code: 0, stdout: expect.stringContaining('5 readers put back.') });
    expect(ran.stdout).toContain('1 stay off');
    expect(await active()).toEqual([...READERS.slice(0, 5), 'stays@example.org']);
    const [first = ''] = READERS;
    const shown = await run('subscribers', 'show', first);
    expect(shown.stdout).toMatch(/flood-undone \(cli, consent 1\)[\s\S]*sound: 3 entries/);
    const again = await flood('undo', 'corp.example', '--yes', '--json');
    expect(again.json()).toMatchObject({ restored: 0, wouldRestore: 0 });
    expect((await flood('list')).stdout).toContain('undone');
  });

  it('says what to do about a domain of which nothing was noticed', async () => {
    const ran = await flood('undo', 'example.org');
    expect(ran).toMatchObject({ code: 1, stderr: expect.stringContaining('flood list') });
  });
});
