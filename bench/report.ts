/**
 * One line of the benchmark: a ratio (or a size) measured in this run, and the least or most it may be. Without either it
 * is there to be read.
 */
export interface Finding {
  readonly what: string;
  readonly value: number;
  /** `x` for ratios, else a unit such as `MB`. */
  readonly unit: string;
  readonly atLeast?: number;
  readonly atMost?: number;
  /** The absolute figures behind it, for reading only: they wander with the machine. */
  readonly detail: string;
}

/** Whether a finding keeps its bound. */
export function holds({ value, atLeast = -Infinity, atMost = Infinity }: Finding): boolean {
  return value >= atLeast && value <= atMost;
}

/** Its value to three digits, with the unit. */
export const shown = ({ value, unit }: Finding) => `${Number(value.toPrecision(3))} ${unit}`;

/** The findings as lines for people. */
export function table(findings: readonly Finding[]): string {
  return findings
    .map((finding) => {
      const { atLeast, atMost } = finding;
      const [verdict, bound] =
        atLeast === undefined && atMost === undefined
          ? ['    ', '']
          : [
              holds(finding) ? 'ok  ' : 'MISS',
              atLeast === undefined ? `(at most ${atMost})  ` : `(at least ${atLeast})  `,
            ];
      return `${verdict} ${finding.what.padEnd(62)} ${shown(finding).padStart(9)}  ${bound}${finding.detail}`;
    })
    .join('\n');
}
