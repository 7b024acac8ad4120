import type { IssueHead } from '../issue/issue.ts';
import type { Issues, Report } from '../ports.ts';
import type { Approval } from './approval.ts';

/** What deciding about a draft takes: its record alone. */
export interface DecideDeps {
  readonly issues: Pick<Issues, 'head' | 'decide'>;
  readonly report: Report;
}

/** A draft's record. */
export type DraftHead = IssueHead & { readonly approval: Approval };

export type Decided =
  | { readonly kind: 'done' | 'already'; readonly draft: DraftHead }
  /** It is another version than the one that was looked at. */
  | { readonly kind: 'changed'; readonly draft: DraftHead }
  /** There is no such draft: never was, or it is frozen or closed by now. */
  | { readonly kind: 'no-draft'; readonly issue?: IssueHead };

/** As often as somebody else may write in between. */
const TRIES = 5;

/** A draft by its id; what is none is told apart from what is none any more. */
export async function openDraft(
  { issues }: { readonly issues: Pick<Issues, 'head'> },
  id: string,
): Promise<{ readonly kind: 'draft'; readonly draft: DraftHead } | Extract<Decided, { kind: 'no-draft' }>> {
  const issue = await issues.head(id);
  if (issue?.state === 'draft' && issue.approval) {
    return { kind: 'draft', draft: { ...issue, approval: issue.approval } };
  }
  return { kind: 'no-draft', ...(issue && { issue }) };
}

/**
 * Writes down what the editor says. Until the freeze they may think again; the last word counts. `version`: the one that they
 * looked at; without it whichever there is.
 */
export async function decideDraft(
  deps: DecideDeps,
  id: string,
  said: 'approved' | 'stopped',
  { by, version }: { readonly by: 'link' | 'cli'; readonly version?: number },
): Promise<Decided> {
  for (let tried = 1; tried <= TRIES; tried += 1) {
    const opened = await openDraft(deps, id);
    if (opened.kind !== 'draft') return opened;
    const { draft } = opened;
    const { approval } = draft;
    if (version !== undefined && version !== approval.version) return { kind: 'changed', draft };
    if (approval.said === said) return { kind: 'already', draft };
    const next: Approval = { ...approval, said, by, revision: approval.revision + 1 };
    if (await deps.issues.decide(id, next)) {
      deps.report({ code: 'draft-decided', issue: id, said, by, version: approval.version });
      return { kind: 'done', draft: { ...draft, approval: next } };
    }
  }
  throw new Error(`the draft ${id} changed again and again while it was decided about`);
}
