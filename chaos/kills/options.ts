import { parseArgs } from 'node:util';

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

function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name} ${text} is not a whole number from ${least} to ${most}`);
}

function httpAddress(name: string, text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new Error(`--${name} ${text} is not an address that begins with http:// or https://`);
}
