import type { RunResult } from './one-run.ts';

/** The most that any process of a run may have resident. */
const MOST_MEGABYTES = 256;
/** Doubled mails that are listed one by one: a run of 100,000 has some fifty, one without a step of the protocol thousands. */
const LISTED = 1_000;

/** A sentence for each thing that must not be. */
export function violationsOf(result: RunResult): readonly string[] {
  const forbidden = result.doubles.filter(({ allowed }) => !allowed);
  const { accounting } = result;
  return [
    ...some(result.lost, 'lost'),
    ...some(result.unresolved, 'unresolved'),
    ...some(result.untrue, 'told otherwise by the ledger than by SES'),
    ...some(forbidden.length, 'doubled though the policy does not allow it'),
    ...some(result.fellOver, 'workers ended by themselves'),
    ...(accounting ? [] : ['the issue is not closed']),
    ...Object.entries(result.peaks).flatMap(([kind, megabytes]) =>
      megabytes > MOST_MEGABYTES ? [`${kind}: ${megabytes} MB resident, more than ${MOST_MEGABYTES}`] : [],
    ),
  ];
}

const listOf = (numbers: Readonly<Record<string, number>>) =>
  Object.entries(numbers)
    .map(([name, number]) => `${name} ${number}`)
    .join(', ');

const some = (count: number, what: string) => (count > 0 ? [`${count} ${what}`] : []);

/** What a run came to, for a person. */
export function linesOf(result: RunResult): string {
  const { options, accounting, doubles, peaks, processorSeconds } = result;
  const violations = violationsOf(result);
  const taken = options.broken ? `, without the ${options.broken}` : '';
  return [
    `seed ${options.seed}, policy ${options.policy}${taken}: ${options.recipients} recipients, ` +
      `${result.kills} kills${result.outages > 0 ? `, the database ${result.outages} times` : ''}, ${result.seconds.toFixed(0)} s`,
    `  lost ${result.lost}, doubled ${doubles.length} (allowed by the policy ${allowed(result)}), unresolved ${result.unresolved}`,
    `  at the end: ${result.accepted} accepted, ${result.givenUp} given up (policy never, SES has no mail of theirs)`,
    ...(accounting ? [`  closed with: ${equation(accounting)}`] : []),
    `  peak memory in MB: ${listOf(peaks)}`,
    `  processor seconds: ${listOf(processorSeconds)}`,
    ...doubles.slice(0, LISTED).map(listed),
    ...(doubles.length > LISTED ? [`  ... and ${doubles.length - LISTED} more`] : []),
    ...violations.map((each) => `  VIOLATION: ${each}`),
  ].join('\n');
}

const allowed = ({ doubles }: RunResult) => doubles.filter((each) => each.allowed).length;

function listed(each: RunResult['doubles'][number]): string {
  return `  doubled: reader ${each.recipient}${each.allowed ? '' : ' (NOT ALLOWED)'}: ${each.because.join(' | ')}`;
}

function equation({ frozen, ...terms }: NonNullable<RunResult['accounting']>): string {
  return `${frozen} frozen = ${Object.entries(terms)
    .map(([name, count]) => `${count} ${name}`)
    .join(' + ')}`;
}
