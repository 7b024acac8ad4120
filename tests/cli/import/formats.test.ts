import { describe, expect, it } from 'vitest';
import { imported } from './files.ts';

/** Headers as the programs write them in their exports; the people are made up. */
const MAILCHIMP =
  '"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES,TAGS';
const mailchimp = (zone: string) =>
  `ada@example.com,Ada,Lovelace,2,"2020-02-03 04:05:06",203.0.113.9,"2020-02-03 04:06:00",198.51.100.7,,,1,1,${zone},DE,BE,"2021-01-01 00:00:00",1,ab,,"""VIP"""`;

describe('an export of Mailchimp', () => {
  it('gives name, zone, and when and where the person agreed', async () => {
    const file = await imported([MAILCHIMP, mailchimp('Asia/Tokyo')].join('\n'));
    expect(file.format).toBe('mailchimp');
    expect(file.readers).toMatchObject([
      { email: 'ada@example.com', name: 'Ada Lovelace', timeZone: 'Asia/Tokyo', edition: 'daily' },
    ]);
    expect(file.asked).toEqual([
      { at: '2020-02-03T04:06:00.000Z', source: 'mailchimp', network: '198.51.100.0/24' },
    ]);
  });

  it('refuses nobody for a zone that Mailchimp guessed badly', async () => {
    const file = await imported([MAILCHIMP, mailchimp('Nowhere/There')].join('\n'));
    expect(file.readers).toMatchObject([{ timeZone: 'Europe/Berlin' }]);
  });

  it.each([
    ['unsubscribed', 'UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON', '"2022-01-01 00:00:00",,'],
    ['cleaned', 'CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID', '"2022-01-01 00:00:00",,'],
  ])('leaves everybody of the file of the %s out', async (status, columns, cells) => {
    const file = await imported([`${MAILCHIMP},${columns}`, `${mailchimp('')},${cells}`].join('\n'));
    expect(file.readers).toEqual([]);
    expect(file.out).toEqual([`ada@example.com ${status}`]);
  });
});

describe('an export of Substack', () => {
  it('takes readers who do not pay, and leaves out who gets no mail', async () => {
    const file = await imported(
      [
        'email,active_subscription,expiry,plan,email_disabled,created_at,first_payment_at',
        'free@example.com,false,,other,false,2025-01-01T10:00:00.000Z,',
        'paid@example.com,true,2026-12-01T00:00:00.000Z,yearly,false,2024-02-01T10:00:00.000Z,2024-02-01T10:00:00.000Z',
        'gone@example.com,false,,other,true,2025-01-01T10:00:00.000Z,',
      ].join('\n'),
    );
    expect(file.format).toBe('substack');
    expect(file.readers.map(({ email }) => email)).toEqual(['free@example.com', 'paid@example.com']);
    expect(file.out).toEqual(['gone@example.com email disabled']);
  });
});

describe('an export of Ghost', () => {
  it('takes members who get mails', async () => {
    const file = await imported(
      [
        'id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels,tiers',
        '1,ada@example.com,Ada,,true,false,,2024-01-15T10:00:00.000Z,,"a,b",',
        '2,left@example.com,Lea,,false,false,,2024-01-15T10:00:00.000Z,,,',
        '3,del@example.com,Del,,true,false,,2024-01-15T10:00:00.000Z,2025-01-15T10:00:00.000Z,,',
      ].join('\n'),
    );
    expect(file.format).toBe('ghost');
    expect(file.readers).toMatchObject([{ email: 'ada@example.com', name: 'Ada' }]);
    expect(file.out).toEqual(['left@example.com not subscribed to emails', 'del@example.com deleted']);
  });
});

describe('an export of Buttondown', () => {
  it.each(['email', 'email_address'])('takes readers by their type (%s)', async (email) => {
    const types = ['regular', 'premium', 'unactivated', 'unsubscribed', 'spammy', 'removed', ''];
    const rows = types.map((type, n) => `r${n}@example.com,${type},2024-02-02,news`);
    const file = await imported([`${email},subscriber_type,creation_date,tags`, ...rows].join('\n'));
    expect(file.format).toBe('buttondown');
    expect(file.readers.map((reader) => reader.email)).toEqual(['r0@example.com', 'r1@example.com']);
    expect(file.out).toEqual([
      'r2@example.com unactivated',
      'r3@example.com unsubscribed',
      'r4@example.com spammy',
      'r5@example.com removed',
      'r6@example.com without a type',
    ]);
    expect(file.asked[0]).toEqual({ at: '2024-02-02T00:00:00.000Z', source: 'buttondown' });
  });
});

describe('an export of listmonk', () => {
  it('takes the enabled', async () => {
    const file = await imported(
      [
        'uuid,email,name,attributes,status,created_at,updated_at',
        'u1,ada@example.com,Ada,"{""city"":""Bath""}",enabled,2024-01-01 10:00:00.123456 +0000 UTC,2024-01-01 10:00:00 +0000 UTC',
        'u2,out@example.com,Out,{},blocklisted,2024-01-01 10:00:00 +0000 UTC,2024-01-01 10:00:00 +0000 UTC',
      ].join('\n'),
    );
    expect(file.format).toBe('listmonk');
    expect(file.readers.map(({ email }) => email)).toEqual(['ada@example.com']);
    expect(file.out).toEqual(['out@example.com blocklisted']);
    expect(file.asked).toEqual([{ at: '2024-01-01T10:00:00.000Z', source: 'listmonk' }]);
  });
});

describe('a plain table', () => {
  it.each([
    ['email,first name,last name', 'a@example.com,Ann,Doe'],
    ['E-Mail;Name', 'a@example.com;Ann Doe'],
    ['Mail\tFull Name', 'a@example.com\tAnn Doe'],
    ['Email Address,name', 'a@example.com,Ann Doe'],
  ])('is read by its columns: %j', async (header, row) => {
    const file = await imported(`${header}\n${row}\n`);
    expect(file.format).toBe('plain');
    expect(file.readers).toMatchObject([{ email: 'a@example.com', name: 'Ann Doe' }]);
  });

  it.each([
    ['status', 'active', 'in'],
    ['status', 'Subscribed', 'in'],
    ['status', '', 'in'],
    ['state', 'unsubscribed', 'out'],
    ['status', 'bounced', 'out'],
    ['status', 'pending', 'out'],
    ['subscribed', 'no', 'out'],
    ['subscribed', 'yes', 'in'],
    ['confirmed', 'false', 'out'],
    ['unsubscribed_at', '2022-01-01', 'out'],
    ['status', 'gold', 'refused'],
  ])('with %s %j: %s', async (column, value, verdict) => {
    const file = await imported(`email,${column}\na@example.com,${value}\n`);
    const found = file.readers.length > 0 ? 'in' : file.out.length > 0 ? 'out' : 'refused';
    expect(found).toBe(verdict);
  });

  it.each([
    ['2024-05-06', '2024-05-06T00:00:00.000Z'],
    ['2024-05-06 07:08', '2024-05-06T07:08:00.000Z'],
    ['2024-05-06T07:08:09Z', '2024-05-06T07:08:09.000Z'],
    ['2024-05-06T07:08:09.123456+02:00', '2024-05-06T05:08:09.000Z'],
    ['2024-05-06 07:08:09+02', '2024-05-06T05:08:09.000Z'],
    ['2024-05-06 07:08:09.5 -0330 NDT', '2024-05-06T10:38:09.000Z'],
    ['05/06/2024', undefined],
    ['2024-13-01', undefined],
    ['yesterday', undefined],
    ['', undefined],
  ])('says when somebody agreed: %j, in UTC, and nothing where that would be a guess', async (time, at) => {
    const file = await imported(`email,confirmed_at\na@example.com,${time}\n`);
    expect(file.asked).toEqual([at && { at, source: 'file' }]);
  });
});
