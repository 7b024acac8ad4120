import type { IssueHead } from '../issue/issue.ts';
import type { Skeleton } from '../mail/skeleton.ts';
import type { Issues } from '../ports.ts';

/** The skeleton of an issue for a reader's language; one of another language when that was not rendered. */
export type SkeletonOf = (issue: IssueHead, language: string) => Promise<Skeleton>;

/** An issue has few languages, and a sender works on one or two issues at a time; a skeleton is some 100 KB. */
const MOST_KEPT = 16;

/** Reads each skeleton once; what is frozen never changes. Throws when an issue has none at all. */
export function skeletonsOf(issues: Pick<Issues, 'skeleton'>): SkeletonOf {
  const kept = new Map<string, Promise<Skeleton>>();
  return (issue, language) => {
    const key = JSON.stringify([issue.id, issue.contentHash, language]);
    const known = kept.get(key);
    if (known) return known;
    if (kept.size >= MOST_KEPT) kept.clear();
    const reading = read(issues, issue, language);
    kept.set(key, reading);
    // A failed read is no skeleton: the next chunk asks again.
    reading.catch(() => kept.delete(key));
    return reading;
  };
}

async function read(issues: Pick<Issues, 'skeleton'>, issue: IssueHead, language: string): Promise<Skeleton> {
  for (const each of new Set([language, ...issue.languages])) {
    const skeleton = await issues.skeleton(issue.id, each);
    if (skeleton) return skeleton;
  }
  throw new Error(`issue ${issue.id} has no skeleton, though its record names ${issue.languages.join(', ')}`);
}
