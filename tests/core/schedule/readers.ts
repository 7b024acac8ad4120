import type { OracleEdition, OracleReader } from './oracle.ts';
import { ZONES, type Zone } from './zone-table.ts';

/** The editions of the schedule tests, as the oracle knows them. */
export const EDITIONS: readonly OracleEdition[] = [
  { id: 'daily', zone: 'Europe/Berlin', weekdays: [0, 1, 2, 3, 4, 5, 6], hour: 7, minute: 0 },
  { id: 'weekdays', zone: 'America/New_York', weekdays: [1, 2, 3, 4, 5], hour: 6, minute: 30 },
  // Of the hour that Berlin leaves out in spring and has twice in autumn.
  { id: 'weekly', zone: 'Europe/Berlin', weekdays: [0], hour: 2, minute: 30 },
  // Of the half hour that Lord Howe leaves out.
  { id: 'island', zone: 'Australia/Lord_Howe', weekdays: [0, 1, 2, 3, 4, 5, 6], hour: 2, minute: 15 },
];

/** The same editions as a publisher writes them. */
export const EDITION_CONFIG = [
  { id: 'daily', title: 'Daily', cron: '0 7 * * *' },
  { id: 'weekdays', title: 'Weekdays', cron: '30 6 * * 1-5', timeZone: 'America/New_York' },
  { id: 'weekly', title: 'Weekly', cron: '30 2 * * 0' },
  { id: 'island', title: 'Island', cron: '15 2 * * *', timeZone: 'Australia/Lord_Howe' },
];

const SECTIONS = ['world', 'markets', 'science'];

/** The hours that a zone's clocks leave out or show twice, in the time of the table. */
function hoursOfChange({ stretches }: Zone): number[] {
  return stretches.slice(0, -1).map(({ until, ahead }, index) => {
    const after = stretches[index + 1]?.ahead ?? ahead;
    const local = until + Math.min(ahead, after);
    return Math.floor((((local % 1440) + 1440) % 1440) / 60);
  });
}

/**
 * Readers in every zone of the table on each edition: at once, at the hours of a change of their clocks, and at one hour
 * more, so that all 24 come up. Some chose sections, some are on a pause.
 */
export function readersEverywhere(zones: readonly Zone[] = ZONES): OracleReader[] {
  return zones.flatMap((zone, place) =>
    EDITIONS.flatMap(({ id: edition }, turn): OracleReader[] => {
      const hours = new Set([...hoursOfChange(zone), (place * 7 + turn * 5) % 24]);
      return [undefined, ...hours].map((hour, index) => ({
        id: `${edition}-${zone.name.replaceAll(/[^A-Za-z]/g, '-')}-${hour ?? 'at-once'}`,
        edition,
        zone: zone.name,
        sections: (place + index) % 3 === 0 ? [SECTIONS[place % SECTIONS.length] ?? ''] : [],
        ...(hour !== undefined && { hour }),
        ...((place + turn) % 11 === 0 && { pausedUntil: '2026-12-24' }),
      }));
    }),
  );
}

/** What the slots of an edition have, one after another: all sections, then two, then one. */
export function sectionsOf(slotIndex: number): readonly string[] {
  return SECTIONS.slice(0, SECTIONS.length - (slotIndex % 3));
}
