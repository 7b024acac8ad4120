import { UNKNOWN } from '../lambdas/adapters/ledger-rules.ts';
import { type Delivery, SHARDS } from '../lambdas/core/delivery/delivery.ts';
import type { OnUncertain } from '../lambdas/core/delivery/standing.ts';
import type { Ledger } from '../lambdas/core/ports.ts';
import type { Outage } from './engine.ts';
import { indexOf } from './recipients.ts';
import { GRACE_MS, ISSUE } from './timing.ts';
import type { Doubled, TakenMail } from './truth.ts';

/** How the ledger compares with SES's truth. */
export interface Verdict {
  /** No mail at SES, and the ledger does not say so. */
  readonly lost: number;
  /** Claimed, in doubt, or without a row. */
  readonly unresolved: number;
  readonly accepted: number;
  /** Failed with code `unknown`, by the policy "never"; SES has no mail of theirs. */
  readonly givenUp: number;
  /** Another difference between the ledger and the truth. */
  readonly untrue: number;
}

/** Compares row by row; in memory is one number for each recipient. */
export async function verdictOf(
  ledger: Pick<Ledger, 'deliveries'>,
  copies: Uint8Array,
  policy: OnUncertain,
): Promise<Verdict> {
  const seen = new Uint8Array(copies.length);
  const sums = { lost: 0, unresolved: 0, accepted: 0, givenUp: 0, untrue: 0 };
  for (let shard = 0; shard < SHARDS; shard += 1) {
    for await (const row of ledger.deliveries(ISSUE, shard)) {
      const who = indexOf(row.subscriberId);
      if (who === undefined || seen[who] === 1) throw new Error(`a row of nobody: ${row.subscriberId}`);
      seen[who] = 1;
      sums[verdictOn(row, copies[who] ?? 0, policy)] += 1;
    }
  }
  for (const [who, has] of seen.entries()) {
    if (has === 1) continue;
    if (copies[who] === 0) sums.lost += 1;
    else sums.untrue += 1;
  }
  return { ...sums, unresolved: sums.unresolved + seen.filter((has) => has === 0).length };
}

function verdictOn(row: Delivery, copies: number, policy: OnUncertain): keyof Verdict {
  if (row.state === 'claimed' || row.state === 'uncertain') return 'unresolved';
  if (row.state === 'accepted') return copies > 0 ? 'accepted' : 'lost';
  const unknown = row.state === 'failed' && row.code === UNKNOWN;
  return unknown && policy === 'never' && copies === 0 ? 'givenUp' : 'untrue';
}

/** A doubled mail, and whether the policy allows it. */
export interface JudgedDouble {
  readonly recipient: number;
  readonly allowed: boolean;
  /** What became of each mail but the last, in words. */
  readonly because: readonly string[];
}

/** A worker needs less than this from SES's answer to its own write. */
const WRITING_MS = 3_000;

/** What may have kept a worker from writing down what SES said. */
export interface Blows {
  /** Process id → when it was killed, milliseconds since 1970. */
  readonly killed: Readonly<Record<string, number>>;
  readonly outages: readonly Outage[];
}

/**
 * A second mail is allowed under `resend` only where nobody could write down the answer of the one before, and its event
 * was not there when the grace was over.
 */
export function judge(
  { recipient, mails, eventQueued }: Doubled,
  policy: OnUncertain,
  { killed, outages }: Blows,
): JudgedDouble {
  const before = mails.slice(0, -1).map((mail, index) => {
    const graceOver = (mails[index + 1]?.at ?? 0) - mail.at > GRACE_MS;
    const waited = eventQueued && graceOver ? 'its event waited on the queue, beyond the grace' : undefined;
    const late = withheld(mail) ?? waited;
    const unwritten = silence(mail, killed[mail.pid]) ?? unwritable(mail, outages);
    return {
      allowed: policy === 'resend' && late !== undefined && unwritten !== undefined,
      because: `attempt ${mail.attempt}: ${unwritten ?? 'answered'}; ${late ?? 'its event came in time'}`,
    };
  });
  return {
    recipient,
    allowed: before.every(({ allowed }) => allowed),
    because: before.map(({ because }) => because),
  };
}

function withheld({ at, releasedAt }: TakenMail): string | undefined {
  if (releasedAt === undefined) return 'its event was never released';
  const ms = releasedAt - at;
  return ms > GRACE_MS
    ? `its event was withheld for ${(ms / 1000).toFixed(1)} s, beyond the grace`
    : undefined;
}

function silence({ at, answer }: TakenMail, killedAt: number | undefined): string | undefined {
  if (answer !== 'answered') return `its answer was lost (${answer})`;
  const ms = (killedAt ?? Number.POSITIVE_INFINITY) - at;
  return ms < WRITING_MS ? `its sender was killed ${ms} ms after SES took it` : undefined;
}

function unwritable({ at }: TakenMail, outages: readonly Outage[]): string | undefined {
  const outage = outages.find(({ from, to }) => at > from - WRITING_MS && at < to);
  return outage && `the database was killed ${outage.from - at} ms after SES took it`;
}
