import { z } from 'zod';
import type { SesError } from './answers.ts';
import { SES_ERRORS } from './errors.ts';

/** What goes wrong with one call. */
export interface FaultEffect {
  /** The mail is taken all the same: what the caller cannot know. */
  readonly accepts: boolean;
  /** Then: an error, no answer at all, a connection that breaks, or (with `delayMs`) just late. */
  readonly ends: SesError | 'hang' | 'reset' | 'normally';
  readonly delayMs: number;
}

/** Facts of a call that an error speaks of. */
export interface FaultedCall {
  readonly action: string;
  readonly source: string;
  readonly destinations: readonly string[];
  readonly configurationSet: string | undefined;
  readonly region: string;
}

const refusals = {
  throttle: SES_ERRORS.rateExceeded,
  'daily-quota': SES_ERRORS.dailyQuotaExceeded,
  '500': SES_ERRORS.internalFailure,
  '503': SES_ERRORS.unavailable,
  'account-paused': SES_ERRORS.accountPaused,
  'account-paused-by-aws': SES_ERRORS.accountPausedByAws,
  'configuration-set-paused': (call) => SES_ERRORS.configurationSetPaused(call.configurationSet ?? ''),
  'access-denied': (call) => SES_ERRORS.accessDenied(call.action, call.source),
  'expired-credentials': SES_ERRORS.expiredToken,
  'clock-skew': SES_ERRORS.clockSkew,
  'mail-from-not-verified': SES_ERRORS.mailFromNotVerified,
  'sender-not-verified': (call) => SES_ERRORS.notVerified([call.source], call.region),
} satisfies Record<string, (call: FaultedCall) => SesError>;

const losses = {
  hang: { accepts: false, ends: 'hang' },
  'reset-before-accept': { accepts: false, ends: 'reset' },
  'accept-then-reset': { accepts: true, ends: 'reset' },
  'accept-then-hang': { accepts: true, ends: 'hang' },
  'accept-then-500': { accepts: true, ends: SES_ERRORS.internalFailure() },
  slow: { accepts: true, ends: 'normally' },
} as const satisfies Record<string, Pick<FaultEffect, 'accepts' | 'ends'>>;

export type FaultKind = keyof typeof refusals | keyof typeof losses;
const kinds = [...Object.keys(refusals), ...Object.keys(losses)] as FaultKind[];

const COUNT = 'must be a whole number from 1, or "always"';

const faultSchema = z.strictObject({
  kind: z.enum(kinds as [FaultKind, ...FaultKind[]], { error: `must be one of ${kinds.join(', ')}` }),
  /** How many matching calls it hits; default 1, `"always"`: until it is cleared. */
  count: z.union([z.int().min(1, COUNT), z.literal('always')], COUNT).default(1),
  /** Only calls with such a recipient: an address in which `*` stands for anything. */
  recipient: z.string().min(1).optional(),
  /** Only calls of this action; default: SendRawEmail and SendEmail. */
  action: z.string().min(1).optional(),
  /** Share of the matching calls, drawn by `seed`; the rest pass and are not counted. */
  probability: z.number().min(0).max(1).default(1),
  seed: z.int().default(1),
  /** How long `slow` takes, or any other waits first. */
  delayMs: z.int().min(0).max(600_000).optional(),
});

/** A fault as it is asked for. */
export type Fault = z.input<typeof faultSchema>;

/** One fault or a list of them; throws a `ZodError` that says which field is wrong. */
export function parseFaults(input: unknown): readonly z.output<typeof faultSchema>[] {
  return z.array(faultSchema).parse(Array.isArray(input) ? input : [input]);
}

/** The faults that are still to happen; the first that matches a call hits it. */
export interface FaultPlan {
  add(faults: unknown): void;
  clear(): void;
  list(): readonly Fault[];
  /** `undefined` for a call that nothing happens to. */
  next(call: FaultedCall): FaultEffect | undefined;
}

const SLOW_MS = 3_000;

/** Starts with these faults. Throws a `ZodError` when one is wrong. */
export function faultPlan(initial: unknown = []): FaultPlan {
  let waiting = parseFaults(initial).map(withDice);
  return {
    add: (faults) => void waiting.push(...parseFaults(faults).map(withDice)),
    clear: () => {
      waiting = [];
    },
    list: () => waiting.map(({ dice: _, ...fault }) => fault),
    next(call) {
      const hit = waiting.find((fault) => matches(fault, call) && fault.dice() < fault.probability);
      if (!hit) return undefined;
      if (hit.count !== 'always') hit.count -= 1;
      waiting = waiting.filter(({ count }) => count !== 0);
      return effectOf(hit, call);
    },
  };
}

const withDice = (fault: z.output<typeof faultSchema>) => ({ ...fault, dice: seededDice(fault.seed) });

function matches(fault: z.output<typeof faultSchema>, call: FaultedCall): boolean {
  const sending = call.action === 'SendRawEmail' || call.action === 'SendEmail';
  if (fault.action === undefined ? !sending : fault.action !== call.action) return false;
  const { recipient } = fault;
  return recipient === undefined || call.destinations.some((address) => like(address, recipient));
}

function like(address: string, pattern: string): boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[^A-Za-z0-9]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 'i').test(address);
}

function effectOf({ kind, delayMs }: z.output<typeof faultSchema>, call: FaultedCall): FaultEffect {
  const delay = delayMs ?? (kind === 'slow' ? SLOW_MS : 0);
  if (kind in losses) return { ...losses[kind as keyof typeof losses], delayMs: delay };
  return { accepts: false, ends: refusals[kind as keyof typeof refusals](call), delayMs: delay };
}

/** Numbers from 0 to 1 that are the same for the same seed: a linear congruential generator (Numerical Recipes). */
function seededDice(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
