import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import PostalMime, { type Email } from 'postal-mime';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { aStateDirectory, briefwireHere } from '../support/command.ts';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const DAY = 86_400_000;
/** The laptop's clock stands before the slot of the day after tomorrow: commands go by the real one, which is earlier. */
const DATE = new Date(Date.now() + 2 * DAY).toISOString().slice(0, 10);
const ISSUE = `daily.${DATE}T0700`;

interface Outbox {
  readonly mails: readonly { readonly messageId: string; readonly destinations: readonly string[] }[];
}

describe('an editor and the laptop', () => {
  let state: Awaited<ReturnType<typeof aStateDirectory>>;
  let running: ChildProcess;
  let url: string;
  let settings: string[];

  const command = (...words: string[]) => briefwireHere([...words, ...settings]);
  const moveTo = async (time: string) => {
    const body = JSON.stringify({ to: `${DATE}T${time}:00Z` });
    expect((await fetch(`${url}/dev/clock`, { method: 'POST', body })).status).toBe(200);
  };
  /** Mails that the local SES took for an address, oldest first; `undefined`: for anybody else than the editor and the owner. */
  async function mailsTo(address?: string): Promise<Email[]> {
    const { mails } = (await (await fetch(`${url}/outbox.json`)).json()) as Outbox;
    const others = ['desk@example.com', 'owner@example.com'];
    const wanted = mails.filter(({ destinations: [to = ''] }) =>
      address ? to === address : !others.includes(to),
    );
    const read = wanted.map(async ({ messageId }) =>
      PostalMime.parse(await (await fetch(`${url}/outbox/${messageId}/mail.eml`)).arrayBuffer()),
    );
    return (await Promise.all(read)).reverse();
  }

  beforeAll(async () => {
    state = await aStateDirectory();
    const config = join(state.path, 'gate.config.ts');
    const source = (await readFile(at('newsletter.config.ts'), 'utf8'))
      .replace('./lambdas/core/config.ts', at('lambdas/core/config.ts'))
      .replace("timeZone: 'Europe/Berlin'", "timeZone: 'UTC'")
      .replace(
        "cron: '0 7 * * *' }",
        "cron: '0 7 * * *', approval: 'unless-stopped', draftAhead: '2h', editor: 'desk@example.com' }",
      );
    expect(source).toContain('draftAhead');
    await writeFile(config, source);
    settings = ['--config', config, '--state', state.path];
    const imported = ['subscribers', 'import', at('briefings/sample-readers.csv'), '--confirmed', '--yes'];
    expect((await command(...imported)).code).toBe(0);
    expect((await command('inbox', 'add', at('briefings/morning-wire.md'))).code).toBe(0);
    running = spawn(
      process.execPath,
      [at('cli/main.ts'), 'start', '--port', '0', '--clock', `${DATE}T04:00:00Z`, ...settings],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    for await (const line of createInterface({ input: running.stdout as NodeJS.ReadableStream })) {
      url = /runs at (\S+)/.exec(line)?.[1] ?? '';
      if (url) break;
    }
  });
  afterAll(async () => {
    if (running?.exitCode === null) {
      running.kill('SIGINT');
      await once(running, 'exit');
    }
    await state?.remove();
  });

  it('has the draft in the outbox two hours before the slot, and nobody else has anything', async () => {
    await moveTo('05:01');
    const [draft, ...more] = await mailsTo('desk@example.com');
    expect(more).toEqual([]);
    expect(draft?.subject).toMatch(/^Draft: Ferries return/);
    expect(draft?.text).toContain('unless you stop it');
    expect(await mailsTo()).toEqual([]);
    const listed = await command('issues', 'list');
    expect(listed.stdout).toMatch(new RegExp(`${ISSUE}.*draft \\(unless-stopped\\)`));
  });

  it('is edited by a command, and mailed again', async () => {
    const shown = await command('issues', 'show', ISSUE, '--json');
    const topics = shown.json<{ issue: { approval: { topics: { id: string; headline: string }[] } } }>().issue
      .approval.topics;
    const bridge = topics.find(({ headline }) => headline.includes('bridge'))?.id ?? '';
    const edited = await command('issues', 'edit', ISSUE, '--drop', bridge, '--subject', 'Ferries & grain');
    expect(edited.code).toBe(0);
    expect(edited.stdout).not.toContain('bridge');
    await moveTo('05:02');
    expect((await mailsTo('desk@example.com')).map(({ subject }) => subject).at(-1)).toBe(
      'Draft: Ferries & grain',
    );
  });

  it('is stopped on the page that the mail leads to, and approved by a command', async () => {
    const mail = (await mailsTo('desk@example.com')).at(-1);
    const link = /http:\/\/localhost:\d+\/i\/[\w-]+/.exec(mail?.text ?? '')?.[0] ?? '';
    expect(await (await fetch(link)).text()).toContain('Ferries return');
    const version = '2';
    const stopped = await fetch(link, {
      method: 'POST',
      body: new URLSearchParams({ say: 'stop', version }),
    });
    expect(await stopped.text()).toContain('You stopped it');
    expect((await command('issues', 'list')).stdout).toContain('draft (stopped)');
    const approved = await command('issues', 'approve', ISSUE);
    expect(approved.stdout).toContain('It is approved and goes out on');
  });

  it('goes out at its slot, as it was edited, once to everybody, and stands in the archive', async () => {
    await moveTo('07:01');
    const mails = await mailsTo();
    expect(new Set(mails.map(({ to }) => to?.[0]?.address)).size).toBe(mails.length);
    expect(mails.length).toBeGreaterThan(20);
    for (const { subject, text } of mails) {
      expect(subject).toBe('Ferries & grain');
      expect(text).not.toContain('bridge');
    }
    const page = await fetch(`${url}/archive/${ISSUE}`);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Ferries &amp; grain');
    const late = await command('issues', 'stop', ISSUE);
    expect([late.code, late.stderr]).toEqual([1, expect.stringContaining('is no draft (any more)')]);
  });

  it('is corrected for exactly those who got it', async () => {
    const got = (await mailsTo()).map(({ to }) => to?.[0]?.address).sort();
    const briefing = join(state.path, 'fix.txt');
    await writeFile(
      briefing,
      'Ferries run on Tuesday\n\nThe first ferry left on Tuesday, a day later than we wrote.\n',
    );
    const corrected = await command('issues', 'correct', ISSUE, briefing);
    expect([corrected.code, corrected.stderr]).toEqual([0, expect.stringContaining('Correction')]);
    const again = await command('issues', 'correct', ISSUE, briefing);
    expect([again.code, again.stderr]).toEqual([0, expect.anything()]);
    const mails = (await mailsTo()).filter(({ subject }) => subject === 'Correction: Ferries & grain');
    expect(mails.map(({ to }) => to?.[0]?.address).sort()).toEqual(got);
  });
});
