import type { AccountFacts, ConfigurationSet, EventDestination, LoopFacts } from '../facts.ts';
import { failed, type Line, lineOf, passed, type Verdict } from '../line.ts';

const SES = 'https://docs.aws.amazon.com/ses/latest/dg';
const title = (id: string, page: string) => ({ id, group: 'events' as const, source: `${SES}/${page}` });
const RESTORE = '`npx cdk deploy --all` puts it back; `npx cdk drift` names what somebody changed.';
/** What the ledger lives on, in SES's words. */
const NEEDED = ['SEND', 'DELIVERY', 'DELIVERY_DELAY', 'BOUNCE', 'COMPLAINT', 'REJECT'];

/** The way of SES's events, from the configuration set to the table. */
export function eventLines({ configurationSet, destinations, loop }: AccountFacts): Line[] {
  return [
    lineOf(title('events.configuration-set', 'using-configuration-sets.html'), configurationSet, usable),
    lineOf(title('events.tls', 'security-protocols.html'), configurationSet, ({ tlsRequired }) =>
      tlsRequired
        ? passed('Mails travel over TLS or not at all.')
        : failed('Mails may travel unencrypted.', RESTORE),
    ),
    lineOf(title('events.destination', 'event-destinations-manage.html'), destinations, told),
    lineOf(title('events.loop', 'send-an-email-from-console.html#send-email-simulator'), loop, travelled),
  ];
}

function usable({ sendingEnabled }: ConfigurationSet): Verdict {
  return sendingEnabled
    ? passed('The configuration set is there and sends.')
    : failed(
        'Sending is switched off for the configuration set: every issue pauses itself.',
        'Find out who did it and why, then `aws sesv2 put-configuration-set-sending-options --sending-enabled` with its name.',
      );
}

function told(destinations: readonly EventDestination[]): Verdict {
  const sns = destinations.filter(({ toSns, enabled }) => toSns && enabled);
  if (destinations.length === 0)
    return failed('SES reports nothing: the configuration set has no destination.', RESTORE);
  if (sns.length === 0)
    return failed('SES reports nothing to us: no destination to SNS is enabled.', RESTORE);
  const missing = NEEDED.filter((type) => !sns.some(({ types }) => types.includes(type)));
  return missing.length === 0
    ? passed('SES reports sends, deliveries, delays, bounces, complaints and rejects.')
    : failed(`SES does not report: ${missing.join(', ')}.`, RESTORE);
}

function travelled({ outcome, code, sendSeen, deliverySeen, waitedSeconds }: LoopFacts): Verdict {
  const why = code && /^[A-Za-z-]{1,60}$/.test(code) ? ` (${code})` : '';
  if (outcome === 'not-sent') {
    return failed(
      `The mail to the mailbox simulator did not go out${why}.`,
      'Try again in a minute; look at the lines about quota and network.',
    );
  }
  if (outcome === 'refused' || outcome === 'blocked') {
    return failed(
      `SES refused the mail to the mailbox simulator${why}.`,
      'The lines about the account and the sender say what is missing; your own credentials need ses:SendRawEmail.',
    );
  }
  if (deliverySeen)
    return passed(`A mail to the mailbox simulator came back as an event within ${waitedSeconds} s.`);
  if (sendSeen) {
    return failed(
      `SES reported the send of a mail to the mailbox simulator, and no delivery within ${waitedSeconds} s.`,
      'Run it again; if it stays so, the destination leaves deliveries out (line events.destination).',
    );
  }
  return failed(
    `No event of a mail to the mailbox simulator came within ${waitedSeconds} s: bounces and complaints are not heard either.`,
    'docs/runbook.md, "Events stopped arriving".',
  );
}
