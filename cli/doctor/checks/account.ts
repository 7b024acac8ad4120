import type { AccountFacts, SesAccount } from '../facts.ts';
import { failed, type Line, lineOf, passed, type Verdict } from '../line.ts';

const SES = 'https://docs.aws.amazon.com/ses/latest/dg';
const title = (id: string, page: string) => ({ id, group: 'account' as const, source: `${SES}/${page}` });
/** Above this share of the day's quota an issue may not get through. */
const MOST_USED = 0.8;
/** AWS refuses requests whose time is off by more than five minutes (Signature Version 4); events are compared with ours. */
const MOST_SKEW_MS = 60_000;

/** SES's account: sandbox, permission to send, quota, suppression, and the clock. */
export function accountLines({ account, configurationSet, clockAheadMs }: AccountFacts): Line[] {
  return [
    lineOf(title('ses.sandbox', 'request-production-access.html'), account, sandbox),
    lineOf(title('ses.sending', 'monitor-sender-reputation.html'), account, sending),
    lineOf(title('ses.review', 'faqs-enforcement.html'), account, review),
    lineOf(title('ses.quota', 'manage-sending-quotas.html'), account, quota),
    lineOf(title('ses.suppression', 'sending-email-suppression-list.html'), account, (each) =>
      suppression(
        configurationSet.known ? (configurationSet.value.suppressed ?? each.suppressed) : each.suppressed,
      ),
    ),
    lineOf(
      {
        id: 'clock',
        group: 'account',
        source: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html',
      },
      clockAheadMs,
      clock,
    ),
  ];
}

function sandbox({ production, review: request }: SesAccount): Verdict {
  if (production) return passed('The account is out of the sandbox: anybody can be mailed.');
  const says = 'The account is in the sandbox: only verified addresses get mail, 200 a day at most.';
  if (request === 'PENDING') {
    return failed(
      says,
      'Your request for production access is under review; AWS answers within a day or so. Until then nothing is to be done.',
    );
  }
  if (request === 'DENIED' || request === 'FAILED') {
    return failed(
      says,
      'AWS has denied your request for production access: answer in the case of the Support Center, with the text of `briefwire doctor --write-access-request access-request.txt`.',
    );
  }
  return failed(
    says,
    'Ask for production access: `briefwire doctor --write-access-request access-request.txt` writes the text; send it in the SES console, "Get set up", or by `aws sesv2 put-account-details`.',
  );
}

function sending({ sendingEnabled, enforcement }: SesAccount): Verdict {
  if (enforcement === 'SHUTDOWN' || !sendingEnabled) {
    return failed(
      'SES sends nothing for this account in this region.',
      enforcement === 'SHUTDOWN'
        ? 'AWS has stopped it: read the mail or the case in the Support Center, remove the cause, and answer there.'
        : 'Somebody has paused it: `aws sesv2 put-account-sending-attributes --sending-enabled`, once the reason is known.',
    );
  }
  return passed('SES sends for this account.');
}

function review({ enforcement }: SesAccount): Verdict {
  if (enforcement === 'HEALTHY') return passed('AWS has no complaint about the account.');
  if (enforcement === 'PROBATION') {
    return failed(
      'AWS has put the account under review: too many bounces, complaints or spam traps.',
      'Read the case in the Support Center and answer it; send to nobody who did not confirm until it is closed.',
    );
  }
  return failed(
    `AWS enforces its policy on the account (${wordOf(enforcement)}).`,
    'Read the case in the Support Center and answer it.',
  );
}

function quota({ max24Hour, sent24Hour, maxPerSecond }: SesAccount): Verdict {
  const rate = `${maxPerSecond} a second`;
  if (max24Hour < 0) return passed(`No limit a day, ${rate}.`);
  const used = `${sent24Hour} of ${max24Hour} mails of 24 hours used, ${rate}.`;
  if (max24Hour === 0 || maxPerSecond <= 0) {
    return failed(used, 'The quota is zero: read the case in the Support Center.');
  }
  if (sent24Hour / max24Hour < MOST_USED) return passed(used);
  return failed(
    used,
    'What the day does not reach for goes the next day. Ask for a larger quota: Service Quotas console, Amazon SES, "Sending quota".',
  );
}

function suppression(reasons: readonly string[]): Verdict {
  const missing = ['BOUNCE', 'COMPLAINT'].filter((reason) => !reasons.includes(reason));
  if (missing.length === 0)
    return passed('SES keeps bounced and complained addresses on its suppression list.');
  return failed(
    `SES does not keep addresses after: ${missing.join(', ').toLowerCase()}.`,
    '`aws sesv2 put-account-suppression-attributes --suppressed-reasons BOUNCE COMPLAINT`; where the configuration set says otherwise, `npx cdk deploy --all`.',
  );
}

function clock(aheadMs: number): Verdict {
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  if (Math.abs(aheadMs) <= MOST_SKEW_MS)
    return passed(`This machine's clock is within a minute of AWS's (${seconds} s).`);
  return failed(
    `This machine's clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} AWS's.`,
    'Set it by NTP (`timedatectl set-ntp true`): above five minutes AWS refuses every call.',
  );
}

/** A word of AWS's, as far as it is one. */
const wordOf = (text: string) => (/^[A-Z_]{1,40}$/.test(text) ? text : 'an unknown state');
