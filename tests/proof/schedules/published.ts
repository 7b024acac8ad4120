import { blobIssues } from '../../../lambdas/adapters/blob-issues.ts';
import { dynamoIssueRecords } from '../../../lambdas/adapters/dynamo-issues.ts';
import { dynamoLedger } from '../../../lambdas/adapters/dynamo-ledger.ts';
import { dynamoSubscribers } from '../../../lambdas/adapters/dynamo-subscribers.ts';
import type { Newsletter } from '../../../lambdas/core/config.ts';
import { SHARDS } from '../../../lambdas/core/delivery/delivery.ts';
import { planMessages } from '../../../lambdas/core/delivery/messages.ts';
import { shardOf } from '../../../lambdas/core/delivery/shard.ts';
import type { OnUncertain } from '../../../lambdas/core/delivery/standing.ts';
import { EMPTY_TALLY } from '../../../lambdas/core/delivery/tally.ts';
import type { Issue, IssueHead } from '../../../lambdas/core/issue/issue.ts';
import { compileSkeleton } from '../../../lambdas/core/mail/compile-skeleton.ts';
import type { Skeleton } from '../../../lambdas/core/mail/skeleton.ts';
import { aNewsletter, anIssue, aTopic, projectTemplates } from '../../support/issue-builders.ts';
import { addressKey } from '../../support/stores.ts';
import { aReader } from '../../support/system.ts';
import { ISSUE, type Outside } from './outside.ts';

export const newsletterWith = (onUncertain: OnUncertain): Newsletter =>
  aNewsletter({ delivery: { onUncertain } });

/** Two readers of one shard, who come in one chunk, and one of another. */
export const READERS: readonly string[] = readersOf();

function readersOf(): string[] {
  const names = Array.from({ length: 200 }, (_, index) => `reader-${index}`);
  const [first = ''] = names;
  const own = names.filter((name) => shardOf(name) === shardOf(first));
  const other = names.find((name) => shardOf(name) !== shardOf(first)) ?? '';
  return [first, own[1] ?? '', other];
}

/** Stores as an onlooker has them: nothing holds up or breaks their calls. */
export function plainStores({ table, blobs, clock }: Pick<Outside, 'table' | 'blobs' | 'clock'>) {
  return {
    clock,
    ledger: dynamoLedger(table),
    subscribers: dynamoSubscribers(table, { addressKey, source: 'test' }),
    issues: blobIssues(dynamoIssueRecords(table), blobs),
  };
}

export type PlainStores = ReturnType<typeof plainStores>;

/** Rendered once for all schedules; MJML takes its time. */
let rendered: Promise<{ readonly issue: Issue; readonly skeletons: readonly Skeleton[] }> | undefined;

async function render() {
  const issue = { ...anIssue([aTopic()], { id: ISSUE }), languages: ['en'] };
  const templates = await projectTemplates();
  return { issue, skeletons: [await compileSkeleton(issue, 'en', aNewsletter(), templates)] };
}

/**
 * The readers are in the table, the issue is frozen, its plan is on the queue. Shards that have no readers are planned: what
 * happens to them tells nothing.
 */
export async function publish(outside: Outside): Promise<void> {
  rendered ??= render();
  const { issue, skeletons } = await rendered;
  const { issues, subscribers } = plainStores(outside);
  for (const id of READERS) await subscribers.add(aReader({ id }));
  await issues.freeze({ ...issue, frozenAt: outside.clock.iso() }, skeletons);
  const inhabited = new Set(READERS.map(shardOf));
  const empty = Array.from({ length: SHARDS }, (_, shard) => shard).filter((each) => !inhabited.has(each));
  await Promise.all(
    empty.map(async (shard) => {
      await issues.freezeAudience(ISSUE, shard, 0, { entries: [], last: true });
      await issues.saveTally(ISSUE, shard, { ...EMPTY_TALLY, generation: 0 });
    }),
  );
  await outside.planQueue.send(planMessages(ISSUE).filter(({ shard }) => inhabited.has(shard)));
}

/** The issue while it is not closed. */
export async function openIssue({ issues }: PlainStores): Promise<IssueHead | undefined> {
  const issue = await issues.head(ISSUE);
  return issue?.state === 'closed' ? undefined : issue;
}
