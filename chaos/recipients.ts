const DIGITS = 7;
const NAME = /^reader-(\d{7})(?:@|$)/;

/** The reader of a number, 0 …; the address is `<id>@example.org`. */
export const idOf = (index: number): string => `reader-${String(index).padStart(DIGITS, '0')}`;

/** The number in an id or an address; `undefined` when it is nobody of ours, e.g. the owner. */
export function indexOf(name: string): number | undefined {
  const digits = NAME.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
