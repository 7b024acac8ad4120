import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import type { CollectedBriefing } from '../../lambdas/core/briefing/topic.ts';
import { accountFor } from '../../lambdas/core/delivery/account.ts';
import { readBriefing } from '../briefing-input.ts';
import { collect } from '../collect.ts';
import type { Context } from '../context.ts';
import { deliverIssue } from '../deliver.ts';
import { adviceFor, count, equation } from '../equation.ts';
import { checkedRows } from '../import/check-rows.ts';
import { openReaderFile } from '../import/read-file.ts';
import { writeMails } from '../local/mail-files.ts';
import { paint } from '../output.ts';
import { publish } from '../publish.ts';
import { subscriberOf } from '../reader-rows.ts';
import type { System } from '../system.ts';

const sample = (name: string) => fileURLToPath(new URL(`../../briefings/${name}`, import.meta.url));

/** `briefwire demo`: the sample briefing to 25 sample readers, on this machine. A second run sends nothing. */
export function demoCommand(context: Context): Command {
  return new Command('demo').action(() => demo(context));
}

async function demo(context: Context): Promise<void> {
  const newsletter = await context.newsletter();
  const briefing = await readBriefing(sample('morning-wire.md'));
  const collected = collect({ ...briefing, source: 'briefings/morning-wire.md' }, newsletter);
  await context.withSystem(async (system) => {
    const output = context.output();
    output.note(`Started: ${system.description}.`);
    const subscriberIds = await sampleReaders(system);
    const audience = { kind: 'listed' as const, subscriberIds };
    const name = `demo-${hashOf(collected)}`;
    const before = await acceptedSoFar(system, name);
    const { issue } = await publish(system, {
      name,
      briefings: [briefing],
      collected: [collected],
      audience,
    });
    const delivered = await deliverIssue(system, issue.id, { quiet: output.json });
    const { accounting } = delivered.account;
    const sent = accounting.accepted - before;
    const { text, balances } = equation(delivered.account);
    const files = await writeMails(context.state(), issue.id);
    const advice = adviceFor(delivered, {
      again: 'npm run demo',
      graceMs: system.graceMs,
      trouble: system.lastTrouble?.(),
    });
    output.result(
      {
        issue: issue.id,
        topics: issue.topics.length,
        cut: collected.cut,
        sent,
        ...accounting,
        balances,
        files,
      },
      [
        `${count(collected.topics.length, 'topic')} found in briefings/morning-wire.md, ${count(collected.cut.length, 'line')} cut:`,
        ...collected.cut.map(
          (each) => `  ${paint.dim(`line ${each.line}`)} ${JSON.stringify(each.text)} (${each.rule})`,
        ),
        `${subscriberIds.length} sample readers, each with their own sections and language:`,
        `  ${text}`,
        ...advice,
        '',
        'Look at them:',
        `  npm start   then open ${system.outbox?.split(' ')[0]}`,
        ...(files ? [`  files       ${files.directory} (${files.mails} .eml and as many .html)`] : []),
        '',
        closing(sent),
      ].join('\n'),
    );
    if (!balances || delivered.end !== 'done') process.exitCode = 1;
  });
}

function closing(sent: number): string {
  if (sent > 0)
    return `${paint.green(`${count(sent, 'mail')} sent`)}, each reader exactly one. Run it again: nobody gets it twice.`;
  return '0 mails sent: the ledger says that every sample reader has this issue. `--state DIR` starts afresh.';
}

/** An edited sample is another issue. */
function hashOf({ topics }: CollectedBriefing): string {
  return createHash('sha256').update(JSON.stringify(topics)).digest('hex').slice(0, 8);
}

async function acceptedSoFar(system: System, issueId: string): Promise<number> {
  if (!(await system.issues.head(issueId))) return 0;
  return (await accountFor(system, issueId)).accounting.accepted;
}

/** Adds the sample readers that are not there yet; returns all their ids. */
async function sampleReaders(system: System): Promise<readonly string[]> {
  const file = await openReaderFile(sample('sample-readers.csv'));
  const ids: string[] = [];
  for await (const row of checkedRows(file, system.newsletter)) {
    if (row.kind !== 'reader') continue;
    const subscriber = subscriberOf(row.reader, system);
    const outcome = await system.subscribers.add(subscriber);
    ids.push(outcome.kind === 'exists' ? outcome.subscriber.id : subscriber.id);
  }
  return ids;
}
