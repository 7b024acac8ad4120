import type { Edition } from '../config.ts';
import type { Issue, IssueHead } from '../issue/issue.ts';
import type { Clock, Issues, Report } from '../ports.ts';

/** What stops being a draft without going out: a slot that sent nothing, with the reason. */
export function closedDraft(draft: IssueHead, reason: string): Issue {
  const { approval: _approval, ...rest } = draft;
  return { ...rest, state: 'closed', outcome: 'skipped', reason, topics: [], languages: [] };
}

/**
 * Drafts of older slots that nobody approved make way for a newer one, which takes what they had: their slots are closed as
 * if they had read nothing.
 */
export async function lapseOlder(
  deps: {
    readonly issues: Pick<Issues, 'freeze' | 'draftsOf'>;
    readonly clock: Pick<Clock, 'now'>;
    readonly report: Report;
  },
  edition: Edition,
  newer: string,
  previous: Issue | undefined,
): Promise<void> {
  const now = deps.clock.now().toISOString();
  for (const draft of await deps.issues.draftsOf(edition.id)) {
    const { approval } = draft;
    if (draft.id >= newer || !approval || approval.said !== 'nothing' || approval.releaseAt > now) continue;
    const {
      inboxCutoff: _inbox,
      topicsCutoff: _topics,
      ...rest
    } = closedDraft(draft, `Skipped: nobody approved it before ${newer}.`);
    const lapsed: Issue = {
      ...rest,
      briefings: previous?.briefings ?? [],
      ...(previous?.inboxCutoff !== undefined && { inboxCutoff: previous.inboxCutoff }),
      ...(previous?.topicsCutoff !== undefined && { topicsCutoff: previous.topicsCutoff }),
    };
    if ((await deps.issues.freeze(lapsed, [], approval.revision)) === 'frozen') {
      deps.report({ code: 'draft-lapsed', issue: draft.id, newer });
    }
  }
}
