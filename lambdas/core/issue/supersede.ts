import type { Issues } from '../ports.ts';
import type { IssueHead } from './issue.ts';

/**
 * A newer issue of an edition takes the place of what is undelivered of the older ones: nobody wants yesterday's news
 * after today's. Who has an older issue keeps it; the others count as expired there. Repeating it changes nothing.
 */
export async function supersedeOlder(
  issues: Pick<Issues, 'heads' | 'move'>,
  newest: Pick<IssueHead, 'id' | 'edition' | 'frozenAt'>,
): Promise<void> {
  if (newest.edition === undefined) return;
  for await (const { id, edition, state, ending, frozenAt } of issues.heads()) {
    const older = edition === newest.edition && id !== newest.id && frozenAt <= newest.frozenAt;
    if (!older || ending || state === 'closed' || state === 'draft') continue;
    await issues.move(id, [state], {
      state: 'sending',
      ending: { outcome: 'expired', reason: `superseded by ${newest.id}.` },
    });
  }
}
