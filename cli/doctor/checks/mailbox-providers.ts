import type { AccountFacts, PageFacts, Reputation } from '../facts.ts';
import { failed, type Line, lineOf, notCheckable, passed, type Verdict } from '../line.ts';
import { domainOf, senderLines } from './sender.ts';

/** Where the rules of mailbox providers for senders of 5,000 mails a day and more stand. */
export const RULES = {
  gmail: 'https://support.google.com/a/answer/81126',
  yahoo: 'https://senders.yahooinc.com/best-practices/',
  microsoft:
    'https://techcommunity.microsoft.com/blog/microsoftdefenderforoffice365blog/strengthening-email-ecosystem-outlook%E2%80%99s-new-requirements-for-high%E2%80%90volume-senders/4399730',
} as const;

const title = (id: string, source: string) => ({ id, group: 'mailbox providers' as const, source });
/** Gmail: stay below 0.10 %, never reach 0.30 %. AWS reviews an account at 0.1 % complaints and 5 % bounces. */
const COMPLAINTS = { advised: 0.001, most: 0.003 };
const BOUNCES = 0.05;

/** Domains of mailbox providers: their DMARC policy refuses mail that others send in their name. */
const MAILBOXES = new Set([
  'gmail.com',
  'googlemail.com',
  'yahoo.com',
  'ymail.com',
  'aol.com',
  'outlook.com',
  'hotmail.com',
  'live.com',
  'msn.com',
  'icloud.com',
  'me.com',
  'gmx.de',
  'gmx.net',
  'web.de',
  't-online.de',
  'proton.me',
]);

/** The rules of Gmail, Yahoo and Microsoft that a newsletter has to keep. */
export function mailboxLines(facts: AccountFacts): Line[] {
  const { newsletter, oneClick: clicked, reputation, dns } = facts;
  const sender = new Map(senderLines(facts).map((line) => [line.id, line]));
  const all = (ids: readonly string[]) => ids.map((id) => sender.get(id)?.status ?? 'not checkable');
  const derived = (id: string, source: string, ids: readonly string[], what: string): Line => {
    const found = all(ids);
    const verdict: Verdict = found.includes('failed')
      ? failed(`${what}: not all of it.`, `See the lines ${ids.join(', ')}.`)
      : found.includes('not checkable')
        ? notCheckable(`${what}: see the lines ${ids.join(', ')}.`)
        : passed(`${what}: yes.`);
    return { ...title(id, source), ...verdict };
  };
  return [
    { ...title('rules.from', RULES.gmail), ...fromDomain(domainOf(newsletter.from.address)) },
    derived(
      'rules.gmail',
      RULES.gmail,
      ['sender.dkim', 'dns.spf', 'dns.dmarc', 'dmarc.alignment'],
      'Gmail wants SPF, DKIM, DMARC and alignment',
    ),
    derived(
      'rules.yahoo',
      RULES.yahoo,
      ['sender.dkim', 'dns.spf', 'dns.dmarc', 'dmarc.alignment'],
      'Yahoo wants SPF, DKIM, DMARC and alignment',
    ),
    derived(
      'rules.microsoft',
      RULES.microsoft,
      ['sender.dkim', 'dns.spf', 'dns.dmarc', 'dmarc.alignment'],
      'Microsoft wants SPF, DKIM, DMARC and alignment',
    ),
    lineOf(title('rules.one-click', 'https://www.rfc-editor.org/rfc/rfc8058'), clicked, oneClick),
    lineOf(title('rules.replies', RULES.microsoft), dns.replies, ({ hosts }) =>
      hosts.length > 0
        ? passed('Replies reach somebody.')
        : failed(
            'The domain of the From (or Reply-To) address takes no mail.',
            'Give it an MX record, or name in `replyTo` an address that is read.',
          ),
    ),
    lineOf(title('rules.complaints', RULES.gmail), reputation, complaints),
    lineOf(
      title('rules.bounces', 'https://docs.aws.amazon.com/ses/latest/dg/faqs-enforcement.html'),
      reputation,
      bounces,
    ),
  ];
}

function fromDomain(domain: string): Verdict {
  return MAILBOXES.has(domain)
    ? failed(
        `The From address is of ${domain}: mailbox providers refuse mail that others send in that name.`,
        'Use an address of a domain of your own.',
      )
    : passed('The From address is of a domain of its own.');
}

/** RFC 8058, section 3.1: the request is a POST, and its answer must be no redirect. Our own page says 404 to a token like that. */
function oneClick({ url, status }: PageFacts): Verdict {
  if (status !== undefined && (status < 300 || status === 404)) {
    return passed(
      'Every mail carries the headers of one-click unsubscribing, and the pages take its request.',
    );
  }
  if (status === undefined) {
    return failed(
      `A one-click request to ${url} got no answer: the button of mailboxes does not unsubscribe.`,
      'See the line pages.reachable.',
    );
  }
  return failed(
    `A one-click request to ${url} was answered by ${status}: the button of mailboxes does not unsubscribe.`,
    status < 400
      ? 'Something in front of the pages redirects; let it pass POST requests to /u/ as they are.'
      : 'Something in front of the pages refuses POST requests; let them pass to /u/ as they are, without a check of Origin.',
  );
}

const percent = (share: number) => `${(share * 100).toFixed(2)} %`;

function complaints({ complaints: share }: Reputation): Verdict {
  if (share === undefined) return notCheckable('SES has no figure yet: too few mails.');
  const says = `${percent(share)} of the readers complain, as SES hears it (Gmail tells only its Postmaster Tools).`;
  if (share < COMPLAINTS.advised) return passed(says);
  return failed(
    says,
    share < COMPLAINTS.most
      ? 'Above 0.10 % mail begins to land in spam, and AWS puts accounts under review: mail only who confirmed, and fewer topics to those who never read.'
      : 'Above 0.30 % Gmail and Yahoo refuse mail: stop, and send only to readers who confirmed lately.',
  );
}

function bounces({ bounces: share }: Reputation): Verdict {
  if (share === undefined) return notCheckable('SES has no figure yet: too few mails.');
  const says = `${percent(share)} of the mails bounce.`;
  return share < BOUNCES
    ? passed(says)
    : failed(
        says,
        'AWS reviews accounts at 5 % and may stop them at 10 %: import no list without a confirmation, docs/runbook.md, "Too many bounces or complaints".',
      );
}
