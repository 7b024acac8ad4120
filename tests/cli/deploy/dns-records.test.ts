import { describe, expect, it } from 'vitest';
import type { DnsRecord } from '../../../cli/deploy/account-view.ts';
import { compareRecords, senderRecords, zoneFile, zoneFor } from '../../../cli/deploy/dns-records.ts';

const records = senderRecords({
  domain: 'example.org',
  region: 'eu-central-1',
  dkimTokens: ['abc', 'def', 'ghi'],
  mailFrom: 'mail.example.org',
});

describe("a sender's DNS records", () => {
  it('are three of DKIM, two of MAIL FROM and a DMARC policy, ready to paste', () => {
    expect(zoneFile(records)).toBe(
      [
        'abc._domainkey.example.org  CNAME  abc.dkim.amazonses.com',
        'def._domainkey.example.org  CNAME  def.dkim.amazonses.com',
        'ghi._domainkey.example.org  CNAME  ghi.dkim.amazonses.com',
        'mail.example.org            MX     10 feedback-smtp.eu-central-1.amazonses.com',
        'mail.example.org            TXT    "v=spf1 include:amazonses.com ~all"',
        '_dmarc.example.org          TXT    "v=DMARC1; p=none;"',
      ].join('\n'),
    );
  });

  it('point DKIM at the zone that SES names, which newer regions have of their own', () => {
    const [dkim] = senderRecords({
      domain: 'example.org',
      region: 'xx-new-1',
      dkimTokens: ['abc'],
      dkimZone: 'abc.dkim.xx-new-1.amazonses.com',
    });
    expect(dkim?.value).toBe('abc.abc.dkim.xx-new-1.amazonses.com');
  });

  it('are there whatever the case and the last dot', () => {
    const there = records.map((each) => ({
      ...each,
      name: `${each.name.toUpperCase()}.`,
      value: `${each.value}.`,
    }));
    expect(compareRecords(records, there)).toEqual({ missing: [], conflicts: [] });
  });

  it('leave a DMARC policy of the owner as it is', () => {
    const own: DnsRecord = { name: '_dmarc.example.org', type: 'TXT', value: '"v=DMARC1; p=reject"' };
    expect(compareRecords(records, [own]).missing.map(({ name }) => name)).not.toContain(own.name);
    expect(compareRecords(records, [own]).conflicts).toEqual([]);
  });

  it.each<DnsRecord>([
    { name: 'mail.example.org', type: 'MX', value: '10 mx.mailbox.example' },
    { name: 'mail.example.org', type: 'CNAME', value: 'webmail.example.net' },
    { name: 'abc._domainkey.example.org', type: 'CNAME', value: 'other.dkim.example' },
  ])('do not go beside what contradicts them: %j', (own) => {
    const { missing, conflicts } = compareRecords(records, [own]);
    expect(missing.map(({ name }) => name)).toContain(own.name);
    expect(conflicts).toContainEqual(own);
  });
});

describe('the zone of a domain', () => {
  const zones = [{ name: 'example.org.' }, { name: 'news.example.org.' }, { name: 'ample.org.' }];
  it.each([
    ['news.example.org', 'news.example.org.'],
    ['deep.news.example.org', 'news.example.org.'],
    ['Example.org', 'example.org.'],
    ['mail.example.org', 'example.org.'],
    ['example.com', undefined],
  ])('of %s is %s', (domain, name) => {
    expect(zoneFor(domain, zones)?.name).toBe(name);
  });
});
