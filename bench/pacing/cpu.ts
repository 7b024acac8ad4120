import pLimit from 'p-limit';
import { spliceMail } from '../../lambdas/core/mail/splice.ts';
import type { Mailer } from '../../lambdas/core/ports.ts';
import { readerNumber } from '../readers.ts';
import type { Sample } from '../sample.ts';
import { links } from './drive.ts';
import type { Stage } from './stage.ts';

/** Milliseconds of processor time of this process for one mail, in each part of the work. */
export interface CpuPerMail {
  readonly splice: number;
  readonly ledger: number;
  readonly sesCall: number;
}

const AT = new Date('2026-11-24T06:00:00Z');
/** Under way at once, as with a sender. */
const AT_ONCE = 8;

/** Processor time of this process, per call; the first half of the calls warms up and does not count. */
async function cpuOf(calls: number, work: (index: number) => unknown): Promise<number> {
  const limit = pLimit(AT_ONCE);
  const indices = Array.from({ length: calls }, (_, index) => index);
  await limit.map(indices, work);
  const before = process.cpuUsage();
  await limit.map(indices, (index) => work(calls + index));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / calls;
}

/** Runs each part by itself: a reader's links and message; a claim and its settlement in DynamoDB; a call to SES. */
export async function cpuPerMail(
  stage: Stage,
  { skeleton }: Sample,
  mailer: Mailer,
  calls: number,
): Promise<CpuPerMail> {
  const message = (index: number) => {
    const reader = readerNumber(index);
    const urls = links({ ...READER, id: `reader-${index}` }, AT);
    const mail = spliceMail(skeleton, { ...reader, ...urls }, AT);
    if (mail.kind !== 'mail') throw new Error('the reader has no topics');
    return mail.raw;
  };
  const splice = await cpuOf(10 * calls, message);

  const ledger = await cpuOf(calls, async (index) => {
    const now = stage.clock.now();
    const key = { issueId: 'cpu', shard: 0, subscriberId: `reader-${index % stage.readers}` };
    const leaseUntil = new Date(now.getTime() + 60_000).toISOString();
    const claim = await stage.ledger.claim({ ...key, consentVersion: 1, now: now.toISOString(), leaseUntil });
    if (claim.kind !== 'claimed') throw new Error(`the claim came to ${claim.kind}`);
    const settled = { state: 'accepted', messageId: `0100-${index}` } as const;
    await stage.ledger.settle({ ...key, attempt: 1 }, settled, stage.clock.now().toISOString());
  });

  const raw = message(0);
  const sesCall = await cpuOf(calls, async (index) => {
    const to = readerNumber(index).email;
    const tags = { issue: 'cpu', delivery: `reader-${index}`, attempt: '1' };
    const outcome = await mailer.send({ source: skeleton.source, to, raw, tags });
    if (outcome.kind !== 'accepted') throw new Error(`the call came to ${outcome.kind}`);
  });
  return { splice, ledger, sesCall };
}

const READER = {
  email: 'reader@example.com',
  state: 'active',
  consentVersion: 1,
  edition: 'daily',
  sections: [],
  language: 'en',
  timeZone: 'UTC',
  createdAt: AT.toISOString(),
  updatedAt: AT.toISOString(),
} as const;
