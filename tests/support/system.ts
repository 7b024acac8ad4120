import type { Context } from 'hono';
import { type MemoryQueue, memoryQueue } from '../../lambdas/adapters/memory/queue.ts';
import { randomIds } from '../../lambdas/adapters/random-ids.ts';
import type { Topic } from '../../lambdas/core/briefing/topic.ts';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { accountFor, closeIfDone } from '../../lambdas/core/delivery/account.ts';
import type { DeliveryMessage, PlanShard } from '../../lambdas/core/delivery/delivery.ts';
import { issueOfTag } from '../../lambdas/core/delivery/message-tags.ts';
import { shardOf } from '../../lambdas/core/delivery/shard.ts';
import { draftUrlUnder } from '../../lambdas/core/gate/draft-link.ts';
import type { Collect } from '../../lambdas/core/issue/read-inbox.ts';
import { renderedSystemMails } from '../../lambdas/core/mail/render-system-mail.ts';
import type { SystemMails } from '../../lambdas/core/mail/system-mail.ts';
import type { TemplateSet } from '../../lambdas/core/mail/template-set.ts';
import { linksUnder } from '../../lambdas/core/subscribers/links.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import { tokensOf } from '../../lambdas/core/subscribers/tokens.ts';
import { deliverMailHandler } from '../../lambdas/functions/deliver-mail/handler.ts';
import { planAudienceHandler } from '../../lambdas/functions/plan-audience/handler.ts';
import { aNewsletter, aTopic, projectTemplates } from './issue-builders.ts';
import { scriptedMailer } from './scripted-mailer.ts';
import { memoryStores, type Stores, testClock } from './stores.ts';

export const MINUTE = 60_000;
export const GRACE_MS = 15 * MINUTE;
export const SITE = 'https://news.example.com';

/** Tokens under a key that never changes, so that a test can make a link itself. */
export const testTokens = tokensOf({ current: 1, tokenKeys: { 1: Buffer.alloc(32, 1).toString('base64') } });

export interface SystemOptions {
  readonly newsletter?: Newsletter;
  readonly stores?: Stores;
  readonly templates?: TemplateSet;
  /** Milliseconds that a run of the sender has; default 5 minutes. */
  readonly runMs?: number;
}

/** An SQS event of these messages, as Lambda hands it over. */
export function sqsEvent(messages: readonly unknown[]) {
  return {
    Records: messages.map((message, index) => ({
      messageId: `m${index}`,
      receiptHandle: `r${index}`,
      body: typeof message === 'string' ? message : JSON.stringify(message),
      attributes: {
        ApproximateReceiveCount: '1',
        SentTimestamp: '0',
        SenderId: 'test',
        ApproximateFirstReceiveTimestamp: '0',
      },
      messageAttributes: {},
      md5OfBody: '',
      eventSource: 'aws:sqs',
      eventSourceARN: 'arn:aws:sqs:eu-central-1:123456789012:queue',
      awsRegion: 'eu-central-1',
    })),
  };
}

/** Topics from a briefing in which every line is one; a line that starts with `!` is a fault of its author. */
export const collectLines: Collect = (briefing, { defaultSection, language }) => {
  const lines = briefing.content.split('\n').filter((line) => line.trim() !== '');
  const broken = lines.findIndex((line) => line.startsWith('!'));
  if (broken >= 0) throw new Error(`${briefing.source}:${broken + 1}: an exclamation mark is no topic`);
  const topics = lines.map((line): Topic => {
    const [, section = defaultSection, headline = line] = /^(?:(\w+): )?(.*)$/.exec(line) ?? [];
    return { ...aTopic({ section, headline, body: line }), id: `t-${line}`, source: briefing.source };
  });
  return { language, topics, cut: [] };
};

const templatesOfProject = projectTemplates();

/** Rendered once for all systems of a test file that are alike: MJML takes its time. */
const rendered = new Map<string, SystemMails>();
function systemMailsOf(newsletter: Newsletter, templates: TemplateSet): SystemMails {
  const key = JSON.stringify([newsletter, [...templates]]);
  const mails = rendered.get(key) ?? renderedSystemMails(newsletter, templates);
  rendered.set(key, mails);
  return mails;
}

/** A whole system on memory stores: the product's own handlers, an SES that does as it is told, a clock that waits. */
export async function aSystem(options: SystemOptions = {}) {
  const clock = options.stores?.clock ?? testClock();
  const stores = options.stores ?? memoryStores(clock);
  const newsletter = options.newsletter ?? aNewsletter();
  const planQueue = memoryQueue<PlanShard>(clock);
  const deliveryQueue = memoryQueue<DeliveryMessage>(clock);
  const mailer = scriptedMailer(clock);
  const templates = options.templates ?? (await templatesOfProject);
  const reports: ({ readonly code: string } & Readonly<Record<string, unknown>>)[] = [];
  const deps = {
    ...stores,
    planQueue,
    deliveryQueue,
    mailer,
    newsletter,
    templates,
    systemMails: systemMailsOf(newsletter, templates),
    addressOf: (context: Context) => context.req.header('x-test-address') ?? '203.0.113.77',
    collect: collectLines,
    tokens: testTokens,
    siteUrl: SITE,
    links: linksUnder(SITE, testTokens),
    draftUrl: draftUrlUnder(SITE, testTokens),
    graceMs: GRACE_MS,
    random: () => 0.5,
    ids: randomIds,
    report: (event: { readonly code: string } & Readonly<Record<string, unknown>>) =>
      void reports.push(event),
  };
  const plan = planAudienceHandler(deps);
  const deliver = deliverMailHandler(deps);

  /** A batch of one: what a Lambda run sees; what fails comes back as it would from SQS. */
  async function handOver<Message>(
    queue: MemoryQueue<Message>,
    handle: (event: ReturnType<typeof sqsEvent>) => Promise<{ batchItemFailures: readonly unknown[] }>,
  ): Promise<boolean> {
    const [message] = queue.take(1);
    if (message === undefined) return false;
    const answer = await handle(sqsEvent([message]));
    if (answer.batchItemFailures.length > 0) await queue.send([message], { delaySeconds: 30 });
    return true;
  }

  async function deliverOne(): Promise<boolean> {
    const started = clock.now().getTime();
    const runMs = options.runMs ?? 5 * MINUTE;
    return handOver(deliveryQueue, (event) =>
      deliver(event, { getRemainingTimeInMillis: () => runMs - (clock.now().getTime() - started) }),
    );
  }

  const ample = { getRemainingTimeInMillis: () => Number.POSITIVE_INFINITY };
  let heard = 0;
  /** SES's events of every mail that it took since the last call come in. */
  async function hearFromSes(): Promise<void> {
    const mails = mailer.taken.slice(heard);
    for (const [index, { tags }] of mails.entries()) {
      const { delivery: subscriberId, issue, attempt } = tags;
      if (subscriberId === undefined || issue === undefined) continue;
      const key = { issueId: issueOfTag(issue), shard: shardOf(subscriberId), subscriberId };
      const messageId = `message-${heard + index + 1}`;
      const seen = { attempt: Number(attempt), messageId, facts: { sentAt: clock.now().toISOString() } };
      await stores.ledger.record(key, seen, clock.now().toISOString());
    }
    heard = mailer.taken.length;
    await stores.ledger.feedbackSeen(clock.now().toISOString());
  }

  const planOne = () => handOver(planQueue, (event) => plan(event, ample));

  return {
    ...deps,
    reports,
    plan,
    deliver,
    deliverOne,
    planOne,
    hearFromSes,
    /** Works off everything that is due now. */
    async work(): Promise<void> {
      while ((await planOne()) || (await deliverOne())) {
        // Each turn takes one message.
      }
    },
    /** Works off everything, waiting for what is delayed, until `ms` later. */
    async workFor(ms: number): Promise<void> {
      const end = clock.now().getTime() + ms;
      for (;;) {
        await this.work();
        const due = [planQueue.nextAt, deliveryQueue.nextAt].filter((each) => each !== undefined);
        const next = Math.min(...due.map((each) => each.getTime()));
        if (next > end) break;
        clock.forward(Math.max(0, next - clock.now().getTime()));
      }
      clock.forward(Math.max(0, end - clock.now().getTime()));
    },
    tick: () => plan({ tick: true }, ample),
    account: async (issueId: string) => (await accountFor(deps, issueId)).accounting,
    close: (issueId: string) => closeIfDone(deps, issueId),
    async addReaders(count: number, fields: Partial<Subscriber> = {}): Promise<Subscriber[]> {
      const readers = Array.from({ length: count }, (_, index) =>
        aReader({ id: `reader-${String(index).padStart(4, '0')}`, ...fields }),
      );
      for (const reader of readers) await stores.subscribers.add(reader);
      return readers;
    },
  };
}

export type System = Awaited<ReturnType<typeof aSystem>>;

/** An active reader of the daily edition, of every section. */
export function aReader(fields: Partial<Subscriber> = {}): Subscriber {
  const id = fields.id ?? 'ada';
  return {
    id,
    email: `${id}@example.org`,
    state: 'active',
    consentVersion: 1,
    edition: 'daily',
    sections: [],
    language: 'en',
    timeZone: 'Europe/Berlin',
    createdAt: '2026-11-01T08:00:00.000Z',
    updatedAt: '2026-11-01T08:00:00.000Z',
    ...fields,
  };
}
