import type { Issue } from '../issue/issue.ts';
import type { Issues } from '../ports.ts';
import { type Edits, editIssue } from './edit.ts';
import { type SaveDraftDeps, saveDraft } from './save-draft.ts';

export interface EditDraftDeps extends SaveDraftDeps {
  readonly issues: Pick<Issues, 'get' | 'draft'>;
}

export type EditedDraft =
  | { readonly kind: 'edited'; readonly draft: Issue }
  /** `reason` is a sentence for the editor; nothing was changed. */
  | { readonly kind: 'refused'; readonly reason: string };

const TRIES = 5;

/**
 * Changes a draft until its freeze: renders it anew, asks for the editor's word anew (of an edition that needs it) and mails it
 * again. A stopped draft stays stopped. Throws as rendering does; then nothing was changed.
 */
export async function editDraft(deps: EditDraftDeps, id: string, edits: Edits): Promise<EditedDraft> {
  for (let tried = 1; tried <= TRIES; tried += 1) {
    const draft = await deps.issues.get(id);
    if (draft?.state !== 'draft' || !draft.approval) {
      const state = draft ? `${id} is ${draft.state}` : `There is no issue ${id}`;
      return { kind: 'refused', reason: `${state}; only a draft can be changed.` };
    }
    const edited = editIssue(draft, edits);
    if (edited.kind === 'refused') return edited;
    const { topics: _topics, findings, ...approval } = draft.approval;
    const saved = await saveDraft(deps, edited.issue, {
      approval: {
        ...approval,
        said: approval.said === 'approved' ? 'nothing' : approval.said,
        version: approval.version + 1,
        revision: approval.revision + 1,
      },
      over: approval.revision,
      also: findings.filter(({ rule }) => rule === 'unreadable'),
    });
    if (saved) return { kind: 'edited', draft: saved };
  }
  throw new Error(`the draft ${id} changed again and again while it was edited`);
}
