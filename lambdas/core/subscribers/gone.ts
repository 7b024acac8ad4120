import type { Report } from '../ports.ts';
import type { TokenPurpose } from './tokens.ts';

/** Why a link opens nothing: not (or no longer) good, or made for a subscription that has changed since. */
export type Gone = {
  readonly kind: 'gone';
  readonly reason: 'malformed' | 'forged' | 'expired' | 'outdated';
};

/** The answer for such a link, reported without the token. */
export function goneBecause(report: Report, purpose: TokenPurpose, reason: Gone['reason']): Gone {
  report({ code: 'link-refused', purpose, reason });
  return { kind: 'gone', reason };
}
