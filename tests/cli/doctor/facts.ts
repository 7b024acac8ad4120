import type { AccountFacts, SenderIdentity } from '../../../cli/doctor/facts.ts';
import { known } from '../../../cli/doctor/line.ts';
import { DATA_VERSION } from '../../../lambdas/core/migrations/migrations.ts';
import { aNewsletter } from '../../support/issue-builders.ts';

export const NEWSLETTER = {
  ...aNewsletter(),
  from: { name: 'The Wire', address: 'wire@harbour.news' },
  owner: 'owner@harbour.news',
  replyTo: 'editor@harbour.news',
  siteUrl: 'https://mail.harbour.news',
  postalAddress: 'The Wire, 1 Quay Road, 20457 Hamburg, Germany',
  timeZone: 'Europe/Berlin',
  editions: aNewsletter()
    .editions.slice(0, 1)
    .map((each) => ({ ...each, id: 'daily', cron: '0 7 * * 1-5' })),
};

const TOKENS = ['aaa', 'bbb', 'ccc'];

export const IDENTITY: SenderIdentity = {
  name: 'harbour.news',
  isDomain: true,
  verified: true,
  dkim: 'SUCCESS',
  dkimSigns: true,
  dkimBits: 2048,
  dkimTokens: TOKENS,
  mailFrom: { domain: 'mail.harbour.news', status: 'SUCCESS' },
};

export const DESTINATION = {
  name: 'Feedback',
  enabled: true,
  types: ['SEND', 'DELIVERY', 'DELIVERY_DELAY', 'BOUNCE', 'COMPLAINT', 'REJECT'],
  toSns: true,
};

export const SCHEDULES = [
  {
    name: 'd',
    expression: 'cron(0 7 ? * 2-6 *)',
    timeZone: 'Europe/Berlin',
    enabled: true,
    edition: 'daily',
  },
  { name: 't', expression: 'rate(15 minutes)', timeZone: 'UTC', enabled: true },
];

/** The facts of an account in which everything is as it should be. */
export function healthy() {
  return {
    newsletter: NEWSLETTER,
    region: known('eu-central-1'),
    account: known({
      production: true,
      sendingEnabled: true,
      enforcement: 'HEALTHY',
      max24Hour: 50_000,
      sent24Hour: 1_200,
      maxPerSecond: 14,
      suppressed: ['BOUNCE', 'COMPLAINT'],
    }),
    identity: known<SenderIdentity | undefined>(IDENTITY),
    configurationSet: known({ name: 'set', sendingEnabled: true, tlsRequired: true }),
    destinations: known([DESTINATION]),
    dns: {
      spf: known(['v=spf1 include:amazonses.com ~all']),
      mailFromMx: known(['feedback-smtp.eu-central-1.amazonses.com']),
      dmarc: known(['v=DMARC1; p=quarantine; rua=mailto:dmarc@harbour.news']),
      dkim: known(Object.fromEntries(TOKENS.map((each) => [each, [`${each}.dkim.amazonses.com`]]))),
      replies: known({ address: 'editor@harbour.news', hosts: ['mx.harbour.news'] }),
    },
    reputation: known({ bounces: 0.002, complaints: 0.0001 }),
    schedules: known(SCHEDULES),
    queues: known([
      { name: 'Delivery', messages: 40, isEnd: false },
      { name: 'DeliveryDead', messages: 0, isEnd: true },
      { name: 'MissedSlots', messages: 0, isEnd: true },
    ]),
    alarms: known([
      { name: 'DeliveryDead', state: 'OK', actionsEnabled: true, description: 'Some wait for their mail.' },
      { name: 'Bounces', state: 'INSUFFICIENT_DATA', actionsEnabled: true, description: 'Too many.' },
    ]),
    alarmMails: known({ confirmed: 1, pending: 0 }),
    table: known({
      own: true,
      dataVersion: DATA_VERSION,
      knownVersion: DATA_VERSION,
      pointInTimeRecovery: true,
      deletionProtection: true,
    }),
    clockAheadMs: known(-900),
    pages: known([
      { url: 'https://abc.execute-api.eu-central-1.amazonaws.com', status: 200 },
      { url: 'https://mail.harbour.news', status: 200 },
    ]),
    oneClick: known({ url: 'https://mail.harbour.news', status: 404 }),
    loop: known({ outcome: 'accepted', sendSeen: true, deliverySeen: true, waitedSeconds: 6 }),
  } satisfies AccountFacts;
}

type Facts = ReturnType<typeof healthy>;
type Known = { readonly known: true; readonly value: unknown };

/** Changes some fields of one known fact. */
export function but<Name extends keyof Facts>(name: Name, change: object): AccountFacts {
  const facts = healthy();
  const fact = facts[name] as unknown as Known;
  return {
    ...facts,
    [name]: { known: true, value: { ...(fact.value as object), ...change } },
  } as AccountFacts;
}

/** Puts another value in the place of one known fact. */
export function having(name: keyof Facts, value: unknown): AccountFacts {
  return { ...healthy(), [name]: { known: true, value } } as AccountFacts;
}

/** Puts records in the place of one answer of the DNS. */
export function dns(name: keyof Facts['dns'], value: unknown): AccountFacts {
  const facts = healthy();
  return { ...facts, dns: { ...facts.dns, [name]: { known: true, value } } } as AccountFacts;
}

/** Changes the newsletter's config. */
export const config = (change: object): AccountFacts =>
  ({ ...healthy(), newsletter: { ...NEWSLETTER, ...change } }) as AccountFacts;
