import type { Locale } from '../mail/locale.ts';

/** Time zones of one part of the world, e.g. of Europe. */
export interface TimeZoneArea {
  /** As the page's language calls it. */
  readonly area: string;
  readonly zones: readonly { readonly id: string; readonly title: string; readonly chosen: boolean }[];
}

/** First part of an IANA name → area code of UN M49 or ISO 3166, which `Intl.DisplayNames` has in every language. */
const REGIONS: Readonly<Record<string, string>> = {
  Africa: '002',
  America: '019',
  Antarctica: 'AQ',
  Asia: '142',
  Australia: '009',
  Europe: '150',
  Pacific: '009',
};

/** Oceans are no regions. */
const OCEANS: Readonly<Record<string, string>> = {
  Atlantic: 'pages.zones.atlantic',
  Indian: 'pages.zones.indian',
};

/** Every zone that the runtime knows, by area, with `chosen` marked; a chosen one under another spelling is added. */
export function timeZoneAreas(chosen: string, locale: Locale): TimeZoneArea[] {
  const ids = new Set([...Intl.supportedValuesOf('timeZone'), 'UTC', chosen]);
  const names = new Intl.DisplayNames([locale.language], { type: 'region' });
  const areas = new Map<string, TimeZoneArea['zones'][number][]>();
  for (const id of ids) {
    const [first = '', ...rest] = id.split('/');
    const area = areaOf(rest.length > 0 ? first : '', names, locale);
    const title = (rest.length > 0 ? rest.join(', ') : id).replaceAll('_', ' ');
    areas.set(area, [...(areas.get(area) ?? []), { id, title, chosen: id === chosen }]);
  }
  const order = new Intl.Collator(locale.language).compare;
  return [...areas]
    .map(([area, zones]) => ({ area, zones: zones.sort((one, other) => order(one.title, other.title)) }))
    .sort((one, other) => order(one.area, other.area));
}

function areaOf(first: string, names: Intl.DisplayNames, locale: Locale): string {
  const region = REGIONS[first];
  if (region) return names.of(region) ?? first;
  return locale.phrase(OCEANS[first] ?? 'pages.zones.other');
}
