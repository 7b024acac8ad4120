import type { Newsletter } from '../lambdas/core/config.ts';
import type { SubscriberFilter } from '../lambdas/core/ports.ts';
import { UsageError } from './output.ts';

/** Options of every command that shows a part of the list. */
export interface ListOptions {
  readonly status?: string;
  readonly section?: string;
  readonly edition?: string;
  readonly language?: string;
  readonly since?: string;
  readonly until?: string;
}

const STATES = ['pending', 'active', 'unsubscribed', 'suppressed', 'guest'] as const;

/** The filter that the options name. Throws UsageError with what there is to choose from. */
export function filterOf(
  { status, since, until, ...rest }: ListOptions,
  { sections, editions }: Pick<Newsletter, 'sections' | 'editions'>,
): SubscriberFilter {
  const state = STATES.find((each) => each === status);
  if (status !== undefined && !state) throw new UsageError(`--status is one of ${STATES.join(', ')}.`);
  oneOf('--section', rest.section, sections);
  oneOf('--edition', rest.edition, editions);
  return {
    ...rest,
    ...(state && { state }),
    ...(since !== undefined && { since: instantOf('--since', since) }),
    ...(until !== undefined && { until: instantOf('--until', until) }),
  };
}

/** A mistyped section would find everybody who gets every section. */
function oneOf(option: string, id: string | undefined, known: readonly { readonly id: string }[]): void {
  if (id === undefined || known.some((each) => each.id === id)) return;
  throw new UsageError(`${option} is one of ${known.map((each) => each.id).join(', ')}.`);
}

/** A day, which begins at 00:00 UTC, or an instant. */
function instantOf(option: string, text: string): string {
  const at = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(at.getTime())) {
    throw new UsageError(`${option} ${text} is no date: write 2026-11-24, or 2026-11-24T06:00:00Z.`);
  }
  return at.toISOString();
}
