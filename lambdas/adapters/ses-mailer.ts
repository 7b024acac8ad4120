import { GetSendQuotaCommand, type SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { classifySendError } from '../core/delivery/classify-send-error.ts';
import {
  type Clock,
  type Mailer,
  MailerUnavailable,
  type OutgoingMail,
  type SendOutcome,
  type SendQuota,
} from '../core/ports.ts';
import { DEFAULT_REQUEST_TIMEOUT_MS } from './ses-client.ts';
import { describeSendError } from './ses-error.ts';

export interface SesMailerOptions {
  /** From `sesClient`: one that does not repeat calls. */
  readonly client: SESClient;
  readonly clock: Clock;
  /** Name of the SES configuration set that emits the events; absent: none. */
  readonly configurationSet?: string;
  /** Milliseconds until a call is given up, its answer included; default 10,000. Shorter than the lease of a claim. */
  readonly requestTimeoutMs?: number;
  /** Milliseconds that a claim keeps others away; default 60,000. */
  readonly leaseMs?: number;
}

const LEASE_MS = 60_000;
/** GetSendQuota may be called once a second in the whole account (SES API reference). */
const QUOTA_MAX_AGE_MS = 60_000;
const QUOTA_TRIES = 3;
const QUOTA_PAUSE_MS = 1_000;

/** Characters of tag names and values that SES takes (SES API reference, MessageTag). */
const TAG = /^[A-Za-z0-9_-]{1,256}$/;

/** Sends through SES's API v1; one call is one mail to one address, never repeated here. */
export function sesMailer(options: SesMailerOptions): Mailer {
  const { client, clock, configurationSet, leaseMs = LEASE_MS } = options;
  const { requestTimeoutMs = DEFAULT_REQUEST_TIMEOUT_MS } = options;
  if (requestTimeoutMs >= leaseMs) {
    throw new RangeError(
      `The time-out of a call (${requestTimeoutMs} ms) must be shorter than the lease of a claim (${leaseMs} ms): ` +
        'else another sender takes the recipient over while the answer may still come',
    );
  }

  async function send(mail: OutgoingMail): Promise<SendOutcome> {
    const command = new SendRawEmailCommand({
      Source: mail.source,
      Destinations: [mail.to],
      RawMessage: { Data: mail.raw },
      Tags: Object.entries(checkTags(mail.tags)).map(([Name, Value]) => ({ Name, Value })),
      ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
    });
    try {
      // The handler's own time-out ends with the answer's first byte; the signal covers the rest of it.
      const abortSignal = AbortSignal.timeout(requestTimeoutMs);
      const { MessageId: messageId } = await client.send(command, { abortSignal });
      if (messageId) return { kind: 'accepted', messageId };
      const detail = 'The answer had no message id.';
      return { kind: 'uncertain', code: 'unreadable-answer', detail };
    } catch (error) {
      const outcome = classifySendError(describeSendError(error, mail.to));
      if (outcome.kind === 'not-sent' && outcome.reason === 'quota') quotaIsOutdated();
      return outcome;
    }
  }

  /** Other chunks then see that the day's quota is used up, without a refused call each. */
  function quotaIsOutdated(): void {
    const age = cached ? clock.now().getTime() - cached.at : 0;
    if (age >= QUOTA_PAUSE_MS) cached = undefined;
  }

  async function askQuota(): Promise<SendQuota> {
    for (let tried = 1; ; tried += 1) {
      try {
        const abortSignal = AbortSignal.timeout(requestTimeoutMs);
        return quotaOf(await client.send(new GetSendQuotaCommand({}), { abortSignal }));
      } catch (error) {
        if (error instanceof MailerUnavailable) throw error;
        const failure = classifySendError(describeSendError(error));
        if (failure.kind === 'not-sent' && failure.reason === 'throttled' && tried < QUOTA_TRIES) {
          await clock.sleep(QUOTA_PAUSE_MS * (1 + Math.random()));
          continue;
        }
        throw new MailerUnavailable(`SES cannot be asked for its sending quota: ${failure.detail}`, {
          blocked: failure.kind === 'blocked',
          code: failure.kind === 'not-sent' ? failure.reason : failure.code,
          cause: error,
        });
      }
    }
  }

  let cached: { readonly at: number; readonly quota: Promise<SendQuota> } | undefined;

  return {
    send,
    async quota() {
      const now = clock.now().getTime();
      if (!cached || now - cached.at >= QUOTA_MAX_AGE_MS) {
        // Kept while it is under way, so that parallel senders of this process ask once.
        const asked = { at: now, quota: askQuota() };
        cached = asked;
        asked.quota.catch(() => {
          if (cached === asked) cached = undefined;
        });
      }
      return cached.quota;
    },
  };
}

/** A tag that SES refuses would have it refuse every mail of the issue: a fault of ours, so it throws. */
function checkTags(tags: OutgoingMail['tags']): OutgoingMail['tags'] {
  for (const part of Object.entries(tags).flat()) {
    if (!TAG.test(part)) {
      throw new TypeError(
        `${JSON.stringify(part)} cannot be in a message tag: SES takes 1 to 256 of A-Z a-z 0-9 _ -`,
      );
    }
  }
  return tags;
}

interface QuotaAnswer {
  readonly Max24HourSend?: number | undefined;
  readonly MaxSendRate?: number | undefined;
  readonly SentLast24Hours?: number | undefined;
}

/** -1 stands for an unlimited day (SES API reference, GetSendQuota); a rate of 0 means that nothing may be sent. */
function quotaOf({ Max24HourSend, MaxSendRate, SentLast24Hours = 0 }: QuotaAnswer): SendQuota {
  if (Max24HourSend === undefined || MaxSendRate === undefined) {
    throw new MailerUnavailable('SES answered GetSendQuota without a quota', {
      blocked: false,
      code: 'unreadable-answer',
    });
  }
  if (MaxSendRate <= 0) {
    throw new MailerUnavailable(
      `SES allows this account ${MaxSendRate} mails a second: sending is paused; see "Account dashboard" in the SES console`,
      { blocked: true, code: 'no-send-rate' },
    );
  }
  const max24Hour = Max24HourSend < 0 ? Number.POSITIVE_INFINITY : Max24HourSend;
  return { max24Hour, sentLast24Hours: SentLast24Hours, maxPerSecond: MaxSendRate };
}
