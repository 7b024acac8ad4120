import type { OnUncertain } from '../lambdas/core/delivery/standing.ts';
import type { Broken } from './broken.ts';

export const POLICIES: readonly OnUncertain[] = ['resend', 'hold', 'never'];
export const BREAKS: readonly Broken[] = ['claim', 'lease', 'settle'];

/** The value of the option `--name` as a whole number in these bounds; throws with a sentence on anything else. */
export function whole(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`--${name} ${text} is not a whole number from ${least} to ${most}`);
}

/** The value of the option `--name` as one of these; throws with a sentence on anything else. */
export function oneOf<Value extends string>(name: string, text: string, values: readonly Value[]): Value {
  const found = values.find((each) => each === text);
  if (found !== undefined) return found;
  throw new Error(`--${name} ${text} is none of ${values.join(', ')}`);
}

/** The value of the option `--name` as a web address; throws with a sentence on anything else. */
export function httpAddress(name: string, text: string): string {
  if (/^https?:\/\//.test(text) && URL.canParse(text)) return text;
  throw new Error(`--${name} ${text} is not an address that begins with http:// or https://`);
}
