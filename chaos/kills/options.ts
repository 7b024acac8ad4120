import { parseArgs } from 'node:util';
import { httpAddress, whole } from '../option-values.ts';

export interface KillOptions {
  readonly recipients: number;
  readonly kills: number;
  readonly seed: number;
  /** Address of another project's SES, whose answers are used instead of our endpoint's. */
  readonly ses?: string;
}

/** Reads `--recipients N --kills N --seed S --ses URL`; throws with a sentence on a wrong one. */
export function parseKillOptions(args: readonly string[]): KillOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      recipients: { type: 'string', default: '2000' },
      kills: { type: 'string', default: '10' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      ses: { type: 'string' },
    },
  });
  return {
    recipients: whole('recipients', values.recipients, 1, 100_000),
    kills: whole('kills', values.kills, 1, 100),
    seed: whole('seed', values.seed, 0, 2 ** 32 - 1),
    ...(values.ses !== undefined && { ses: httpAddress('ses', values.ses) }),
  };
}
