/** An instant as the editor's clock shows it, e.g. `Tuesday, 24 November 2026 at 07:00 (Europe/Berlin)`. */
export function whenInWords(instant: string, timeZone: string): string {
  const format = new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full', timeStyle: 'short' });
  return `${format.format(new Date(instant))} (${timeZone})`;
}
