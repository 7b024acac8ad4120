import { setTimeout as after } from 'node:timers/promises';
import { consume } from '../../cli/local/consume.ts';
import { toSqsEvent } from '../../cli/local/sqs-event.ts';
import type { Newsletter } from '../../lambdas/core/config.ts';
import type { Mailer, SendOutcome } from '../../lambdas/core/ports.ts';
import { linksUnder } from '../../lambdas/core/subscribers/links.ts';
import { tokensOf } from '../../lambdas/core/subscribers/tokens.ts';
import { deliverMailHandler } from '../../lambdas/functions/deliver-mail/handler.ts';
import { planAudienceHandler } from '../../lambdas/functions/plan-audience/handler.ts';
import type { Units } from './counted-units.ts';
import type { Stage } from './stage.ts';

export const GRACE_MS = 900_000;
/** As many as the event source of the delivery queue allows. */
const SENDERS = 2;
const context = { getRemainingTimeInMillis: () => 300_000 };
const report = () => undefined;

export const links = linksUnder(
  'https://news.example.com',
  tokensOf({ current: 1, tokenKeys: { 1: Buffer.alloc(32, 1).toString('base64') } }),
);

/** Works off the plan queue: freezes the audience at the first time, and queues whoever is missing. */
export async function plan(stage: Stage, newsletter: Newsletter): Promise<void> {
  const handle = planAudienceHandler({ ...stage, newsletter, graceMs: GRACE_MS, report });
  for (;;) {
    const batch = stage.planQueue.receive(1);
    if (batch.length === 0) return;
    const { batchItemFailures } = await handle(toSqsEvent(batch, 'plan'), context);
    if (batchItemFailures.length > 0) throw new Error('a shard was not planned');
    for (const { receipt } of batch) stage.planQueue.ack(receipt);
  }
}

export interface Driven {
  /** Mails that SES took in the window, against what it granted. */
  readonly used: number;
  /** Calls that it throttled, against all calls. */
  readonly throttled: number;
  /** Milliseconds from the pause of the issue to the last mail. */
  readonly pauseMs: number;
  readonly calls: number;
  readonly accepted: number;
  /** What DynamoDB would bill for it. */
  readonly units: Units;
}

/**
 * Two senders, each the handler of deliver-mail with a pace and a lease of its own, work the delivery queue for a while.
 * Then the issue is paused, and the last mail awaited.
 */
export async function drive(
  stage: Stage,
  {
    newsletter,
    mailer,
    grant,
  }: { readonly newsletter: Newsletter; readonly mailer: Mailer; readonly grant: number },
  { warmMs, windowMs }: { readonly warmMs: number; readonly windowMs: number },
): Promise<Driven> {
  const calls: { readonly at: number; readonly outcome: SendOutcome }[] = [];
  const watched: Mailer = {
    ...mailer,
    async send(mail) {
      const outcome = await mailer.send(mail);
      calls.push({ at: performance.now(), outcome });
      return outcome;
    },
  };
  const stop = new AbortController();
  const senders = Array.from({ length: SENDERS }, () => {
    const deliver = deliverMailHandler({
      ...stage,
      rateLease: stage.newLease(),
      mailer: watched,
      newsletter,
      links,
      draftUrl: () => 'https://news.example.com',
      graceMs: GRACE_MS,
      random: Math.random,
      report,
    });
    const { clock, deliveryQueue } = stage;
    return consume(deliveryQueue, (event) => deliver(event, context), {
      batchSize: 1,
      signal: stop.signal,
      clock,
      report,
    });
  });
  await after(warmMs);
  const from = performance.now();
  await after(windowMs);
  const pausedAt = performance.now();
  if (stage.deliveryQueue.counts().visible === 0) throw new Error('the list was too short for the window');
  await stage.issues.move(stage.issueId, ['sending'], { state: 'paused', reason: 'The bench asked.' });
  while (stage.deliveryQueue.counts().visible + stage.deliveryQueue.counts().inFlight > 0) await after(50);
  stop.abort();
  await Promise.all(senders);

  const accepted = calls.filter(({ outcome }) => outcome.kind === 'accepted');
  const inWindow = accepted.filter(({ at }) => at >= from && at < pausedAt);
  const throttled = calls.filter(
    ({ outcome }) => outcome.kind === 'not-sent' && outcome.reason === 'throttled',
  );
  return {
    used: inWindow.length / ((grant * (pausedAt - from)) / 1000),
    throttled: throttled.length / calls.length,
    pauseMs: Math.max(0, ...accepted.map(({ at }) => at - pausedAt)),
    calls: calls.length,
    accepted: accepted.length,
    units: stage.units(),
  };
}
