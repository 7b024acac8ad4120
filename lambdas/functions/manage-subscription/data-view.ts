import { localName } from '../../core/local-name.ts';
import type { ConsentEvent } from '../../core/subscribers/consent.ts';
import { languageName } from '../../core/subscribers/language-name.ts';
import type { PersonalData } from '../../core/subscribers/my-data.ts';
import type { SubscriberState } from '../../core/subscribers/subscriber.ts';
import type { PageKit } from './page-kit.ts';

const STATES: Readonly<Record<SubscriberState, string>> = {
  pending: 'pages.data.pending',
  active: 'pages.data.active',
  unsubscribed: 'pages.data.unsubscribed',
  suppressed: 'pages.data.suppressed',
  guest: 'pages.data.guest',
};

const EVENTS: Readonly<Record<ConsentEvent, string>> = {
  added: 'pages.event.added',
  imported: 'pages.event.imported',
  confirmed: 'pages.event.confirmed',
  'address-changed': 'pages.event.addressChanged',
  chose: 'pages.event.chose',
  unsubscribed: 'pages.event.unsubscribed',
  resubscribed: 'pages.event.resubscribed',
  suppressed: 'pages.event.suppressed',
  unsuppressed: 'pages.event.unsuppressed',
  'flood-undone': 'pages.event.floodUndone',
};

/** A person's data in their own language; `code` is written from left to right everywhere. */
export function dataView(kit: PageKit, { subscriber, consent }: PersonalData, language: string) {
  const { newsletter, links, clock } = kit;
  const { phrase } = kit.pages.locale(language);
  const name = (title: string | Record<string, string>) => localName(title, language, newsletter.language);
  const when = new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: subscriber.timeZone,
  });
  const edition = newsletter.editions.find(({ id }) => id === subscriber.edition);
  const sections = newsletter.sections.filter(({ id }) => subscriber.sections.includes(id));
  const list = new Intl.ListFormat(language, { type: 'unit' });
  const facts = [
    [phrase('pages.data.email'), subscriber.email, true],
    [phrase('pages.data.name'), subscriber.name, false],
    [phrase('pages.data.state'), phrase(STATES[subscriber.state]), false],
    [
      phrase('pages.data.sections'),
      sections.length ? list.format(sections.map(({ title }) => name(title))) : phrase('pages.data.every'),
      false,
    ],
    [phrase('pages.choices.edition'), edition && name(edition.title), false],
    [phrase('pages.choices.language'), languageName(subscriber.language), false],
    [phrase('pages.choices.timeZone'), subscriber.timeZone, true],
    [phrase('pages.data.since'), when.format(new Date(subscriber.createdAt)), false],
  ] as const;
  const dataUrl = links.data(subscriber, clock.now());
  return {
    facts: facts.flatMap(([label, value, code]) => (value ? [{ name: label, value, code }] : [])),
    history: consent.map(({ at, type }) => ({
      at,
      when: when.format(new Date(at)),
      what: phrase(EVENTS[type]),
    })),
    exportUrl: `${dataUrl}/export`,
    eraseUrl: `${dataUrl}/erase`,
  };
}
