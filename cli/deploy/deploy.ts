import { randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { agreed } from '../agreed.ts';
import { askingAws } from '../aws-trouble.ts';
import type { Context } from '../context.ts';
import { paint } from '../output.ts';
import { askRecipient, sendFirstMail, untilVerified, writeDns } from './acts.ts';
import { type Assembly, assemble } from './assembly.ts';
import { monthCost, monthText } from './month.ts';
import { type Account, observe, openAccount } from './observe.ts';
import { reportDeployment } from './report.ts';
import { type Acts, runDeployment, type Talk } from './run.ts';
import { type Answers, askAll, filledIn, fromOptions, isSample } from './setup.ts';

/** Options of the command; `wait` is false, or milliseconds. */
export interface DeployOptions extends Answers {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly wait: number | boolean;
  readonly briefing: string;
  readonly app?: string;
}

/** Deploys the newsletter, or goes on where an earlier run ended. Throws WorkFailed with the remedy. */
export async function deploy(context: Context, options: DeployOptions): Promise<void> {
  const newsletter = await ownNewsletter(context, options);
  const account = await openAccount();
  const output = context.output();
  output.note(`${paint.bold(newsletter.name)} into account ${account.account}, ${account.region}.`);
  if (!options.app) output.note('Building the functions and both stacks …');
  const assembly = await assemble({
    config: context.config(),
    stage: context.stage(),
    region: account.region,
    app: options.app,
  });
  output.note('Built; looking at the account …');
  try {
    const acts = actsOn(account, newsletter, assembly, { options, quiet: output.json, say: output.note });
    if (options.dryRun) {
      await acts.showChange();
      return output.result({ state: 'dry-run' }, 'Nothing was changed.');
    }
    const talk: Talk = { say: output.note, agreed: (question) => (options.yes ? yes() : agreed(question)) };
    const { identity } = newsletter.aws;
    const outcome = await runDeployment(acts, talk, { identity, wait: options.wait !== false });
    await reportDeployment(output, { outcome, newsletter, account });
    if (outcome.state === 'pending') process.exitCode = options.wait === false ? 0 : 1;
    else if (outcome.state !== 'done') process.exitCode = 1;
  } finally {
    await assembly.remove();
  }
}

const yes = async () => true;
const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
/** What a killed run left under way is further on after that. */
const AFTER_FAILURE_MS = 5_000;

/** The config with the publisher's own addresses: asked for, or taken from the options, where it is the sample. */
async function ownNewsletter(context: Context, options: DeployOptions): Promise<Newsletter> {
  const newsletter = await context.newsletter();
  if (!isSample(newsletter)) return newsletter;
  const { isTTY: canAsk } = process.stdin;
  // An emulated account sends to nobody, so the sample may go there.
  if (process.env['AWS_ENDPOINT_URL'] && !canAsk && !options.owner) return newsletter;
  const answers = canAsk
    ? await onTerminal((ask) => askAll(ask, options, newsletter))
    : fromOptions(options, newsletter);
  const file = context.config();
  await writeFile(file, filledIn(await readFile(file, 'utf8'), newsletter, answers));
  context.output().note(`Written to ${file}.`);
  return context.newsletter('filled-in');
}

async function onTerminal<Result>(
  use: (ask: (question: string, preset: string) => Promise<string>) => Promise<Result>,
): Promise<Result> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await use(async (question, preset) => {
      const typed = await terminal.question(`${question}${preset && ` [${preset}]`}: `);
      return typed.trim() || preset;
    });
  } finally {
    terminal.close();
  }
}

interface Run {
  readonly options: DeployOptions;
  readonly quiet: boolean;
  readonly say: (text: string) => void;
}

function actsOn(account: Account, newsletter: Newsletter, assembly: Assembly, run: Run): Acts {
  const { options, quiet, say } = run;
  const { stackPrefix: prefix } = newsletter.aws;
  const ok = (code: number) => code === 0;
  const bar = process.stderr.isTTY ? 'bar' : 'events';
  return {
    look: () => askingAws('The account', () => observe(account, newsletter, assembly)),
    bootstrap: async ({ account: number, region }) =>
      ok(await assembly.cdk('bootstrap', `aws://${number}/${region}`)),
    settled: async (stack) => {
      await account.stacks.settled(stack);
    },
    async showChange() {
      await assembly.cdk('diff', '--all');
      const templates = await Promise.all(
        [`${prefix}-Data`, `${prefix}-App`].map((name) => assembly.read(name)),
      );
      say(
        monthText(
          monthCost(newsletter, templates, { now: new Date(), perSecond: 14, readers: [100, 1_000, 10_000] }),
        ),
      );
    },
    async deploy({ data }) {
      // A creation that was rolled back can only be deleted, which the protection of the data forbids; there are none yet.
      if (data.phase === 'unborn') await account.stacks.unprotect(data.name);
      // A name of this run's own: a child of a killed run may have a change set under way.
      const changeSet = ['--change-set-name', `briefwire-${randomUUID().slice(0, 8)}`];
      const words = ['--all', '--require-approval', 'never', '--progress', bar, ...changeSet];
      if (ok(await assembly.cdk('deploy', ...words))) return true;
      await pause(AFTER_FAILURE_MS);
      return false;
    },
    askRecipient: (address) => askRecipient(account, address),
    writeDns,
    untilVerified: (names) =>
      untilVerified(account, names, {
        atMost: Number(options.wait),
        now: Date.now,
        pause,
        waits: quiet ? () => undefined : waiting(say),
      }),
    async firstMail() {
      const sent = await sendFirstMail(newsletter, inProject(options.briefing), quiet);
      if (!sent) say('It did not go out yet: `npx briefwire issues list --aws` says why.');
      return sent;
    },
  };
}

/** Once a minute, what is still waited for. */
function waiting(say: (text: string) => void): (pending: readonly string[]) => void {
  let looks = 0;
  return (pending) => {
    looks += 1;
    if (looks % 6 === 0) say(`  still waiting for ${pending.join(' and ')}`);
  };
}

/** The sample lies in the project, wherever the command is run. */
function inProject(file: string): string {
  return file === 'briefings/morning-wire.md'
    ? fileURLToPath(new URL(`../../${file}`, import.meta.url))
    : file;
}
