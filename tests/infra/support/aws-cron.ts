/** The number ranges of minute, hour, day of month, month, weekday, in the order of an AWS cron expression. */
const RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [1, 7],
] as const;

function holds(field: string, value: number): boolean {
  return field.split(',').some((item) => {
    const [from = Number.NaN, to = from] = item.split('-').map(Number);
    return value >= from && value <= to;
  });
}

/**
 * Reads `cron(...)` as AWS documents it (weekdays from 1 = Sunday, `?` for "not this one"), for numbers, ranges and
 * lists; throws on anything that AWS would refuse. Does `date` match, in UTC?
 */
export function awsMatches(expression: string, date: Date): boolean {
  const fields = /^cron\((.*)\)$/.exec(expression)?.[1]?.split(' ');
  if (fields?.length !== 6 || fields[5] !== '*')
    throw new Error(`not a cron expression of AWS: ${expression}`);
  if ((fields[2] === '?') === (fields[4] === '?')) throw new Error(`needs exactly one "?": ${expression}`);
  const values = [
    date.getUTCMinutes(),
    date.getUTCHours(),
    date.getUTCDate(),
    date.getUTCMonth() + 1,
    date.getUTCDay() + 1,
  ];
  return RANGES.every(([min, max], index) => {
    const text = fields[index] ?? '';
    if (text === '*' || text === '?') return true;
    for (const number of text.match(/\d+/g) ?? []) {
      if (Number(number) < min || Number(number) > max)
        throw new Error(`${number} is out of range: ${expression}`);
    }
    return holds(text, values[index] ?? -1);
  });
}
