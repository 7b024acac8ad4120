import { InvalidArgumentError } from 'commander';
import { durationMs } from '../lambdas/core/config.ts';

/** Reads an option such as `5s` or `15m` as milliseconds; commander reports what is none as wrong usage. */
export function durationOption(text: string): number {
  try {
    return durationMs(text);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}
