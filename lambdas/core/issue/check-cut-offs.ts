import type { DeliveryMessage } from '../delivery/delivery.ts';
import { durationMs } from '../duration.ts';
import type { Issues, Queue } from '../ports.ts';
import { nextSlot } from './due.ts';
import { wantsReminder } from './edition-rules.ts';
import { reminderNotice } from './notices.ts';
import { type ReadSlotDeps, readSlot } from './read-slot.ts';
import { slotId } from './slot.ts';

export interface CutOffDeps extends ReadSlotDeps {
  readonly issues: Pick<Issues, 'toldSince' | 'latestOf'>;
  readonly deliveryQueue: Queue<DeliveryMessage>;
}

/**
 * Reminds the owner of every edition whose slot is nearer than its cut-off and has nothing to tell yet. Repeating it is
 * harmless: a reminder is mailed once a slot.
 */
export async function checkCutOffs(deps: CutOffDeps): Promise<void> {
  const now = deps.clock.now();
  for (const edition of deps.newsletter.editions.filter(wantsReminder)) {
    const timeZone = edition.timeZone ?? deps.newsletter.timeZone;
    const slot = nextSlot({ cron: edition.cron, timeZone }, now);
    if (!slot || slot.getTime() - now.getTime() > durationMs(edition.cutOff)) continue;
    const { waiting, stored } = await readSlot(deps, edition, await deps.issues.latestOf(edition.id));
    if (stored.length > 0 || waiting.some(({ collected }) => collected)) continue;
    const id = slotId(edition.id, slot, timeZone);
    deps.report({ code: 'briefing-awaited', edition: edition.id, issue: id });
    await deps.deliveryQueue.send([{ kind: 'notice', ...reminderNotice(id, slot, timeZone) }]);
  }
}
