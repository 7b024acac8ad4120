/** Milliseconds of a duration such as `15m`; throws on anything else. */
export function durationMs(text: string): number {
  const match = /^(\d+)(s|m|h)$/.exec(text);
  if (!match)
    throw new Error(`${JSON.stringify(text)} is not a duration: use a number with s, m or h, such as 15m`);
  return Number(match[1]) * { s: 1000, m: 60_000, h: 3_600_000 }[match[2] as 's' | 'm' | 'h'];
}
