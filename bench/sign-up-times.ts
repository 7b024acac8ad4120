import { randomIds } from '../lambdas/adapters/random-ids.ts';
import { renderedSystemMails } from '../lambdas/core/mail/render-system-mail.ts';
import type { Mailer } from '../lambdas/core/ports.ts';
import type { SubscriberState } from '../lambdas/core/subscribers/subscriber.ts';
import { manageSubscriptionApp } from '../lambdas/functions/manage-subscription/app.ts';
import { dynamoAvailable, startDynamo } from '../tests/support/dynamo.ts';
import { aNewsletter, projectTemplates } from '../tests/support/issue-builders.ts';
import { dynamoStores } from '../tests/support/stores.ts';
import { aReader, testTokens } from '../tests/support/system.ts';
import { median } from './measure.ts';

/** What an address can be before it is signed up. */
const KINDS = ['new', 'pending', 'active', 'unsubscribed', 'suppressed'] as const;
export type Kind = (typeof KINDS)[number];

/** About what a call of SES takes from a Lambda of its region. */
const SES_MS = 80;

/** Milliseconds until a sign-up is answered, the median for each kind of address. */
export type SignUpTimes = Readonly<Record<Kind, number>>;

/**
 * Signs up addresses of every kind in turns, over the pages' app on a DynamoDB engine; `leastMs` is the time that an answer
 * takes at least. `undefined` on a machine without an engine.
 */
export async function signUpTimes(rounds: number, leastMs?: number): Promise<SignUpTimes | undefined> {
  if (!dynamoAvailable) return undefined;
  const dynamo = await startDynamo();
  try {
    const table = await dynamo.table();
    const { subscribers, archive, issues } = dynamoStores(table);
    const newsletter = aNewsletter();
    const templates = await projectTemplates();
    const app = manageSubscriptionApp({
      newsletter,
      templates,
      subscribers,
      archive,
      issues,
      tokens: testTokens,
      systemMails: renderedSystemMails(newsletter, templates),
      mailer: slowMailer(table.clock.sleep),
      ids: randomIds,
      clock: table.clock,
      limits: { networkAnHour: Number.MAX_SAFE_INTEGER, mailsAnHour: Number.MAX_SAFE_INTEGER },
      siteUrl: 'https://news.example.com',
      addressOf: () => '203.0.113.7',
      report: () => undefined,
      ...(leastMs !== undefined && { signUpMs: leastMs }),
    });
    const arrange = async (kind: Kind, id: string) => {
      if (kind === 'new') return;
      const state: SubscriberState = kind === 'suppressed' ? 'active' : kind;
      const createdAt = table.clock.now().toISOString();
      await subscribers.add(aReader({ id, state, createdAt, updatedAt: createdAt }));
      if (kind === 'suppressed') await subscribers.suppress(id, { reason: 'bounce', at: createdAt });
    };
    const times: Record<Kind, number[]> = {
      new: [],
      pending: [],
      active: [],
      unsubscribed: [],
      suppressed: [],
    };
    // The first round renders the mails and is thrown away.
    for (let round = 0; round <= rounds; round += 1) {
      for (const kind of KINDS) {
        const id = `${kind}${round}`;
        await arrange(kind, id);
        const body = new URLSearchParams({ email: `${id}@example.org` });
        const began = performance.now();
        const answer = await app.request('/subscribe', { method: 'POST', body });
        await answer.text();
        if (answer.status !== 200) throw new Error(`the sign-up was answered ${answer.status}`);
        if (round > 0) times[kind].push(performance.now() - began);
      }
    }
    return Object.fromEntries(KINDS.map((kind) => [kind, median(times[kind])])) as Record<Kind, number>;
  } finally {
    await dynamo.stop();
  }
}

function slowMailer(sleep: (ms: number) => Promise<void>): Pick<Mailer, 'send'> {
  return {
    async send() {
      await sleep(SES_MS);
      return { kind: 'accepted', messageId: 'sink' };
    },
  };
}

/** The slowest median over the fastest. */
export function spread(times: SignUpTimes): number {
  const medians = Object.values(times);
  return Math.max(...medians) / Math.min(...medians);
}
