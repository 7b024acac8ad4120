import { Command, InvalidArgumentError } from 'commander';
import { sesClient } from '../../lambdas/adapters/ses-client.ts';
import { sesMailer } from '../../lambdas/adapters/ses-mailer.ts';
import { systemClock } from '../../lambdas/adapters/system-clock.ts';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { costOf, TYPICAL, totalOf } from '../../lambdas/core/delivery/cost.ts';
import { finishOf } from '../../lambdas/core/delivery/finish-time.ts';
import { isSandbox, SANDBOX } from '../../lambdas/core/delivery/quota.ts';
import { nextSlot } from '../../lambdas/core/issue/due.ts';
import type { SendQuota } from '../../lambdas/core/ports.ts';
import type { Context } from '../context.ts';
import { dollars } from '../deploy/month.ts';
import { UsageError, WorkFailed } from '../output.ts';
import type { System } from '../system.ts';

interface PlanOptions {
  readonly edition?: string;
  readonly readers?: number;
  readonly rate?: number;
  readonly daily?: number;
}

/** `briefwire plan`: when the next issue of an edition would be through, and what it costs. */
export function planCommand(context: Context): Command {
  return new Command('plan')
    .option('--edition <id>', 'default: the first of the config')
    .option('--readers <number>', 'as if the list were that long', wholeNumber)
    .option('--rate <number>', 'as if SES granted that many mails a second', wholeNumber)
    .option('--daily <number>', 'as if SES granted that many mails in 24 hours', wholeNumber)
    .action((options: PlanOptions) => plan(context, options));
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('It must be a whole number from 1 on.');
  return Number(text);
}

async function plan(context: Context, options: PlanOptions): Promise<void> {
  const newsletter = await context.newsletter();
  const edition = editionOf(newsletter, options.edition);
  const quota = await quotaOf(context, options);
  const readers = options.readers ?? (await context.withSystem((system) => readersOf(system, edition.id)));
  const now = new Date();
  const timeZone = edition.timeZone ?? newsletter.timeZone;
  const starts = nextSlot({ cron: edition.cron, timeZone }, now) ?? now;
  const finish = finishOf(readers, quota, starts);
  if (!finish)
    throw new WorkFailed('SES grants this account no mails: see the account dashboard of the SES console.');
  const lines = costOf({ ...TYPICAL, mails: readers, perSecond: quota.maxPerSecond });
  const usd = totalOf(lines);
  const local = (at: Date) => at.toLocaleString('sv-SE', { timeZone, timeZoneName: 'short' });
  context.output().result(
    {
      edition: edition.id,
      readers,
      starts,
      finishes: finish.at,
      days: finish.days,
      bound: finish.bound,
      quota,
      usd,
      lines,
    },
    [
      `${readers} readers of "${edition.id}", next slot ${local(starts)}.`,
      `SES grants ${quota.maxPerSecond} mails a second and ${limit(quota.max24Hour)} in 24 hours, ${quota.sentLast24Hours} of them used.`,
      finish.days === 1
        ? `All mails are out by ${local(finish.at)}.`
        : `That takes ${finish.days} days: all mails are out by ${local(finish.at)} at the latest, for ${finish.bound === 'quota' ? "SES's quota of a day" : "SES's rate"} holds it up.`,
      'Readers who chose an hour of their own get theirs at that hour.',
      `It costs ${dollars(usd)} USD, of which ${dollars(totalOf(lines, 'ses'))} are for SES (list prices of us-east-1).`,
      ...(isSandbox(quota) ? ['This is the sandbox of SES: only verified addresses get mail.'] : []),
    ].join('\n'),
  );
}

const limit = (number: number) => (Number.isFinite(number) ? String(number) : 'any number of');

function editionOf({ editions }: Newsletter, wanted: string | undefined) {
  const found = wanted === undefined ? editions[0] : editions.find(({ id }) => id === wanted);
  if (found) return found;
  throw new UsageError(
    `--edition: there is no edition ${JSON.stringify(wanted)}; the newsletter has ${editions.map(({ id }) => id).join(', ')}.`,
  );
}

/** What SES grants; on the laptop, where nothing is granted, that of a new account. */
async function quotaOf(context: Context, { rate, daily }: PlanOptions): Promise<SendQuota> {
  const asked = context.aws() ? await askSes() : { ...SANDBOX, sentLast24Hours: 0 };
  return {
    ...asked,
    ...(rate !== undefined && { maxPerSecond: rate }),
    ...(daily !== undefined && { max24Hour: daily }),
  };
}

async function askSes(): Promise<SendQuota> {
  const client = sesClient();
  try {
    return await sesMailer({ client, clock: systemClock }).quota();
  } catch (error) {
    throw new WorkFailed(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    client.destroy();
  }
}

async function readersOf({ subscribers }: System, edition: string): Promise<number> {
  let readers = 0;
  for await (const reader of subscribers.list({ state: 'active' }))
    if (reader.edition === edition) readers += 1;
  return readers;
}
