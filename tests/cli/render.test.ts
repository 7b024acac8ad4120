import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { renderCommands } from '../../cli/commands/render.ts';
import { type Output, UsageError, WorkFailed } from '../../cli/output.ts';
import { whileWatching } from '../../cli/watching.ts';
import { aNewsletter } from '../support/issue-builders.ts';
import { readWithMailparser, readWithPostalMime } from '../support/mail-readers.ts';

const BRIEFING = `# Ferries return

The new ferry line will carry passengers between the two islands from early April. Each boat takes ninety people.

# Rates rise

The bank raised its rates on Monday. Read [the report](https://example.com/report) for the reasons.
`;

let folder: string;
let briefing: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'render-'));
  briefing = join(folder, 'briefing.md');
  await writeFile(briefing, BRIEFING);
});
afterEach(async () => {
  process.exitCode = undefined;
  await rm(folder, { recursive: true });
});

interface Ran {
  readonly document: {
    subject: string;
    language: string;
    topics: { headline: string; section: string }[];
    bytes: Record<string, number>;
    findings: { level: string; rule: string }[];
  };
  readonly text: string;
}

async function run(...words: string[]): Promise<Ran> {
  const results: Ran[] = [];
  const output: Output = {
    json: true,
    result: (document, text) => results.push({ document: document as Ran['document'], text }),
    note: () => {},
  };
  const program = new Command('briefwire').exitOverride();
  for (const command of renderCommands(
    () => output,
    async () => aNewsletter(),
  )) {
    program.addCommand(command.exitOverride());
  }
  await program.parseAsync(words, { from: 'user' });
  expect(results).toHaveLength(1);
  return results[0] as Ran;
}

const out = (name: string) => join(folder, 'out', name);
const render = (...more: string[]) => run('render', briefing, '--out', join(folder, 'out'), ...more);

describe('briefwire render', () => {
  test('writes a mail whose parts are the files beside it', async () => {
    const { document, text } = await render();
    const raw = await readFile(out('issue.eml'));
    const html = await readFile(out('issue.html'), 'utf8');
    const plain = await readFile(out('issue.txt'), 'utf8');
    for (const mail of [await readWithPostalMime(raw), await readWithMailparser(raw)]) {
      expect(`${mail.html.trimEnd()}\n`).toBe(html);
      expect(`${mail.text.trimEnd()}\n`).toBe(plain);
      expect(mail.subject).toBe('Ferries return');
      expect(mail.to).toBe('reader@example.com');
    }
    expect(document.bytes).toEqual({
      html: Buffer.byteLength(html),
      text: Buffer.byteLength(plain),
      eml: raw.length,
    });
    expect(document.topics.map((topic) => topic.headline)).toEqual(['Ferries return', 'Rates rise']);
    expect(text).toContain('2 topics');
  });

  test('has links of the site for the reader it is rendered as', async () => {
    await render('--as', 'ada@example.org');
    const mail = await readFile(out('issue.txt'), 'utf8');
    expect(mail).toContain('ada@example.org');
    expect(mail).toContain('\nhttps://news.example.com/u/sample\n');
  });

  test('speaks the language asked for, and English when there is no such locale', async () => {
    expect((await render('--language', 'de-AT')).document.language).toBe('de');
    expect(await readFile(out('issue.txt'), 'utf8')).toContain('2 Themen');
    expect((await render('--language', 'fi')).document.language).toBe('en');
  });

  test('takes only the sections that the reader chose', async () => {
    await writeFile(
      briefing,
      `${BRIEFING}\n# Science\n\n## Comet seen\n\nA comet was seen over the sea on Sunday.\n`,
    );
    const { document } = await render('--sections', 'science');
    expect(document.topics).toEqual([
      expect.objectContaining({ headline: 'Comet seen', section: 'science' }),
    ]);
  });

  test.each([
    [['--sections', 'sports'], 'there is no section "sports"; the newsletter has world, markets, science'],
    [['--as', 'nobody'], '--as: "nobody" is not an e-mail address'],
    [['--edition', 'hourly'], 'there is no edition "hourly"; the newsletter has daily'],
  ])('%j is wrong usage', async (words, message) => {
    await expect(render(...words)).rejects.toThrow(UsageError);
    await expect(render(...words)).rejects.toThrow(message);
  });

  test('a reader whose sections have no topic is told so', async () => {
    await expect(render('--sections', 'science')).rejects.toThrow(
      'This reader gets no mail: no topic is in science. The issue has world.',
    );
  });

  test('a briefing of which nothing is left is told so', async () => {
    await writeFile(briefing, 'Share.\n');
    await expect(render()).rejects.toThrow(WorkFailed);
    await expect(render()).rejects.toThrow(/no topic is left to send/);
  });

  test('a faulty template of your own is named with file, line and remedy', async () => {
    const templates = join(folder, 'templates');
    const { cp } = await import('node:fs/promises');
    await cp(new URL('../../templates', import.meta.url), templates, { recursive: true });
    await writeFile(join(templates, 'custom/footer.mjml.hbs'), 'unused');
    await writeFile(
      join(templates, 'partials/footer.mjml.hbs'),
      '<mj-section>\n<mj-colum></mj-colum></mj-section>',
    );
    await expect(render('--templates', templates)).rejects.toThrow(
      /^templates\/partials\/footer\.mjml\.hbs:2: .*mj-colum doesn't exist[\s\S]*documentation\.mjml\.io/,
    );
  });
});

describe('briefwire check', () => {
  test('writes nothing and has no complaint about a good briefing', async () => {
    const { document } = await run('check', briefing);
    expect(document.findings.filter((finding) => finding.level === 'error')).toEqual([]);
    expect(process.exitCode).toBeUndefined();
    expect(await readdir(folder)).toEqual(['briefing.md']);
  });

  test('fails on errors and says what to do', async () => {
    await writeFile(briefing, BRIEFING.replace('https://example.com', 'http://example.com'));
    const { document, text } = await run('check', briefing);
    expect(document.findings).toContainEqual(expect.objectContaining({ level: 'error', rule: 'http-link' }));
    expect(text).toContain('Use its https address');
    expect(process.exitCode).toBe(1);
  });
});

describe('watching', () => {
  test('works at once and after each change, one run at a time, until it is stopped', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    let running = 0;
    const work = async () => {
      running += 1;
      expect(running).toBe(1);
      const content = await readFile(briefing, 'utf8');
      seen.push(content);
      running -= 1;
      if (seen.length === 1) await writeFile(briefing, 'changed');
      if (content === 'changed') await writeFile(join(folder, 'unrelated.txt'), 'x');
      if (content === 'changed') stop.abort();
    };
    await whileWatching({ files: [briefing], folders: [] }, work, stop.signal);
    expect(seen).toEqual([BRIEFING, 'changed']);
  });

  test('sees changes below a folder', async () => {
    const stop = new AbortController();
    let runs = 0;
    await whileWatching(
      { files: [], folders: [folder] },
      async () => {
        runs += 1;
        if (runs === 1) await writeFile(join(folder, 'new.hbs'), 'x');
        else stop.abort();
      },
      stop.signal,
    );
    expect(runs).toBe(2);
  });
});
