import type { DnsRecord } from './account-view.ts';

/** What SES says of a domain, and what is known about it. */
export interface SenderDns {
  readonly domain: string;
  readonly region: string;
  /** Easy DKIM's tokens and the zone that their keys are in. */
  readonly dkimTokens: readonly string[];
  readonly dkimZone?: string | undefined;
  /** The custom MAIL FROM domain, if there is one. */
  readonly mailFrom?: string | undefined;
}

/**
 * The records that make a domain a good sender: DKIM, the custom MAIL FROM (its MX and SPF), and a DMARC policy that only
 * watches, which Gmail and Yahoo ask of bulk senders. After the SES developer guide, "Easy DKIM" and "Custom MAIL FROM".
 */
export function senderRecords({
  domain,
  region,
  dkimTokens,
  dkimZone = 'dkim.amazonses.com',
  mailFrom,
}: SenderDns): DnsRecord[] {
  return [
    ...dkimTokens.map((token) => ({
      name: `${token}._domainkey.${domain}`,
      type: 'CNAME' as const,
      value: `${token}.${dkimZone}`,
    })),
    ...(mailFrom
      ? [
          { name: mailFrom, type: 'MX' as const, value: `10 feedback-smtp.${region}.amazonses.com` },
          { name: mailFrom, type: 'TXT' as const, value: '"v=spf1 include:amazonses.com ~all"' },
        ]
      : []),
    { name: dmarcName(domain), type: 'TXT', value: '"v=DMARC1; p=none;"' },
  ];
}

const dmarcName = (domain: string) => `_dmarc.${domain}`;
const isDmarc = ({ name, value }: DnsRecord) => name.startsWith('_dmarc.') && /v=DMARC1/i.test(value);

/** DNS compares without case, and a zone file's last dot is no part of the name. */
const plain = (text: string) => text.toLowerCase().replace(/\.$/, '');
const sameValue = (a: DnsRecord, b: DnsRecord) =>
  plain(a.value) === plain(b.value) || (isDmarc(a) && isDmarc(b));

/**
 * What is missing of `wanted` beside what is there, and what stands in its way: another CNAME, or a text or MX of the
 * same name, which a second of its kind would contradict. Nothing of the owner's is ever overwritten. Any DMARC policy of
 * the owner's is as good as ours.
 */
export function compareRecords(
  wanted: readonly DnsRecord[],
  there: readonly DnsRecord[],
): { readonly missing: DnsRecord[]; readonly conflicts: DnsRecord[] } {
  const missing: DnsRecord[] = [];
  const conflicts: DnsRecord[] = [];
  for (const record of wanted) {
    const same = there.filter(
      ({ name, type }) => plain(name) === plain(record.name) && (type === record.type || type === 'CNAME'),
    );
    if (same.some((each) => sameValue(each, record))) continue;
    missing.push(record);
    conflicts.push(...same);
  }
  return { missing, conflicts };
}

/** The zone that a domain belongs in: the longest whose name ends it. */
export function zoneFor<Zone extends { readonly name: string }>(
  domain: string,
  zones: readonly Zone[],
): Zone | undefined {
  const fits = zones.filter(({ name }) => `.${plain(domain)}`.endsWith(`.${plain(name)}`));
  return fits.sort((a, b) => b.name.length - a.name.length)[0];
}

/** Lines of a zone file, ready to paste. */
export function zoneFile(records: readonly DnsRecord[]): string {
  const [names, types] = [records.map(({ name }) => name.length), records.map(({ type }) => type.length)];
  const [name, type] = [Math.max(0, ...names), Math.max(0, ...types)];
  return records
    .map((each) => `${each.name.padEnd(name)}  ${each.type.padEnd(type)}  ${each.value}`)
    .join('\n');
}
