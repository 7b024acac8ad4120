import fc from 'fast-check';

/** What befalls a call that a process makes. */
export type Fault =
  /** It is done, and its answer never comes. */
  | 'unanswered'
  /** It does not arrive, and no answer comes. */
  | 'lost'
  /** It is throttled. */
  | 'refused'
  /** A repetition arrives too; where nobody repeats, at SES, the call arrives after its caller has given up. */
  | 'twice'
  | 'killed before'
  | 'killed after';

/** Processes that take turns: as many senders as AWS runs at least, a planner, and one who records events. */
export const PROCESSES = ['sender 1', 'sender 2', 'planner', 'recorder'] as const;
export type ProcessName = (typeof PROCESSES)[number];

/** One step of a schedule; nothing else happens meanwhile. */
export type Step =
  /** A process makes its next calls, one after another, and the last of them meets with the fault. */
  | {
      readonly kind: 'goes on';
      readonly process: ProcessName;
      readonly calls: number;
      /** Which of the calls that wait, modulo their number. */
      readonly pick: number;
      readonly fault?: Fault;
    }
  | { readonly kind: 'time passes'; readonly seconds: number }
  /** The queues deliver again what somebody holds. */
  | { readonly kind: 'messages come again' }
  /** A reader unsubscribes, modulo their number. */
  | { readonly kind: 'a reader leaves'; readonly which: number }
  /** One of SES's events that nobody was told of yet reaches the queue. */
  | { readonly kind: 'an event comes'; readonly which: number; readonly twice: boolean };

const FAULTS: readonly Fault[] = ['unanswered', 'lost', 'refused', 'twice', 'killed before', 'killed after'];

/** A second, a call, a lease, a visibility time-out, a grace, and four of them. */
const SECONDS = [1, 9, 61, 361, 901, 3_700] as const;

const goesOn = fc.record(
  {
    kind: fc.constant('goes on' as const),
    process: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('sender 1' as const, 'sender 2' as const) },
      { weight: 3, arbitrary: fc.constant('planner' as const) },
      { weight: 2, arbitrary: fc.constant('recorder' as const) },
    ),
    calls: fc.integer({ min: 1, max: 16 }),
    pick: fc.nat(3),
    fault: fc.constantFrom(...FAULTS),
  },
  { requiredKeys: ['kind', 'process', 'calls', 'pick'] },
);

/** A smaller schedule takes half a second to try; after so many the smallest that was found will do. */
const MOST_SHRINKS = 150;

const aStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 22, arbitrary: goesOn },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('time passes' as const),
      seconds: fc.constantFrom(...SECONDS),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('messages come again' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('a reader leaves' as const), which: fc.nat(2) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('an event comes' as const),
      which: fc.nat(7),
      twice: fc.boolean(),
    }),
  },
);

/** Schedules of up to 60 steps; a shorter one with fewer faults is a simpler one. */
export const aSchedule: fc.Arbitrary<readonly Step[]> = fc.limitShrink(
  fc.array(aStep, { minLength: 1, maxLength: 60, size: 'max' }),
  MOST_SHRINKS,
);

/** A step in words. */
export function wordsOf(step: Step): string {
  switch (step.kind) {
    case 'goes on':
      return `${step.process} goes on for ${step.calls} calls${step.fault ? `, the last is ${step.fault}` : ''}`;
    case 'time passes':
      return `${step.seconds} s pass`;
    case 'messages come again':
      return 'what is held comes again';
    case 'a reader leaves':
      return `reader ${step.which} leaves`;
    case 'an event comes':
      return `an event comes${step.twice ? ' twice' : ''}`;
  }
}
