import type { AccountFacts, SenderIdentity } from '../facts.ts';
import { failed, type Line, lineOf, notCheckable, passed, type Verdict } from '../line.ts';

const SES = 'https://docs.aws.amazon.com/ses/latest/dg';
const RECORDS = '`npx briefwire deploy` prints the records of the domain, or the SES console, "Identities"';
const title = (id: string, source: string) => ({ id, group: 'sender' as const, source });

/** The domain of a bare address. */
export const domainOf = (address: string): string =>
  address.slice(address.lastIndexOf('@') + 1).toLowerCase();

/** The identity of the From address and the DNS records that prove it. */
export function senderLines(facts: AccountFacts): Line[] {
  const { identity, dns, newsletter, region } = facts;
  const from = newsletter.from.address;
  const line = (id: string, page: string, judge: (each: SenderIdentity) => Verdict) =>
    lineOf(title(id, `${SES}/${page}`), identity, (each) =>
      each ? judge(each) : notCheckable('SES does not know the sender yet.'),
    );
  return [
    lineOf(title('sender.identity', `${SES}/verify-addresses-and-domains.html`), identity, (each) =>
      verified(each, from),
    ),
    line('sender.dkim', 'send-email-authentication-dkim-easy.html', (each) => dkim(each, from)),
    lineOf(title('dns.dkim', `${SES}/send-email-authentication-dkim-easy.html`), dns.dkim, dkimRecords),
    line('sender.mail-from', 'mail-from.html', (each) => mailFrom(each)),
    lineOf(title('dns.spf', `${SES}/send-email-authentication-spf.html`), dns.spf, spf),
    lineOf(title('dns.mail-from', `${SES}/mail-from.html`), dns.mailFromMx, (hosts) =>
      mailFromMx(hosts, region.known ? region.value : undefined),
    ),
    lineOf(title('dns.dmarc', 'https://www.rfc-editor.org/rfc/rfc7489'), dns.dmarc, dmarc),
    alignmentLine(facts),
  ];
}

function verified(identity: SenderIdentity | undefined, from: string): Verdict {
  const domain = domainOf(from);
  if (!identity) {
    return failed(
      `SES knows neither ${domain} nor the sender's address.`,
      "Deploy with `aws.identity: 'create'`, or verify the domain in the SES console in this region.",
    );
  }
  if (identity.verified) return passed(`${nameOf(identity)} is verified.`);
  return failed(
    `${nameOf(identity)} is not verified yet.`,
    identity.isDomain
      ? `Publish its DNS records (${RECORDS}); SES looks for them for 72 hours.`
      : 'Follow the link in the mail that SES sent to the address (it is good for 24 hours; the SES console sends it again).',
  );
}

/** An address stays out of the output, which people paste into tickets. */
const nameOf = ({ isDomain, name }: SenderIdentity) => (isDomain ? name : "The sender's address");

function dkim({ dkim: status, dkimSigns, dkimBits, isDomain }: SenderIdentity, from: string): Verdict {
  const publish = `Publish the three CNAME records (${RECORDS}).`;
  if (!isDomain && status !== 'SUCCESS') {
    return failed(
      'Mails are not signed in the name of the sender’s domain: only an address is verified.',
      `Verify the domain ${domainOf(from)}: \`aws.identity: 'create'\` in newsletter.config.ts, then deploy.`,
    );
  }
  if (status !== 'SUCCESS') {
    const states: Record<string, string> = {
      PENDING: 'SES has not found the DKIM records yet.',
      TEMPORARY_FAILURE: 'SES could not read the DKIM records the last time.',
      FAILED: 'SES did not find the DKIM records within 72 hours.',
    };
    const again =
      status === 'FAILED'
        ? ' Then let SES look again: `aws sesv2 put-email-identity-dkim-signing-attributes`, or the console.'
        : '';
    return failed(states[status] ?? 'DKIM is not set up.', publish + again);
  }
  if (!dkimSigns) {
    return failed(
      'DKIM is proven but signing is switched off.',
      `\`aws sesv2 put-email-identity-dkim-attributes --email-identity ${domainOf(from)} --signing-enabled\``,
    );
  }
  if (dkimBits !== undefined && dkimBits < 2048) {
    return failed(
      `Mails are signed with a key of ${dkimBits} bits.`,
      'Let SES make one of 2048: `aws sesv2 put-email-identity-dkim-signing-attributes --signing-attributes-origin AWS_SES --signing-attributes NextSigningKeyLength=RSA_2048_BIT`',
    );
  }
  return passed('Mails are signed by DKIM in the name of the domain.');
}

function dkimRecords(records: Readonly<Record<string, readonly string[]>>): Verdict {
  const tokens = Object.keys(records);
  if (tokens.length === 0) return notCheckable('SES has made no DKIM records for the sender.');
  const missing = tokens.filter((token) => (records[token] ?? []).length === 0).length;
  const wrong = tokens.filter((token) => {
    const targets = records[token] ?? [];
    return targets.length > 0 && !targets.includes(`${token.toLowerCase()}.dkim.amazonses.com`);
  }).length;
  if (missing + wrong === 0) return passed(`The ${tokens.length} DKIM records are in the DNS.`);
  return failed(
    `Of ${tokens.length} DKIM records ${missing} are missing and ${wrong} lead elsewhere.`,
    `Publish them as they are (${RECORDS}); some DNS consoles append the domain a second time: then leave it out of the name.`,
  );
}

function mailFrom({ mailFrom: own, isDomain, name }: SenderIdentity): Verdict {
  if (!own) {
    return failed(
      'Mails go out under a MAIL FROM domain of amazonses.com: SPF speaks for Amazon and not for you.',
      isDomain
        ? `\`aws sesv2 put-email-identity-mail-from-attributes --email-identity ${name} --mail-from-domain mail.${name}\`, then publish its MX and TXT records.`
        : "It needs a domain: `aws.identity: 'create'` in newsletter.config.ts, then deploy.",
    );
  }
  if (own.status === 'SUCCESS') return passed(`MAIL FROM is ${own.domain}.`);
  return failed(
    `SES has not accepted the MAIL FROM domain ${own.domain} (${/^[A-Z_]{1,30}$/.test(own.status) ? own.status.toLowerCase() : 'unknown'}).`,
    `Publish its MX and TXT records (${RECORDS}); SES looks for them for 72 hours.`,
  );
}

function spf(records: readonly string[]): Verdict {
  const found = records.filter((each) => /^v=spf1(\s|$)/i.test(each));
  const publish = 'Publish at the MAIL FROM domain: TXT "v=spf1 include:amazonses.com ~all".';
  if (found.length === 0) return failed('The MAIL FROM domain has no SPF record.', publish);
  if (found.length > 1) {
    return failed(
      `The MAIL FROM domain has ${found.length} SPF records, which counts as an error (RFC 7208, section 4.5).`,
      'Make one of them.',
    );
  }
  const terms = (found[0] ?? '').toLowerCase().split(/\s+/);
  if (!terms.includes('include:amazonses.com')) {
    return failed('The SPF record of the MAIL FROM domain does not name Amazon SES.', publish);
  }
  if (terms.includes('+all') || terms.includes('all')) {
    return failed('The SPF record of the MAIL FROM domain lets everybody send.', 'End it with ~all or -all.');
  }
  return passed('SPF of the MAIL FROM domain names Amazon SES.');
}

function mailFromMx(hosts: readonly string[], region: string | undefined): Verdict {
  const wanted = `feedback-smtp.${region ?? '<region>'}.amazonses.com`;
  const publish = `Publish at the MAIL FROM domain: MX "10 ${wanted}" and no other.`;
  if (hosts.length === 0) return failed('The MAIL FROM domain has no MX record.', publish);
  if (hosts.length > 1) {
    return failed(`The MAIL FROM domain has ${hosts.length} MX records; SES takes exactly one.`, publish);
  }
  const right = region
    ? hosts[0] === wanted
    : /^feedback-smtp\.[a-z0-9-]+\.amazonses\.com$/.test(hosts[0] ?? '');
  return right
    ? passed('The MX record of the MAIL FROM domain brings bounces to SES.')
    : failed('The MX record of the MAIL FROM domain leads elsewhere.', publish);
}

/** The tags of a DMARC record in lower case (RFC 7489, section 6.3). */
export function dmarcTags(record: string): ReadonlyMap<string, string> {
  return new Map(
    record.split(';').map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name.trim().toLowerCase(), value.join('=').trim().toLowerCase()];
    }),
  );
}

const isDmarc = (record: string) => /^v\s*=\s*DMARC1\s*(;|$)/i.test(record);

function dmarc(records: readonly string[]): Verdict {
  const found = records.filter(isDmarc);
  if (found.length === 0) {
    return failed(
      'The From domain has no DMARC record.',
      'Publish at _dmarc of the domain: TXT "v=DMARC1; p=none; rua=mailto:dmarc@your-domain", and p=quarantine once the reports show no mail of yours failing.',
    );
  }
  if (found.length > 1) {
    return failed(`There are ${found.length} DMARC records; then none of them counts.`, 'Keep one of them.');
  }
  const policy = dmarcTags(found[0] ?? '').get('p');
  if (!policy || !['none', 'quarantine', 'reject'].includes(policy)) {
    return failed(
      'The DMARC record has no valid policy.',
      'Write p=none, p=quarantine or p=reject behind "v=DMARC1;".',
    );
  }
  return passed(
    policy === 'none'
      ? 'DMARC: p=none. Providers ask for no more; p=quarantine also keeps others from sending in your name.'
      : `DMARC: p=${policy}.`,
  );
}

/** Relaxed: one is the other or below it; strict: the same name (RFC 7489, section 3.1). */
function aligned(from: string, other: string, strict: boolean): boolean {
  if (from === other) return true;
  return !strict && (from.endsWith(`.${other}`) || other.endsWith(`.${from}`));
}

function alignmentLine({ identity, dns, newsletter }: AccountFacts): Line {
  const from = domainOf(newsletter.from.address);
  return lineOf(
    title('dmarc.alignment', 'https://www.rfc-editor.org/rfc/rfc7489#section-3.1'),
    identity,
    (each) => {
      if (!each) return notCheckable('SES does not know the sender yet.');
      const record = dns.dmarc.known ? dns.dmarc.value.find(isDmarc) : undefined;
      const tags = dmarcTags(record ?? '');
      const signs = each.dkim === 'SUCCESS' && each.dkimSigns;
      const byDkim = signs && aligned(from, domainOf(each.name), tags.get('adkim') === 's');
      const own = each.mailFrom?.status === 'SUCCESS' ? each.mailFrom.domain.toLowerCase() : undefined;
      const bySpf = own !== undefined && aligned(from, own, tags.get('aspf') === 's');
      if (byDkim)
        return passed(
          `DMARC passes by DKIM${bySpf ? ' and by SPF' : ''}: both speak for ${from}.`.replace(
            'both speak',
            bySpf ? 'both speak' : 'it speaks',
          ),
        );
      if (bySpf) {
        return failed(
          'DMARC passes by SPF alone, which ends when a mail is forwarded.',
          'Set up DKIM for the domain (line sender.dkim).',
        );
      }
      return failed(
        `Neither DKIM nor SPF speaks for ${from}: mails fail DMARC and may be refused.`,
        `Verify the domain ${from} with DKIM, and give it a MAIL FROM domain below it.`,
      );
    },
  );
}
