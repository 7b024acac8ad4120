import { resolveCname, resolveMx, resolveTxt } from 'node:dns/promises';
import {
  ListResourceRecordSetsCommand,
  type ListResourceRecordSetsCommandInput,
  paginateListHostedZones,
  Route53Client,
} from '@aws-sdk/client-route-53';
import {
  GetEmailIdentityCommand,
  type GetEmailIdentityCommandOutput,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { DnsRecord, DnsView, IdentityView } from './account-view.ts';
import { compareRecords, senderRecords, zoneFor } from './dns-records.ts';

/** What SES answers about an identity; `undefined`: it has none of that name. */
export async function identityOf(
  client: SESv2Client,
  name: string,
): Promise<GetEmailIdentityCommandOutput | undefined> {
  try {
    return await client.send(new GetEmailIdentityCommand({ EmailIdentity: name }));
  } catch (error) {
    if (error instanceof Error && error.name === 'NotFoundException') return undefined;
    throw error;
  }
}

/** Pending until SES has seen its proof; failed when it stopped looking for one. */
export function identityView(name: string, found: GetEmailIdentityCommandOutput | undefined): IdentityView {
  if (!found) return { name, state: 'absent' };
  if (found.VerifiedForSendingStatus) return { name, state: 'verified' };
  return { name, state: found.VerificationStatus === 'FAILED' ? 'failed' : 'pending' };
}

const NOTHING: DnsView = { wanted: [], missing: [], conflicts: [] };

/**
 * What the DNS of a domain has and lacks of the sender's records: by its Route 53 zone when that is in this account, else
 * by asking the name servers of this machine. An address on its own needs none.
 */
export async function dnsOf(
  domain: string,
  region: string,
  found: GetEmailIdentityCommandOutput | undefined,
): Promise<DnsView> {
  if (!found || domain.includes('@')) return NOTHING;
  const wanted = senderRecords({
    domain,
    region,
    dkimTokens: found.DkimAttributes?.Tokens ?? [],
    dkimZone: found.DkimAttributes?.SigningHostedZone,
    mailFrom: found.MailFromAttributes?.MailFromDomain || undefined,
  });
  const zone = await zoneOf(domain);
  const there = zone ? await recordsOf(zone.id) : await published(wanted);
  return { wanted, ...compareRecords(wanted, there), ...(zone && { zone }) };
}

async function zoneOf(domain: string): Promise<{ id: string; name: string } | undefined> {
  const client = new Route53Client({});
  const zones: { id: string; name: string }[] = [];
  try {
    for await (const page of paginateListHostedZones({ client }, {})) {
      for (const { Id: id = '', Name: name = '', Config: config } of page.HostedZones ?? []) {
        if (!config?.PrivateZone) zones.push({ id: id.replace(/^\/hostedzone\//, ''), name });
      }
    }
  } catch (error) {
    // Whoever may deploy may still be kept out of Route 53: then the owner publishes the records.
    if (error instanceof Error && /AccessDenied/.test(error.name)) return undefined;
    throw error;
  }
  return zoneFor(domain, zones);
}

async function recordsOf(zoneId: string): Promise<DnsRecord[]> {
  const client = new Route53Client({});
  const records: DnsRecord[] = [];
  let from: Omit<ListResourceRecordSetsCommandInput, 'HostedZoneId'> = {};
  for (;;) {
    const page = await client.send(new ListResourceRecordSetsCommand({ HostedZoneId: zoneId, ...from }));
    for (const { Name: name = '', Type: type, ResourceRecords: values = [] } of page.ResourceRecordSets ??
      []) {
      for (const { Value: value = '' } of values) {
        if (type === 'CNAME' || type === 'MX' || type === 'TXT') records.push({ name, type, value });
      }
    }
    if (!page.IsTruncated || !page.NextRecordName) return records;
    from = { StartRecordName: page.NextRecordName, StartRecordType: page.NextRecordType };
  }
}

/** A name server that cannot be asked knows of nothing: the record counts as missing, which is only said. */
async function published(wanted: readonly DnsRecord[]): Promise<DnsRecord[]> {
  const answers = await Promise.all(
    wanted.map(async ({ name, type }): Promise<DnsRecord[]> => {
      const values = await lookUp(name, type).catch(() => []);
      return values.map((value) => ({ name, type, value }));
    }),
  );
  return answers.flat();
}

async function lookUp(name: string, type: DnsRecord['type']): Promise<string[]> {
  if (type === 'CNAME') return resolveCname(name);
  if (type === 'MX') return (await resolveMx(name)).map((each) => `${each.priority} ${each.exchange}`);
  return (await resolveTxt(name)).map((parts) => `"${parts.join('')}"`);
}
