import { type ArchiveDeps, archiveIssue } from '../archive/publish-archive.ts';
import type { PlanShard } from '../delivery/delivery.ts';
import { planMessages } from '../delivery/messages.ts';
import { compileSkeleton } from '../mail/compile-skeleton.ts';
import { languagesAvailable } from '../mail/locale.ts';
import type { Clock, Issues, Queue } from '../ports.ts';
import type { Issue } from './issue.ts';

/** What it takes to freeze an issue and to start its delivery. */
export interface FreezeDeps extends ArchiveDeps {
  readonly issues: Pick<Issues, 'freeze' | 'get'>;
  readonly planQueue: Queue<PlanShard>;
  readonly clock: Pick<Clock, 'now'>;
}

/**
 * Renders, freezes, queues; `undefined` when an issue of that id was there before, which is then left as it is. `over`: in
 * the place of a draft that is at that revision.
 */
export async function freezeAndPlan(
  deps: FreezeDeps,
  composed: Issue,
  over?: number,
): Promise<Issue | undefined> {
  const issue = { ...composed, languages: languagesAvailable(deps.templates) };
  const skeletons = await Promise.all(
    issue.languages.map((language) => compileSkeleton(issue, language, deps.newsletter, deps.templates)),
  );
  if ((await deps.issues.freeze(issue, skeletons, over)) === 'exists') return undefined;
  // Before the first mail, which links to the page.
  await archiveIssue(deps, issue);
  await deps.planQueue.send(planMessages(issue.id));
  return issue;
}

/** The issue that was there first. */
export async function frozenBefore(deps: Pick<FreezeDeps, 'issues'>, id: string): Promise<Issue> {
  const issue = await deps.issues.get(id);
  if (issue) return issue;
  throw new Error(`issue ${id} was there when it was to be frozen, and cannot be read now`);
}
