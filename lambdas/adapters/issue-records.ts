import type { Issue } from '../core/issue/issue.ts';
import type { IssueMove } from '../core/ports.ts';

/**
 * The part of an issue that moves, small enough for any table; what was frozen with it (topics, skeletons) stands in
 * blobs under `frozen`. Together they are the `Issues` port: `blob-issues.ts`.
 */
export interface IssueRecord extends Omit<Issue, 'topics' | 'leftOut'> {
  /** Where the frozen content is: 32 hex digits of its SHA-256, so that two freezes never overwrite each other. */
  readonly frozen: string;
}

/** Where the records are kept. */
export interface IssueRecords {
  /** First come, first served: `false` when there is a record of that id already. */
  create(record: IssueRecord): Promise<boolean>;
  /** Strongly consistent. */
  get(id: string): Promise<IssueRecord | undefined>;
  /** Records of an edition, latest slot first. */
  ofEdition(edition: string): AsyncIterable<IssueRecord>;
  /** Every record, in any order. */
  all(): AsyncIterable<IssueRecord>;
  /** Puts a record in the place of a draft at that revision; `false` when it is not there (any more). */
  replaceDraft(record: IssueRecord, revision: number): Promise<boolean>;
  /** As `Issues.move`. */
  move(id: string, from: readonly Issue['state'][], to: IssueMove): Promise<boolean>;
}

/** Whether a record is a draft at that revision. */
export function isDraftAt(record: IssueRecord | undefined, revision: number): boolean {
  return record?.state === 'draft' && record.approval?.revision === revision;
}

/** The id of a slot's issue starts with its edition, and what follows sorts by local time. */
export function isSlotOf(record: IssueRecord, edition: string): boolean {
  return record.edition === edition && record.id.startsWith(`${edition}.`);
}

/** Whether readers were told what is in it: an issue that was skipped or cancelled in time told nobody. */
export function toldSomething({ state, outcome, accounting }: IssueRecord): boolean {
  if (state === 'draft' || outcome === 'skipped') return false;
  return (
    outcome !== 'cancelled' || accounting === undefined || accounting.accepted + accounting.uncertain > 0
  );
}

/**
 * The record after a move. Outcome, reason and accounting belong to the state they were written with: a change of state
 * drops them unless it brings its own, a move within a state keeps what it does not bring.
 */
export function movedRecord(record: IssueRecord, to: IssueMove): IssueRecord {
  if (record.state === to.state) return { ...record, ...to };
  const { outcome: _outcome, reason: _reason, accounting: _accounting, ...kept } = record;
  return { ...kept, ...to };
}
