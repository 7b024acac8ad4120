import type { DeliveryMessage } from '../delivery/delivery.ts';
import { type FreezeDeps, freezeAndPlan } from '../issue/freeze-and-plan.ts';
import type { Issue } from '../issue/issue.ts';
import { supersedeOlder } from '../issue/supersede.ts';
import type { Issues, Queue, Report } from '../ports.ts';
import { type Approval, fateOf } from './approval.ts';
import { closedDraft } from './lapse.ts';
import { waitingNotice } from './notices.ts';

export interface ReleaseDeps extends FreezeDeps {
  readonly issues: Pick<Issues, 'freeze' | 'get' | 'heads' | 'move'>;
  readonly deliveryQueue: Queue<DeliveryMessage>;
  readonly report: Report;
}

export interface Released {
  /** `gone`: it was no draft any more; `issue` is what it had become. */
  readonly kind: 'released' | 'stopped' | 'waiting' | 'early' | 'gone';
  readonly issue: Issue;
}

/** As often as the editor may change it in between. */
const TRIES = 5;

/**
 * Does with a draft what its time and its editor say: freezes it as it is then, closes its slot, or lets it wait. An edit, a
 * stop or an approval that comes at the same instant is either in it, or finds that it is no draft any more. Throws when there
 * is no such issue.
 */
export async function releaseDraft(deps: ReleaseDeps, id: string): Promise<Released> {
  for (let tried = 1; tried <= TRIES; tried += 1) {
    const draft = await deps.issues.get(id);
    if (!draft) throw new Error(`there is no issue ${id} to release`);
    const { approval } = draft;
    if (draft.state !== 'draft' || !approval) return { kind: 'gone', issue: draft };
    const fate = fateOf(approval, deps.clock.now());
    if (fate === 'early') return { kind: 'early', issue: draft };
    if (fate === 'wait') {
      await deps.deliveryQueue.send([waitingNotice(draft.id)]);
      return { kind: 'waiting', issue: draft };
    }
    const done = fate === 'stop' ? await close(deps, draft, approval) : await freeze(deps, draft, approval);
    if (done) return done;
  }
  throw new Error(`the draft ${id} changed again and again while it was being released`);
}

async function close(deps: ReleaseDeps, draft: Issue, approval: Approval): Promise<Released | undefined> {
  const closed = closedDraft(draft, 'Skipped: its editor stopped it.');
  if ((await deps.issues.freeze(closed, [], approval.revision)) === 'exists') return undefined;
  deps.report({ code: 'slot-skipped', issue: draft.id, why: 'its editor stopped it' });
  return { kind: 'stopped', issue: closed };
}

async function freeze(deps: ReleaseDeps, draft: Issue, approval: Approval): Promise<Released | undefined> {
  // What the editor saw is in the issue itself now.
  const kept: Approval = { ...approval, topics: [], findings: [] };
  const frozenAt = deps.clock.now().toISOString();
  const issue = await freezeAndPlan(
    deps,
    { ...draft, state: 'frozen', frozenAt, approval: kept },
    approval.revision,
  );
  if (!issue) return undefined;
  await supersedeOlder(deps.issues, issue);
  deps.report({ code: 'issue-frozen', issue: issue.id, topics: issue.topics.length, said: approval.said });
  return { kind: 'released', issue };
}
