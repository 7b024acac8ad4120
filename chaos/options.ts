import { parseArgs } from 'node:util';
import type { OnUncertain } from '../lambdas/core/delivery/standing.ts';
import type { Broken } from './broken.ts';
import { BREAKS, oneOf, POLICIES, whole } from './option-values.ts';
import { LONG_LIST } from './timing.ts';

/** What one run does. */
export interface RunOptions {
  readonly recipients: number;
  readonly seed: number;
  readonly policy: OnUncertain;
  /** What is taken out of the protocol; then the run must find violations. */
  readonly broken?: Broken | undefined;
  readonly workers: number;
  /** Mean milliseconds between two kills. */
  readonly killEveryMs: number;
}

export interface Options {
  readonly runs: readonly RunOptions[];
  readonly json: boolean;
}

export const USAGE = `npm run chaos -- [--recipients N] [--seed S[,S...]] [--policy resend|hold|never[,...]]
                 [--break claim|lease|settle] [--workers N] [--kill-every MS] [--json]
Several seeds are several runs; the policies take turns.`;

/** Reads the command line; throws with a sentence on a wrong one. */
export function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      recipients: { type: 'string', default: '5000' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      policy: { type: 'string', default: 'resend' },
      break: { type: 'string' },
      workers: { type: 'string', default: '3' },
      'kill-every': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const recipients = whole('recipients', values.recipients, 1, 1_000_000);
  const policies = values.policy.split(',').map((each) => oneOf('policy', each, POLICIES));
  const broken = values.break === undefined ? undefined : oneOf('break', values.break, BREAKS);
  const killEveryMs = whole(
    'kill-every',
    values['kill-every'] ?? (recipients > LONG_LIST ? '20000' : '3000'),
    100,
    600_000,
  );
  const workers = whole('workers', values.workers, 1, 16);
  const runs = values.seed.split(',').map((text, index) => ({
    recipients,
    seed: whole('seed', text, 0, 2 ** 32 - 1),
    policy: policies[index % policies.length] ?? 'resend',
    broken,
    workers,
    killEveryMs,
  }));
  return { runs, json: values.json };
}
