import { readFile } from 'node:fs/promises';
import { toSqsEvent } from '../cli/local/sqs-event.ts';
import { blobIssues } from '../lambdas/adapters/blob-issues.ts';
import { memoryBlobs } from '../lambdas/adapters/memory/blobs.ts';
import { memoryIssueRecords } from '../lambdas/adapters/memory/issue-records.ts';
import { memoryLedger } from '../lambdas/adapters/memory/ledger.ts';
import { memoryQueue } from '../lambdas/adapters/memory/queue.ts';
import { memoryRateLease } from '../lambdas/adapters/memory/rate-lease.ts';
import { memorySubscribers } from '../lambdas/adapters/memory/subscribers.ts';
import { sesClient } from '../lambdas/adapters/ses-client.ts';
import { sesMailer } from '../lambdas/adapters/ses-mailer.ts';
import { systemClock } from '../lambdas/adapters/system-clock.ts';
import type { AudienceEntry, DeliveryMessage, PlanShard } from '../lambdas/core/delivery/delivery.ts';
import { chunkMessages } from '../lambdas/core/delivery/messages.ts';
import { linksUnder } from '../lambdas/core/subscribers/links.ts';
import { tokensOf } from '../lambdas/core/subscribers/tokens.ts';
import { deliverMailHandler } from '../lambdas/functions/deliver-mail/handler.ts';
import { ownPeakMegabytes } from './own-peak.ts';
import { readerNumber } from './readers.ts';
import type { Sample } from './sample.ts';

/**
 * A sender in a process of its own: the handler of deliver-mail, the SES adapter, up to 32 calls at once, the ledger in
 * memory. Prints its peak memory (resident set) and how many mails it sent. It knows the issue from its frozen
 * form alone, as in AWS. Words: a file with issue, skeleton and newsletter, SES endpoint, number of readers.
 */
const [frozen = '', endpoint = '', count = '0'] = process.argv.slice(2);
const clock = systemClock;
const { newsletter, issue, skeleton } = JSON.parse(await readFile(frozen, 'utf8')) as Sample;
const subscribers = memorySubscribers(clock);
const issues = blobIssues(memoryIssueRecords(), memoryBlobs(clock));
await issues.freeze({ ...issue, languages: ['en'] }, [skeleton]);
await issues.move(issue.id, ['frozen'], { state: 'sending' });
const recipients: AudienceEntry[] = [];
for (let index = 0; index < Number(count); index += 1) {
  const { email } = readerNumber(index);
  const id = `reader-${index}`;
  const at = '2026-11-24T06:00:00.000Z';
  const choices = { edition: 'daily', sections: [], language: 'en', timeZone: 'UTC' };
  await subscribers.add({
    id,
    email,
    state: 'active',
    consentVersion: 1,
    ...choices,
    createdAt: at,
    updatedAt: at,
  });
  recipients.push({ subscriberId: id, language: 'en', sections: [] });
}

const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
const client = sesClient({ config: { endpoint, region: 'us-east-1', credentials } });
let accepted = 0;
const tokens = tokensOf({ current: 1, tokenKeys: { 1: Buffer.alloc(32, 1).toString('base64') } });
const deliver = deliverMailHandler({
  issues,
  subscribers,
  ledger: memoryLedger(subscribers),
  planQueue: memoryQueue<PlanShard>(clock),
  deliveryQueue: memoryQueue<DeliveryMessage>(clock),
  mailer: sesMailer({ client, clock }),
  newsletter,
  links: linksUnder('https://news.example.com', tokens),
  draftUrl: () => 'https://news.example.com',
  graceMs: 900_000,
  rateLease: memoryRateLease(),
  clock,
  random: Math.random,
  report: (event) => {
    if (event.code === 'chunk-delivered') accepted += Number(event['accepted']);
  },
});
for (const message of chunkMessages({ issueId: issue.id, shard: 0 }, recipients, clock.now().toISOString())) {
  const body = JSON.stringify(message);
  const received = {
    messageId: 'm',
    receipt: 'r',
    message,
    body,
    receives: 1,
    sentAt: 0,
    firstReceivedAt: 0,
  };
  await deliver(toSqsEvent([received], 'delivery'), { getRemainingTimeInMillis: () => 300_000 });
}
client.destroy();
process.stdout.write(`${JSON.stringify({ accepted, megabytes: ownPeakMegabytes() })}\n`);
