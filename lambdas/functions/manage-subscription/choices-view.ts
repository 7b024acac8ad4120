import { localName } from '../../core/local-name.ts';
import { chromeLanguage } from '../../core/mail/locale.ts';
import type { AddressFault } from '../../core/subscribers/address.ts';
import type { ChoiceFault } from '../../core/subscribers/choices.ts';
import { languageName } from '../../core/subscribers/language-name.ts';
import { timeZoneAreas } from '../../core/subscribers/time-zones.ts';
import type { PageKit } from './page-kit.ts';

/** What is chosen in a form as it is shown; empty `sections` means all of them. */
export interface Shown {
  readonly sections: readonly string[];
  readonly edition: string;
  readonly language: string;
  readonly timeZone: string;
}

/** The fields of `parts/sections` and `parts/language`. */
export function choicesView(kit: PageKit, language: string, shown: Shown, fault?: ChoiceFault) {
  const { newsletter, pages, languages } = kit;
  const name = (title: string | Record<string, string>) => localName(title, language, newsletter.language);
  const current = chromeLanguage(shown.language, languages, newsletter.language);
  const editions = newsletter.editions.map(({ id, title }) => ({
    id,
    title: name(title),
    chosen: id === shown.edition,
  }));
  return {
    sections: newsletter.sections.map(({ id, title }) => ({
      id,
      title: name(title),
      chosen: shown.sections.length === 0 ? fault !== 'no-section' : shown.sections.includes(id),
    })),
    sectionsFault: fault === 'no-section' ? faultText(kit, language, fault) : '',
    editions: editions.length > 1 ? editions : false,
    languages: languages.map((id) => ({ id, title: languageName(id), chosen: id === current })),
    timeZones: timeZoneAreas(shown.timeZone, pages.locale(language)),
    guessTimeZone: false,
  };
}

const FAULTS: Readonly<Record<AddressFault | ChoiceFault | 'same', string>> = {
  shape: 'pages.fault.shape',
  character: 'pages.fault.character',
  'not-ascii': 'pages.fault.notAscii',
  'too-long': 'pages.fault.tooLong',
  domain: 'pages.fault.domain',
  same: 'pages.fault.same',
  'no-section': 'pages.fault.noSection',
  'unknown-value': 'pages.fault.unknownValue',
  'time-zone': 'pages.fault.timeZone',
  hour: 'pages.fault.hour',
  pause: 'pages.fault.pause',
};

/** What is wrong, in the page's language; empty when nothing is. */
export function faultText(kit: PageKit, language: string, fault: keyof typeof FAULTS | undefined): string {
  return fault ? kit.pages.locale(language).phrase(FAULTS[fault]) : '';
}
