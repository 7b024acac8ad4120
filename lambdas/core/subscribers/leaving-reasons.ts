/** Why readers leave, as the page asks; a closed list, so that nothing personal is ever written down. */
export const LEAVING_REASONS = ['too-many', 'not-relevant', 'never-signed-up', 'another'] as const;

export type LeavingReason = (typeof LEAVING_REASONS)[number];

/** The reason that a form named; `undefined` for anything else. */
export function leavingReason(text: string): LeavingReason | undefined {
  return LEAVING_REASONS.find((reason) => reason === text);
}
