/** Topics wait for slots as long as briefings in the inbox do: 90 days. */
export const TOPIC_SECONDS = 90 * 86_400;

/** Months of a span at most; an older start is no window of a slot. */
const MOST_MONTHS = 24;

/** An instant in each month of UTC that a span touches, in order: `2026-11-01T...`. None when it ends before it begins. */
export function monthsOf(from: string, to: string): string[] {
  const months: string[] = [];
  if (from > to) return months;
  let [year, month] = [Number(to.slice(0, 4)), Number(to.slice(5, 7))];
  while (months.length < MOST_MONTHS) {
    const at = `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}`;
    if (at < from.slice(0, 7)) break;
    months.unshift(at);
    month -= 1;
    if (month === 0) [year, month] = [year - 1, 12];
  }
  return months;
}
