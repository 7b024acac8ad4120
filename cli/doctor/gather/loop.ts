import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoTable } from '../../../lambdas/adapters/dynamo-client.ts';
import { keys } from '../../../lambdas/adapters/dynamo-table.ts';
import type { Newsletter } from '../../../lambdas/core/config.ts';
import { shardOf } from '../../../lambdas/core/delivery/shard.ts';
import type { Clock, Ids, Ledger, Mailer } from '../../../lambdas/core/ports.ts';
import type { LoopFacts } from '../facts.ts';

/** Takes every mail and reports a delivery; no reputation hangs on it (SES developer guide, "mailbox simulator"). */
const SIMULATOR = 'success@simulator.amazonses.com';
/** Name of the issue that such a mail belongs to; nobody can give it to one of theirs by a slot. */
const ISSUE = 'doctor';
const LOOK_EVERY_MS = 2_000;

export interface LoopDeps {
  readonly mailer: Pick<Mailer, 'send'>;
  readonly ledger: Pick<Ledger, 'exclude' | 'delivery'>;
  readonly table: DynamoTable;
  readonly newsletter: Newsletter;
  readonly clock: Clock;
  readonly ids: Ids;
}

/**
 * Sends one mail to the mailbox simulator and waits until its events stand in the table, as a delivery's do: through the
 * configuration set, SNS, the queue and the function. The row is one of its own and is removed again.
 */
export async function travelLoop(deps: LoopDeps, waitMs: number): Promise<LoopFacts> {
  const { mailer, ledger, clock, ids } = deps;
  const began = clock.now();
  const subscriberId = ids.newId();
  const key = { issueId: ISSUE, shard: shardOf(subscriberId), subscriberId };
  await ledger.exclude(key, 'not-found', 'briefwire doctor', began.toISOString());
  try {
    const sent = await mailer.send({
      source: deps.newsletter.from.address,
      to: SIMULATOR,
      raw: rawMail(deps.newsletter, began),
      tags: { issue: ISSUE, delivery: subscriberId, attempt: '1' },
    });
    const seconds = () => Math.round((clock.now().getTime() - began.getTime()) / 1000);
    if (sent.kind !== 'accepted' && sent.kind !== 'uncertain') {
      const code = sent.kind === 'not-sent' ? sent.reason : sent.code;
      return { outcome: sent.kind, code, sendSeen: false, deliverySeen: false, waitedSeconds: seconds() };
    }
    const end = began.getTime() + waitMs;
    for (;;) {
      const row = await ledger.delivery(key);
      const seen = { sendSeen: row?.sentAt !== undefined, deliverySeen: row?.deliveredAt !== undefined };
      if (seen.deliverySeen || clock.now().getTime() >= end) {
        return { outcome: sent.kind, ...seen, waitedSeconds: seconds() };
      }
      await clock.sleep(LOOK_EVERY_MS);
    }
  } finally {
    await forget(deps.table, key);
  }
}

/** A late event makes no row anew: `record` writes only where there is one. */
async function forget({ client, name: TableName }: DynamoTable, key: Parameters<Ledger['delivery']>[0]) {
  for (const Key of [keys.delivery(key.issueId, key.shard, key.subscriberId), keys.counters(ISSUE)]) {
    await client.send(new DeleteCommand({ TableName, Key }));
  }
}

function rawMail({ from }: Newsletter, at: Date): Uint8Array {
  const lines = [
    `From: ${from.address}`,
    `To: ${SIMULATOR}`,
    'Subject: briefwire doctor',
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    'Auto-Submitted: auto-generated',
    '',
    'A look whether events arrive.',
    '',
  ];
  return new TextEncoder().encode(lines.join('\r\n'));
}
