import type { Edition } from '../config.ts';
import type { DeliveryMessage } from '../delivery/delivery.ts';
import type { Queue } from '../ports.ts';
import { type ComposedIssue, composeIssue } from './compose-issue.ts';
import { nextSlot } from './due.ts';
import type { Issue } from './issue.ts';
import { unreadableNotice } from './notices.ts';
import { type ReadSlotDeps, readSlot, type SlotReading } from './read-slot.ts';

export interface ComposeSlotDeps extends ReadSlotDeps {
  readonly deliveryQueue: Queue<DeliveryMessage>;
}

/** An edition's slot as it would be published now. */
export interface ComposedSlot {
  readonly composed: ComposedIssue;
  readonly reading: SlotReading;
}

/** Reads what waits for a slot and makes an issue of it; nothing is frozen. The owner is told of what cannot be read. */
export async function composeSlot(
  deps: ComposeSlotDeps,
  edition: Edition,
  { id, at }: { readonly id: string; readonly at: Date },
  previous: Issue | undefined,
): Promise<ComposedSlot> {
  const reading = await readSlot(deps, edition, previous);
  // Told before anything is frozen: after a death in between, the next try tells it again (and it is mailed once).
  for (const { unreadable, ...entry } of reading.waiting) {
    if (!unreadable) continue;
    await deps.deliveryQueue.send([{ kind: 'notice', ...unreadableNotice(edition, entry, unreadable) }]);
  }
  const { cron, timeZone = deps.newsletter.timeZone } = edition;
  const nextSlotAt = nextSlot({ cron, timeZone }, at);
  const composed = composeIssue({
    id,
    edition,
    audience: { kind: 'edition', edition: edition.id },
    collected: reading.collected,
    told: reading.told,
    ...reading.handOn,
    newsletter: deps.newsletter,
    now: deps.clock.now(),
    ...(nextSlotAt && { nextSlotAt }),
  });
  return { composed, reading };
}
