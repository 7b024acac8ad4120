import type { Newsletter } from '../../lambdas/core/config.ts';

/** An edition's cron in words that a reviewer reads. */
const rhythm = ({ id, cron, timeZone }: Newsletter['editions'][number], zone: string) =>
  `  - "${id}": cron "${cron}", time zone ${timeZone ?? zone}`;

/**
 * The text of a request for production access, from the config: what AWS asks for ("Request production access" of SES's
 * developer guide): mail type, website, how recipients are gathered, how bounces, complaints and unsubscribing are handled.
 * `readers`: how many there are, where that is known.
 */
export function accessRequest(
  newsletter: Newsletter,
  { readers }: { readonly readers?: number } = {},
): string {
  const { name, from, owner, siteUrl, editions, timeZone, postalAddress } = newsletter;
  return `Mail type: Marketing (a newsletter that people sign up for)
Website: ${siteUrl}
From: ${from.name} <${from.address}>
Contact for this request: ${owner}
Language of contact: English

Use case
We publish "${name}", a newsletter. It goes out by schedule:
${editions.map((each) => rhythm(each, timeZone)).join('\n')}
${readers === undefined ? 'Number of subscribers: (fill in)' : `Number of subscribers today: ${readers}`}. One mail per subscriber and issue, at the rate that SES grants.

How recipients are gathered
Only people who ask for it: they sign up at ${siteUrl} and confirm by a link in a mail to their address (double opt-in).
Nobody who does not confirm gets anything else, and an unconfirmed request is forgotten after 48 hours. We buy and rent no
lists. For each subscriber we keep a consent record: when, from where, and to which words they agreed.

Unsubscribing
Every mail carries List-Unsubscribe and List-Unsubscribe-Post (RFC 8058, one click) and a visible link to a page with one
button. Both take effect at once, need no login, and never expire. Our postal address is in every mail:
${postalAddress}

Bounces and complaints
A configuration set reports Send, Delivery, DeliveryDelay, Bounce, Complaint and Reject through Amazon SNS to a queue that our
system reads. A permanent bounce or a complaint suppresses the address at once and for good; five soft bounces in a row do
too. SES's account-level suppression list is on for both. Alarms tell the owner before bounces reach 5 % or complaints 0.1 %.

Authentication
The domain is verified with Easy DKIM (2048 bits) and a custom MAIL FROM domain (SPF), and has a DMARC record. TLS is required.
Sent by Briefwire, which runs in this AWS account.
`;
}
