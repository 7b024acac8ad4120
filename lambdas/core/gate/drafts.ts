import type { Issue, IssueHead } from '../issue/issue.ts';
import type { Skeleton } from '../mail/skeleton.ts';
import type { Approval } from './approval.ts';

/** The part of the `Issues` port that keeps drafts; every change names the revision that it was made from. */
export interface Drafts {
  /** Writes a draft, or another one in the place of that at a revision; `false` when it is not there (any more). */
  draft(issue: Issue, skeleton: Skeleton, over?: number): Promise<boolean>;
  /** Changes what the editor says of a draft at the revision before; `false` when it is not there (any more). */
  decide(id: string, approval: Approval): Promise<boolean>;
  /** Drafts among the latest slots of an edition, newest first. */
  draftsOf(edition: string): Promise<readonly IssueHead[]>;
}
