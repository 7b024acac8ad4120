import { durationMs } from '../duration.ts';
import { nextSlot } from '../issue/due.ts';
import { CUT_OFF_MINUTES } from '../issue/edition-rules.ts';
import { slotId } from '../issue/slot.ts';
import type { Issues } from '../ports.ts';
import { type DraftDeps, draftSlot } from './draft-slot.ts';
import { type ReleaseDeps, releaseDraft } from './release.ts';

export interface CheckDraftsDeps extends DraftDeps, ReleaseDeps {
  readonly issues: DraftDeps['issues'] & Pick<Issues, 'heads' | 'move'>;
}

/**
 * The look between the slots: releases drafts whose time has come and makes those whose slot is near enough that the editor
 * has `draftAhead` at least. Repeating it is harmless.
 */
export async function checkDrafts(deps: CheckDraftsDeps): Promise<void> {
  const { newsletter, issues } = deps;
  for (const edition of newsletter.editions) {
    if (edition.approval === 'none') continue;
    const now = deps.clock.now();
    for (const { id, approval } of await issues.draftsOf(edition.id)) {
      if (approval && approval.releaseAt <= now.toISOString()) await releaseDraft(deps, id);
    }
    const timeZone = edition.timeZone ?? newsletter.timeZone;
    const slot = nextSlot({ cron: edition.cron, timeZone }, now);
    const ahead = durationMs(edition.draftAhead) + CUT_OFF_MINUTES * 60_000;
    if (!slot || slot.getTime() - now.getTime() > ahead) continue;
    if (!(await issues.head(slotId(edition.id, slot, timeZone)))) await draftSlot(deps, edition, slot);
  }
}
