import { z } from 'zod';
import { durationMs } from '../duration.ts';

/** By what topics are put in order; the first rule that tells two apart decides. */
export type OrderRule = 'weight' | 'coverage' | 'recency' | 'source';

const ORDER_RULES = ['weight', 'coverage', 'recency', 'source'] as const satisfies readonly OrderRule[];

/** A briefing that is a day late is a matter of the next slot. */
const LONGEST_CUT_OFF_MS = 24 * 3_600_000;

/** Shorter is no time to read; a draft of three days ago is no news. */
const SHORTEST_DRAFT_MS = 30 * 60_000;
const LONGEST_DRAFT_MS = 72 * 3_600_000;

/** Fields of an edition that decide what its slots publish, and whether. */
export const editionRules = {
  /**
   * Which topics come first, in the issue and in each section: `weight` that the editors gave, `coverage` (how many
   * sources told the story), `recency`, `source` (the editors, then the sources as the config lists them). What all
   * rules leave open stays as it came.
   */
  order: z
    .array(z.enum(ORDER_RULES, `must be one of ${ORDER_RULES.map((each) => `"${each}"`).join(', ')}`))
    .min(1, 'must name a rule, such as ["weight", "recency"]')
    .refine((rules) => new Set(rules).size === rules.length, 'names a rule twice')
    .default(['weight']),
  /** With fewer topics nothing is sent, and what there is waits for the next slot. */
  minimumTopics: z.int().min(1).max(40).default(1),
  /** Briefings that bring nothing new skip the slot; `false`: as if none had come, by `withoutBriefing`. */
  skipIfEmpty: z.boolean().default(true),
  /**
   * A slot for which neither editors nor sources brought anything: `skip` it (its record and one mail to the owner say
   * so), `remind` the owner at the cut-off too, or `fail`: an alarm goes off at the slot as well.
   */
  withoutBriefing: z.enum(['skip', 'remind', 'fail'], 'must be "skip", "remind" or "fail"').default('skip'),
  /** How long before the slot something must be there, or the owner is reminded: 15m to 24h. */
  cutOff: z
    .string()
    .regex(/^\d+(m|h)$/, 'must be a number with m or h, such as "2h"')
    .refine((text) => {
      const ms = /^\d+(m|h)$/.test(text) ? durationMs(text) : LONGEST_CUT_OFF_MS;
      return ms >= 15 * 60_000 && ms <= LONGEST_CUT_OFF_MS;
    }, 'must be from "15m" to "24h"')
    .default('1h'),
  /**
   * Whether an editor sees a draft first: `none`; `required`: nothing goes out before it is approved; `unless-stopped`: it
   * goes out at its time unless it was stopped.
   */
  approval: z
    .enum(['none', 'required', 'unless-stopped'], 'must be "none", "required" or "unless-stopped"')
    .default('none'),
  /** How long before the slot the editor has the draft, at least (but not from before the last slot): 30m to 72h. */
  draftAhead: z
    .string()
    .regex(/^\d+(m|h)$/, 'must be a number with m or h, such as "2h"')
    .refine((text) => {
      const ms = /^\d+(m|h)$/.test(text) ? durationMs(text) : SHORTEST_DRAFT_MS;
      return ms >= SHORTEST_DRAFT_MS && ms <= LONGEST_DRAFT_MS;
    }, 'must be from "30m" to "72h"')
    .default('2h'),
};

/** What no single field of an edition can tell, as a fault of `minimumTopics`. */
export function checkEdition(
  edition: { readonly minimumTopics: number; readonly maxTopics: number },
  context: z.core.$RefinementCtx,
): void {
  if (edition.minimumTopics <= edition.maxTopics) return;
  context.addIssue({
    code: 'custom',
    path: ['minimumTopics'],
    message: `is ${edition.minimumTopics}, and an issue has at most ${edition.maxTopics} topics (maxTopics)`,
    input: edition,
  });
}

/** Minutes between two looks at the cut-offs: a reminder comes at most this long after its own. */
export const CUT_OFF_MINUTES = 15;

/** Whether the owner is told before a slot that nothing waits for it. */
export function wantsReminder({
  withoutBriefing,
}: {
  readonly withoutBriefing: 'skip' | 'remind' | 'fail';
}): boolean {
  return withoutBriefing !== 'skip';
}

/** Whether somebody has to look between the slots: for reminders, or for drafts. */
export function wantsLook(edition: {
  readonly withoutBriefing: 'skip' | 'remind' | 'fail';
  readonly approval: 'none' | 'required' | 'unless-stopped';
}): boolean {
  return wantsReminder(edition) || edition.approval !== 'none';
}
