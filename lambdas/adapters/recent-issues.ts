import type { Clock } from '../core/ports.ts';
import { headsOf } from './blob-issues.ts';
import type { IssueRecords } from './issue-records.ts';

/** Issues that a mail of the last minute can be of: one of each edition, and some that were sent by hand. */
const MOST = 8;
/** A flood comes within seconds; an issue that is newer than this is not missed for long. */
const FRESH_MS = 5_000;

/** Ids of the newest issues, asked for every 5 seconds at most. */
export function recentIssues(
  records: Pick<IssueRecords, 'all'>,
  clock: Pick<Clock, 'now'>,
): () => Promise<readonly string[]> {
  let known: { readonly at: number; readonly ids: Promise<readonly string[]> } | undefined;
  return () => {
    const at = clock.now().getTime();
    if (!known || at - known.at >= FRESH_MS) {
      known = { at, ids: newest(records) };
      // What failed is asked for anew.
      known.ids.catch(() => {
        known = undefined;
      });
    }
    return known.ids;
  };
}

async function newest(records: Pick<IssueRecords, 'all'>): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const { id } of headsOf(records)) if (ids.push(id) === MOST) break;
  return ids;
}
