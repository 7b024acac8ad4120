import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aStartedSystem, type StartedSystem } from '../support/started.ts';

let system: StartedSystem;
const STAYS = 'stays@example.org';

/** How mailboxes send it: RFC 8058 section 3.2 asks for a form; some send nothing at all. */
const BODIES: readonly (readonly [string, RequestInit])[] = [
  ['no body', {}],
  ['a form', { body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }],
  [
    'a multipart form',
    {
      headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
      body: '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
    },
  ],
  ['another content type', { headers: { 'Content-Type': 'text/plain' }, body: 'List-Unsubscribe=One-Click' }],
];
const address = (n: number) => `one-click-${n}@example.org`;

async function send(name: string): Promise<void> {
  const file = join(system.state, `${name}.md`);
  await writeFile(
    file,
    `---\ntitle: ${name}\n---\n\n## Harbour opens again after repairs\n\nThe harbour opens again on Monday. Ferries run twice a day.\n`,
  );
  const ran = await system.run('send', file, '--issue', name);
  expect(ran.stderr + ran.stdout).toMatch(/accepted|sent/i);
}

beforeAll(async () => {
  system = await aStartedSystem();
  for (const email of [STAYS, ...BODIES.map((_, n) => address(n))]) {
    await system.run('subscribers', 'add', email, '--confirmed', '--yes');
  }
  await send('first');
});
afterAll(() => system?.stop());

describe('one click in the mailbox', () => {
  it.each(BODIES.map(([name, init], n) => ({ name, init, n })))(
    'with $name, without a cookie, is answered 200 at once',
    async ({ init, n }) => {
      const raw = await system.rawTo(address(n));
      expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
      const url = /^List-Unsubscribe: <(http[^>]+)>/m.exec(raw)?.[1] ?? '';
      const answer = await fetch(url, { method: 'POST', redirect: 'manual', ...init });
      expect(answer.status).toBe(200);
      expect(answer.headers.getSetCookie()).toEqual([]);
    },
  );

  it('keeps the next issue away, and from nobody else', async () => {
    const before = await Promise.all(BODIES.map((_, n) => system.mailsTo(address(n))));
    const stays = (await system.mailsTo(STAYS)).length;
    await send('second');
    expect(await Promise.all(BODIES.map((_, n) => system.mailsTo(address(n))))).toEqual(before);
    expect(await system.mailsTo(STAYS)).toHaveLength(stays + 1);
  });
});
