import { UNKNOWN } from '../../../lambdas/adapters/ledger-rules.ts';
import type { Delivery } from '../../../lambdas/core/delivery/delivery.ts';
import { shardOf } from '../../../lambdas/core/delivery/shard.ts';
import type { OnUncertain } from '../../../lambdas/core/delivery/standing.ts';
import { ISSUE, type Outside } from './outside.ts';
import { type PlainStores, plainStores, READERS } from './published.ts';

import type { TakenMail } from './seen.ts';

/** How a schedule ended, by SES's own truth. */
export interface Verdict {
  /** Readers without a mail of whom the ledger does not say so. */
  readonly lost: number;
  /** Mails beside a reader's first. */
  readonly doubled: number;
  /** Readers in doubt at the end. */
  readonly unresolved: number;
  readonly kills: number;
  /** Mails that SES took. */
  readonly mails: number;
  /** A sentence for each thing that must not be; doubles that the policy allows are none. */
  readonly violations: readonly string[];
}

export interface Ending {
  /** Everything came to rest. */
  readonly rested: boolean;
  readonly kills: number;
  /** Mails whose answer nobody wrote down though nothing kept them from it. */
  readonly unwritten: readonly TakenMail[];
}

/** Compares the ledger with SES, reader by reader. */
export async function verdictOn(
  outside: Outside,
  policy: OnUncertain,
  { rested, unwritten, kills }: Ending,
): Promise<Verdict> {
  const { seen, ses } = outside;
  const stores = plainStores(outside);
  const rows = await rowsOf(stores);
  const copies = (who: string) => ses.store.list({ issue: ISSUE, search: `${who}@` }).total;
  const standings = READERS.map((who) =>
    standing({ who, row: rows.get(who), copies: copies(who), left: seen.hasLeft(who) }, policy),
  );
  const mails = ses.store.list({ issue: ISSUE }).total;
  const issue = await stores.issues.head(ISSUE);
  const extra = READERS.reduce((sum, who) => sum + Math.max(0, copies(who) - 1), 0);
  const forbidden = seen.mails.filter(({ allowed }) => !allowed);
  const count = (kind: string) => standings.filter((each) => each.kind === kind).length;
  return {
    lost: count('lost'),
    doubled: extra,
    unresolved: count('unresolved'),
    kills,
    mails,
    violations: [
      ...standings.flatMap(({ fault }) => fault ?? []),
      ...forbidden.map(
        ({ who, attempt }) => `${who} gets another mail, attempt ${attempt}, though nothing excuses it`,
      ),
      ...unwritten.map(
        ({ who, attempt }) => `what SES said about ${who}, attempt ${attempt}, is not written down`,
      ),
      ...(seen.mails.length === mails ? [] : [`SES has ${mails} mails, ${seen.mails.length} were seen`]),
      ...seen.claimedAfterLeaving.map((who) => `${who} is claimed after leaving`),
      ...(rested ? [] : ['it never comes to rest']),
      ...(issue?.state === 'closed' ? [] : [`the issue is ${issue?.state}`]),
      ...(issue?.accounting && issue.accounting.frozen < READERS.filter((who) => !seen.hasLeft(who)).length
        ? [`the issue was frozen for ${issue.accounting.frozen}`]
        : []),
    ],
  };
}

interface Judged {
  readonly kind: 'good' | 'lost' | 'unresolved' | 'untrue';
  readonly fault?: string;
}

interface Ended {
  readonly who: string;
  readonly row: Delivery | undefined;
  readonly copies: number;
  readonly left: boolean;
}

function standing({ who, row, copies, left }: Ended, policy: OnUncertain): Judged {
  const state = row?.state ?? 'without a row';
  const bad = (kind: Judged['kind']): Judged => ({
    kind,
    fault: `${who} is ${state}, SES has ${copies} mails: ${kind}`,
  });
  if (row?.state === 'claimed' || row?.state === 'uncertain') return bad('unresolved');
  if (row?.state === 'accepted') return copies > 0 ? { kind: 'good' } : bad('lost');
  // Nobody tries again for a reader who has left; without a mail at SES that is how their doubt ends.
  const givenUp = row?.state === 'failed' && row.code === UNKNOWN && (policy === 'never' || left);
  if (copies > 0) return bad('untrue');
  // Who left before the list was frozen is not on it.
  if (left && (row === undefined || row.state === 'excluded')) return { kind: 'good' };
  return givenUp ? { kind: 'good' } : bad('lost');
}

async function rowsOf({ ledger }: PlainStores): Promise<ReadonlyMap<string, Delivery>> {
  const rows = new Map<string, Delivery>();
  for (const shard of new Set(READERS.map(shardOf))) {
    for await (const row of ledger.deliveries(ISSUE, shard)) rows.set(row.subscriberId, row);
  }
  return rows;
}

/** Whether any reader is claimed or uncertain. */
export async function isInDoubt(stores: PlainStores): Promise<boolean> {
  const rows = [...(await rowsOf(stores)).values()];
  return rows.some(({ state }) => state === 'claimed' || state === 'uncertain');
}
