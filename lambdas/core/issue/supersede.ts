import type { Issues } from '../ports.ts';
import type { IssueHead } from './issue.ts';

type Dated = Pick<IssueHead, 'id' | 'edition' | 'frozenAt'>;

/** Whether an issue takes the place of another one: a later one of the same edition. */
export function supersedes(newer: Dated, older: Dated): boolean {
  return (
    newer.edition !== undefined &&
    newer.edition === older.edition &&
    newer.id !== older.id &&
    older.frozenAt <= newer.frozenAt
  );
}

/**
 * A newer issue of an edition takes the place of what is undelivered of the older ones: nobody wants yesterday's news
 * after today's. Who has an older issue keeps it; the others count as expired there. Repeating it changes nothing.
 */
export async function supersedeOlder(issues: Pick<Issues, 'heads' | 'move'>, newest: Dated): Promise<void> {
  if (newest.edition === undefined) return;
  for await (const issue of issues.heads()) {
    const { id, state, ending } = issue;
    if (!supersedes(newest, issue) || ending || state === 'closed' || state === 'draft') continue;
    await issues.move(id, [state], {
      state: 'sending',
      ending: { outcome: 'expired', reason: `superseded by ${newest.id}.` },
    });
  }
}
