/** What EventBridge Scheduler writes in place of the literal `<aws.scheduler.scheduled-time>`. */
const PLACEHOLDER = /^<aws\.scheduler\.[a-z-]+>$/;

/**
 * The instant of a slot. An emulator may leave Scheduler's placeholder as it stands; that means `now`. Throws on anything
 * else that is no ISO 8601 instant.
 */
export function slotInstant(scheduledTime: string, now: Date): Date {
  if (PLACEHOLDER.test(scheduledTime)) return now;
  const at = new Date(scheduledTime);
  if (Number.isNaN(at.getTime())) {
    throw new Error(
      `scheduledTime ${JSON.stringify(scheduledTime)} is no instant; Scheduler's target input must say ` +
        '"<aws.scheduler.scheduled-time>", which becomes one such as 2026-11-24T06:00:00Z',
    );
  }
  return at;
}

/**
 * Id of a slot's issue: edition and local time, to the minute, e.g. `daily.2026-11-24T0700`. Ids of one edition sort by
 * time, but for the hour that is shown twice when summer time ends; Scheduler fires once in it.
 */
export function slotId(edition: string, slot: Date, timeZone: string): string {
  const { date, hour, minute } = localParts(slot, timeZone);
  return `${edition}.${date}T${hour}${minute}`;
}

/** The date that a calendar shows there, e.g. `2026-11-24`. */
export function localDate(at: Date, timeZone: string): string {
  return localParts(at, timeZone).date;
}

function localParts(at: Date, timeZone: string): { date: string; hour: string; minute: string } {
  const format = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  });
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, value]));
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
  const year = part('year').padStart(4, '0');
  return { date: `${year}-${part('month')}-${part('day')}`, hour: part('hour'), minute: part('minute') };
}
