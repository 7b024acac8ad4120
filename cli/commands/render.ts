import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { allowPrivateOption } from '../briefing-input.ts';
import { loadNewsletter } from '../newsletter.ts';
import { type Output, paint, UsageError } from '../output.ts';
import { PROJECT_TEMPLATES, type RenderChoices, type RenderedMail, renderBriefings } from '../rendering.ts';
import { whileWatching } from '../watching.ts';

interface CheckOptions {
  readonly as?: string;
  readonly edition?: string;
  readonly language?: string;
  readonly sections?: string;
  readonly templates?: string;
  readonly allowPrivate?: boolean;
}

interface RenderOptions extends CheckOptions {
  readonly out: string;
  readonly watch?: boolean;
}

/** `briefwire render` writes a reader's mail to files; `briefwire check` looks at it and writes nothing. */
export function renderCommands(output: () => Output, newsletter: () => Promise<Newsletter>): Command[] {
  const render = withChoices(new Command('render'))
    .requiredOption('--out <dir>', 'folder for the three files; it is made if need be')
    .option('--watch', 'render again whenever a briefing, a template or the config changes, until Ctrl-C')
    .action(async (briefings: string[], options: RenderOptions, command: Command) => {
      if (options.watch) return watchAndRender(output(), newsletter, briefings, options, command);
      const mail = await renderBriefings(briefings, await newsletter(), choicesOf(options), new Date());
      await write(mail, options.out);
      report(output(), mail, options.out);
    });
  const check = withChoices(new Command('check')).action(
    async (briefings: string[], options: CheckOptions) => {
      const mail = await renderBriefings(briefings, await newsletter(), choicesOf(options), new Date());
      report(output(), mail);
      if (mail.findings.some((finding) => finding.level === 'error')) process.exitCode = 1;
    },
  );
  return [render, check];
}

function withChoices(command: Command): Command {
  return command
    .argument('<briefing...>', 'files, URLs, or - for standard input')
    .option('--as <email>', "the reader's address", 'reader@example.com')
    .option('--edition <id>', "take this edition's sections and number of topics")
    .option('--language <tag>', "language of everything but the topics (default: the newsletter's)")
    .option('--sections <ids>', 'sections the reader chose, separated by commas (default: all)')
    .option('--templates <dir>', "another folder of templates (default: the project's)")
    .addOption(allowPrivateOption());
}

function choicesOf({
  as,
  edition,
  language,
  sections,
  templates,
  allowPrivate,
}: CheckOptions): RenderChoices {
  return {
    ...(as !== undefined && { as }),
    ...(edition !== undefined && { edition }),
    ...(language !== undefined && { language }),
    ...(sections !== undefined && { sections: sections.split(',').map((each) => each.trim()) }),
    ...(templates !== undefined && { templates }),
    ...(allowPrivate !== undefined && { allowPrivate }),
  };
}

async function write(mail: RenderedMail, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await Promise.all([
    writeFile(join(folder, 'issue.html'), mail.html),
    writeFile(join(folder, 'issue.txt'), mail.text),
    writeFile(join(folder, 'issue.eml'), mail.eml),
  ]);
}

async function watchAndRender(
  out: Output,
  newsletter: () => Promise<Newsletter>,
  briefings: readonly string[],
  options: RenderOptions,
  command: Command,
): Promise<void> {
  if (briefings.includes('-')) throw new UsageError('--watch cannot watch standard input; name a file.');
  const { config = 'newsletter.config.ts' } = command.optsWithGlobals<{ config?: string }>();
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  let runs = 0;
  const renderOnce = async () => {
    const start = performance.now();
    const at = new Date().toLocaleTimeString('en-GB');
    try {
      // A module is loaded once per address, so a changed config needs a new one.
      const current = runs++ === 0 ? await newsletter() : await loadNewsletter(config, String(runs));
      const mail = await renderBriefings(briefings, current, choicesOf(options), new Date());
      await write(mail, options.out);
      const faults = mail.findings.length > 0 ? `, ${mail.findings.length} finding(s)` : '';
      const ms = Math.round(performance.now() - start);
      out.note(`${at} ${paint.green('rendered')} ${options.out} in ${ms} ms${faults}`);
    } catch (error) {
      out.note(
        `${at} ${paint.red('not rendered')} ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  };
  const files = [...briefings.filter((name) => !/^https?:/.test(name)), config];
  const folders = [options.templates ?? PROJECT_TEMPLATES];
  await whileWatching({ files, folders }, renderOnce, stop.signal);
  process.off('SIGINT', end).off('SIGTERM', end);
}

function report(out: Output, mail: RenderedMail, folder?: string): void {
  const sizes = {
    html: Buffer.byteLength(mail.html),
    text: Buffer.byteLength(mail.text),
    eml: mail.eml.byteLength,
  };
  const { subject, language, topics, cut, leftOut, findings } = mail;
  const document = { subject, language, topics, bytes: sizes, cut, leftOut, findings };
  const file = (name: string, bytes: number) =>
    `  ${(folder === undefined ? name : join(folder, name)).padEnd(32)} ${(bytes / 1000).toFixed(1)} KB`;
  const count = (number: number, word: string) => `${number} ${word}${number === 1 ? '' : 's'}`;
  const lines = [
    `${paint.bold(subject)}`,
    `${count(topics.length, 'topic')}, ${count(cut.length, 'line')} cut, language ${language}`,
    file('issue.html', sizes.html),
    file('issue.txt', sizes.text),
    file('issue.eml', sizes.eml),
    ...leftOut.map(({ headline, reason }) => `Left out: ${headline} (${reason})`),
    ...findings.map(
      ({ level, rule, message }) =>
        `${level === 'error' ? paint.red('error') : paint.yellow('warning')} ${message} [${rule}]`,
    ),
    findings.length === 0 ? paint.green('No findings.') : count(findings.length, 'finding'),
  ];
  out.result(folder === undefined ? document : { ...document, out: folder }, lines.join('\n'));
}
