import type { IssueHead } from '../issue/issue.ts';
import type { Clock, Issues } from '../ports.ts';
import type { Hold } from './hold.ts';

/** A pause or a cancellation takes effect within this, the look and the calls under way added. */
const LOOK_EVERY_MS = 2_000;

/**
 * Says before each call whether the issue still goes out: looks at its state at most every 2 s, whoever asks, and gives
 * the last answer in between.
 */
export function watchIssue(
  issues: Pick<Issues, 'head'>,
  issueId: string,
  clock: Pick<Clock, 'now'>,
): () => Promise<Hold | undefined> {
  let lookedAt = Number.NEGATIVE_INFINITY;
  let answer: Promise<Hold | undefined> = Promise.resolve(undefined);
  return () => {
    const now = clock.now().getTime();
    if (now - lookedAt >= LOOK_EVERY_MS) {
      lookedAt = now;
      answer = issues.head(issueId).then(stopOf);
    }
    return answer;
  };
}

/** Why nothing of an issue goes out now: `undefined` while it is frozen or sending and nobody ended it. */
export function stopOf(
  issue: Pick<IssueHead, 'state' | 'ending'> | undefined,
): Extract<Hold, { kind: 'stopped' }> | undefined {
  const open = issue?.state === 'frozen' || issue?.state === 'sending';
  if (open && !issue.ending) return undefined;
  return { kind: 'stopped', detail: `the issue is ${issue?.ending?.outcome ?? issue?.state ?? 'unknown'}` };
}
