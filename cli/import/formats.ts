import { isTimeZone } from '../../lambdas/core/subscribers/choices.ts';
import { askedAt, type Cells, type FileFormat, type FileRow, isNo, isYes, joined } from './file-row.ts';

/** How the export of one program is told, and what its cells mean. */
export interface Format {
  readonly name: FileFormat;
  readonly is: (columns: ReadonlySet<string>) => boolean;
  readonly row: (cell: Cells) => FileRow;
  /** What the file does not say, for the owner to know before they go on. */
  readonly caution?: string;
}

const all =
  (...names: string[]) =>
  (columns: ReadonlySet<string>) =>
    names.every((name) => columns.has(name));

/**
 * Mailchimp's audience export: one file for each of subscribed, unsubscribed and cleaned, told apart by the columns that
 * only the latter have. Merge fields are called as the owner called them; these are the default names.
 */
const mailchimp: Format = {
  name: 'mailchimp',
  is: (columns) =>
    (columns.has('email_address') || columns.has('email')) &&
    ['member_rating', 'leid', 'euid', 'optin_time'].filter((name) => columns.has(name)).length >= 2,
  row: (cell) => {
    const left = cell('unsub_time') || cell('unsub_campaign_title') || cell('unsub_reason');
    const cleaned = cell('clean_time') || cell('clean_campaign_title');
    const status = cell('status').toLowerCase();
    const zone = cell('timezone');
    const out = left ? 'unsubscribed' : cleaned ? 'cleaned' : status !== 'subscribed' ? status : '';
    return {
      fields: {
        email: cell('email_address') || cell('email'),
        name: joined(cell('first_name') || cell('fname'), cell('last_name') || cell('lname')),
        ...(isTimeZone(zone) && { time_zone: zone }),
      },
      ...(out && { out }),
      ...(cell('confirm_time')
        ? askedAt('mailchimp', cell('confirm_time'), cell('confirm_ip'))
        : askedAt('mailchimp', cell('optin_time'), cell('optin_ip'))),
    };
  },
};

/** Substack's email_list: `active_subscription` says who pays, `email_disabled` who gets no mail. */
const substack: Format = {
  name: 'substack',
  is: all('email', 'active_subscription', 'email_disabled'),
  row: (cell) => ({
    fields: { email: cell('email'), name: cell('name') },
    ...(isYes(cell('email_disabled')) && { out: 'email disabled' }),
    ...askedAt('substack', cell('created_at')),
  }),
};

/** Ghost's members export. */
const ghost: Format = {
  name: 'ghost',
  is: all('email', 'subscribed_to_emails'),
  row: (cell) => ({
    fields: { email: cell('email'), name: cell('name') },
    ...(cell('deleted_at') && { out: 'deleted' }),
    ...(!isYes(cell('subscribed_to_emails')) && { out: 'not subscribed to emails' }),
    ...askedAt('ghost', cell('created_at')),
  }),
};

/** Types of Buttondown's subscribers who get its mails (its API documents the others: unactivated, removed, spammy ...). */
const BUTTONDOWN_READERS = new Set(['regular', 'premium', 'gifted', 'trialed', 'churning', 'past_due']);

const buttondown: Format = {
  name: 'buttondown',
  is: (columns) =>
    (columns.has('email') || columns.has('email_address')) &&
    (columns.has('subscriber_type') || (columns.has('creation_date') && columns.has('type'))),
  row: (cell) => {
    const type = (cell('subscriber_type') || cell('type')).toLowerCase();
    return {
      fields: { email: cell('email_address') || cell('email'), name: cell('name') },
      ...(!BUTTONDOWN_READERS.has(type) && { out: type || 'without a type' }),
      ...askedAt('buttondown', cell('creation_date'), cell('ip_address')),
    };
  },
};

/** listmonk's subscribers export. */
const listmonk: Format = {
  name: 'listmonk',
  is: all('uuid', 'email', 'attributes', 'status'),
  row: (cell) => ({
    fields: { email: cell('email'), name: cell('name') },
    ...(cell('status') !== 'enabled' && { out: cell('status') || 'without a status' }),
    ...askedAt('listmonk', cell('created_at')),
  }),
  caution:
    'listmonk’s export does not say who left a list or never confirmed: export only the confirmed subscribers of a list.',
};

/** Words for a status in files of any origin. */
const IN = new Set([
  'active',
  'subscribed',
  'confirmed',
  'enabled',
  'regular',
  'opted_in',
  'opt-in',
  'optin',
]);
const OUT = new Set([
  ...['unsubscribed', 'unsubscribe', 'suppressed', 'pending', 'unconfirmed', 'guest', 'cleaned', 'bounced'],
  ...[
    'bounce',
    'complained',
    'complaint',
    'spam',
    'inactive',
    'disabled',
    'blocked',
    'blocklisted',
    'deleted',
  ],
  ...['removed', 'opted_out', 'opt-out', 'optout', 'invalid', 'undeliverable', 'archived', 'nonsubscribed'],
]);

/** Any table with a column of addresses; columns are called as the options of `subscribers add` are. */
const plain: Format = {
  name: 'plain',
  is: (columns) => EMAIL.some((name) => columns.has(name)),
  row: (cell) => {
    const first = (names: readonly string[]) =>
      names.map((name) => cell(name)).find((text) => text !== '') ?? '';
    const status = first(STATUS).trim().toLowerCase();
    const left = first(['unsubscribed_at', 'unsubscribe_time', 'unsub_time', 'deleted_at']);
    const no = isNo(cell('subscribed')) || isNo(cell('confirmed')) || isYes(cell('unsubscribed'));
    const out = OUT.has(status) ? status : left || no ? 'unsubscribed' : '';
    return {
      fields: {
        email: first(EMAIL),
        name: first(['name', 'full_name']) || joined(cell('first_name'), cell('last_name')),
        edition: cell('edition'),
        sections: cell('sections'),
        language: first(['language', 'lang', 'locale']),
        time_zone: first(['time_zone', 'timezone']),
        hour: cell('hour'),
        paused_until: cell('paused_until'),
      },
      ...(out && { out }),
      ...(status && !IN.has(status) && !OUT.has(status) && { unknownStatus: status }),
      ...askedAt('file', first(['confirmed_at', 'opted_in_at', 'subscribed_at', 'created_at', 'date'])),
    };
  },
};

const EMAIL = ['email', 'e_mail', 'email_address', 'e_mail_address', 'mail', 'address'] as const;
const STATUS = ['status', 'state', 'subscription_status'] as const;

/** Our own export: every column of it is known. */
const briefwire: Format = {
  ...plain,
  name: 'briefwire',
  is: all('email', 'status', 'edition', 'sections', 'language', 'time_zone', 'created_at'),
};

/** The most telling first; the last takes whatever has addresses. */
export const FORMATS: readonly Format[] = [
  briefwire,
  listmonk,
  ghost,
  substack,
  buttondown,
  mailchimp,
  plain,
];
