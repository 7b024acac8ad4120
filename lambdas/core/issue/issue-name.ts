import type { Issue } from './issue.ts';
import { localDate } from './slot.ts';

/** It stands in keys, URLs and SES tags (256 characters, where `_` and `.` take two). */
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/;

/** Why a name cannot be an ad-hoc issue's, as a sentence; `undefined` when it can. */
export function nameFault(name: string, editions: readonly { readonly id: string }[]): string | undefined {
  if (!NAME.test(name)) {
    return `${JSON.stringify(name)} cannot name an issue: use 1 to 80 letters, digits, dots, hyphens and underscores, starting with a letter or digit.`;
  }
  const slotOf = editions.find(({ id }) => name.startsWith(`${id}.`));
  return slotOf
    ? `${JSON.stringify(name)} cannot name an issue: names that start with "${slotOf.id}." belong to the slots of that edition. Choose another name.`
    : undefined;
}

/** The name of an issue that was given none: the same content on the same day is the same issue. */
export function defaultName(issue: Pick<Issue, 'contentHash'>, now: Date, timeZone: string): string {
  return `${issue.contentHash.slice(0, 8)}-${localDate(now, timeZone)}`;
}
