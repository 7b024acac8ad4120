/**
 * Sixty time zones from 1 October 2026 to 5 November 2027: minutes ahead of UTC at the beginning, then each instant at
 * which the clocks were changed and the minutes ahead of UTC from there on. Written down from the IANA time zone database,
 * version 2026f (https://www.iana.org/time-zones), and not from what the product asks. The oracle of the schedule goes by
 * nothing else.
 */
const TABLE = `
  Europe/Berlin 120 2026-10-25T01:00Z 60 2027-03-28T01:00Z 120 2027-10-31T01:00Z 60
  Europe/London 60 2026-10-25T01:00Z 0 2027-03-28T01:00Z 60 2027-10-31T01:00Z 0
  Europe/Lisbon 60 2026-10-25T01:00Z 0 2027-03-28T01:00Z 60 2027-10-31T01:00Z 0
  Europe/Athens 180 2026-10-25T01:00Z 120 2027-03-28T01:00Z 180 2027-10-31T01:00Z 120
  Europe/Moscow 180
  Europe/Istanbul 180
  Atlantic/Azores 0 2026-10-25T01:00Z -60 2027-03-28T01:00Z 0 2027-10-31T01:00Z -60
  Atlantic/Reykjavik 0
  America/Nuuk -60 2026-10-25T01:00Z -120 2027-03-28T01:00Z -60 2027-10-31T01:00Z -120
  America/St_Johns -150 2026-11-01T04:30Z -210 2027-03-14T05:30Z -150
  America/Halifax -180 2026-11-01T05:00Z -240 2027-03-14T06:00Z -180
  America/New_York -240 2026-11-01T06:00Z -300 2027-03-14T07:00Z -240
  America/Chicago -300 2026-11-01T07:00Z -360 2027-03-14T08:00Z -300
  America/Denver -360 2026-11-01T08:00Z -420 2027-03-14T09:00Z -360
  America/Phoenix -420
  America/Los_Angeles -420 2026-11-01T09:00Z -480 2027-03-14T10:00Z -420
  America/Anchorage -480 2026-11-01T10:00Z -540 2027-03-14T11:00Z -480
  America/Adak -540 2026-11-01T11:00Z -600 2027-03-14T12:00Z -540
  Pacific/Honolulu -600
  America/Mexico_City -360
  America/Bogota -300
  America/Caracas -240
  America/Sao_Paulo -180
  America/Argentina/Buenos_Aires -180
  America/Santiago -180 2027-04-04T03:00Z -240 2027-09-05T04:00Z -180
  Pacific/Easter -300 2027-04-04T03:00Z -360 2027-09-05T04:00Z -300
  America/Miquelon -120 2026-11-01T04:00Z -180 2027-03-14T05:00Z -120
  Africa/Cairo 180 2026-10-29T21:00Z 120 2027-04-29T22:00Z 180 2027-10-28T21:00Z 120
  Africa/Johannesburg 120
  Africa/Nairobi 180
  Asia/Jerusalem 180 2026-10-24T23:00Z 120 2027-03-26T00:00Z 180 2027-10-30T23:00Z 120
  Asia/Beirut 180 2026-10-24T21:00Z 120 2027-03-27T22:00Z 180 2027-10-30T21:00Z 120
  Asia/Riyadh 180
  Asia/Tehran 210
  Asia/Kabul 270
  Asia/Karachi 300
  Asia/Kolkata 330
  Asia/Kathmandu 345
  Asia/Dhaka 360
  Asia/Yangon 390
  Asia/Bangkok 420
  Asia/Shanghai 480
  Asia/Tokyo 540
  Australia/Perth 480
  Australia/Eucla 525
  Australia/Darwin 570
  Australia/Adelaide 570 2026-10-03T16:30Z 630 2027-04-03T16:30Z 570 2027-10-02T16:30Z 630
  Australia/Brisbane 600
  Australia/Sydney 600 2026-10-03T16:00Z 660 2027-04-03T16:00Z 600 2027-10-02T16:00Z 660
  Australia/Lord_Howe 630 2026-10-03T15:30Z 660 2027-04-03T15:00Z 630 2027-10-02T15:30Z 660
  Pacific/Norfolk 660 2026-10-03T15:00Z 720 2027-04-03T15:00Z 660 2027-10-02T15:00Z 720
  Pacific/Auckland 780 2027-04-03T14:00Z 720 2027-09-25T14:00Z 780
  Pacific/Chatham 825 2027-04-03T14:00Z 765 2027-09-25T14:00Z 825
  Pacific/Tongatapu 780
  Pacific/Apia 780
  Pacific/Pago_Pago -660
  Pacific/Kiritimati 840
  Pacific/Marquesas -570
  Antarctica/Troll 120 2026-10-25T01:00Z 0 2027-03-28T01:00Z 120 2027-10-31T01:00Z 0
  Etc/UTC 0
`;

/** A stretch of time without a change of the clocks; instants in minutes since 1970. */
export interface Stretch {
  /** The first one begins long ago. */
  readonly from: number;
  /** Its first minute is not in it any more; the last one never ends. */
  readonly until: number;
  /** Minutes ahead of UTC. */
  readonly ahead: number;
}

/** A time zone of the table. */
export interface Zone {
  readonly name: string;
  readonly stretches: readonly Stretch[];
}

const minuteOf = (instant: string) => Date.parse(instant.replace('Z', ':00Z')) / 60_000;

/** The whole table. */
export const ZONES: readonly Zone[] = TABLE.trim()
  .split('\n')
  .map((line): Zone => {
    const [name = '', first = '0', ...changes] = line.trim().split(' ');
    const stretches: Stretch[] = [];
    let [from, ahead] = [Number.NEGATIVE_INFINITY, Number(first)];
    for (let at = 0; at < changes.length; at += 2) {
      const until = minuteOf(changes[at] ?? '');
      stretches.push({ from, until, ahead });
      [from, ahead] = [until, Number(changes[at + 1])];
    }
    return { name, stretches: [...stretches, { from, until: Number.POSITIVE_INFINITY, ahead }] };
  });

/** One zone by its IANA name; throws where the table has none. */
export function zone(name: string): Zone {
  const found = ZONES.find((each) => each.name === name);
  if (!found) throw new Error(`the table has no zone ${name}`);
  return found;
}
