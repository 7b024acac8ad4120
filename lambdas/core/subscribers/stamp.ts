import type { Tokens } from './tokens.ts';

/** Nobody reads a form, types an address and presses the button in less. */
const QUICKEST_MS = 2_000;

/**
 * - good: made by us, long enough ago
 * - none: the form stands on another site, which has no stamp
 * - again: sent quicker than a person types, or no stamp of ours; a person presses the button once more
 */
export type StampReading = 'good' | 'none' | 'again';

/** Goes into the sign-up form as it is shown, and says when that was. */
export function makeStamp(tokens: Pick<Tokens, 'make'>, at: Date): string {
  const about = at.getTime().toString(36);
  return tokens.make('form', { id: 'form', consentVersion: 1, about }, at);
}

/** What the stamp of a form that was sent at `at` tells. */
export function readStamp(tokens: Pick<Tokens, 'read'>, stamp: string, at: Date): StampReading {
  if (stamp === '') return 'none';
  const reading = tokens.read('form', stamp, at);
  if (!reading.ok) return reading.reason === 'expired' ? 'good' : 'again';
  const shownAt = Number.parseInt(reading.reader.about ?? '', 36);
  return at.getTime() - shownAt >= QUICKEST_MS ? 'good' : 'again';
}
