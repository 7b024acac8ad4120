import type { Clock, Mailer, OutgoingMail, SendOutcome, SendQuota } from '../../lambdas/core/ports.ts';

/** What SES does with one call. `lost`: it takes the mail, but its answer never arrives. */
export type Behaviour =
  | 'accept'
  | 'lost'
  | 'unanswered'
  | 'throttle'
  | 'unreachable'
  | 'quota'
  | 'refuse'
  | 'block';

/** An SES that does as it is told and remembers every mail that it really took. */
export interface ScriptedMailer extends Mailer {
  /** Mails that are on their way to a reader, in order. */
  readonly taken: readonly OutgoingMail[];
  /** Every call, the fruitless ones too. */
  readonly calls: readonly {
    readonly to: string;
    readonly at: number;
    readonly tags: OutgoingMail['tags'];
  }[];
  /** Decides from now on; gets the address and how many calls came before, for any address. */
  follow(script: (to: string, callsBefore: number) => Behaviour): void;
  /** What GetSendQuota answers from now on; a function may throw. */
  quotaIs(quota: Partial<SendQuota> | (() => SendQuota)): void;
  /** Addresses of the readers' mails taken, sorted; not the owner's. */
  addresses(): string[];
}

const ANSWERS: Readonly<Record<Exclude<Behaviour, 'accept'>, SendOutcome>> = {
  lost: { kind: 'uncertain', code: 'timeout', detail: 'SES did not answer in time' },
  unanswered: { kind: 'uncertain', code: 'http-503', detail: 'Service unavailable' },
  throttle: { kind: 'not-sent', reason: 'throttled', detail: 'Maximum sending rate exceeded.' },
  unreachable: { kind: 'not-sent', reason: 'unreachable', detail: 'connect ECONNREFUSED' },
  quota: { kind: 'not-sent', reason: 'quota', detail: 'Daily message quota exceeded.' },
  refuse: { kind: 'refused', code: 'MessageRejected', detail: 'Address blocked' },
  block: { kind: 'blocked', code: 'AccountSendingPaused', detail: 'Sending is paused for wire@example.com' },
};

const GENEROUS: SendQuota = { max24Hour: 50_000, sentLast24Hours: 0, maxPerSecond: 500 };

export function scriptedMailer(clock: Clock): ScriptedMailer {
  const taken: OutgoingMail[] = [];
  const calls: { to: string; at: number; tags: OutgoingMail['tags'] }[] = [];
  let script: (to: string, callsBefore: number) => Behaviour = () => 'accept';
  let quota: () => SendQuota = () => GENEROUS;
  return {
    taken,
    calls,
    follow: (next) => {
      script = next;
    },
    quotaIs: (next) => {
      quota = typeof next === 'function' ? next : () => ({ ...GENEROUS, ...next });
    },
    addresses: () =>
      taken
        .filter(({ tags }) => tags['delivery'] !== undefined)
        .map((mail) => mail.to)
        .sort(),
    async send(mail) {
      const behaviour = script(mail.to, calls.length);
      calls.push({ to: mail.to, at: clock.now().getTime(), tags: mail.tags });
      if (behaviour === 'accept' || behaviour === 'lost') taken.push(mail);
      return behaviour === 'accept'
        ? { kind: 'accepted', messageId: `message-${taken.length}` }
        : ANSWERS[behaviour];
    },
    quota: async () => quota(),
  };
}
