/** What SES's endpoint said about a mail that it took. */
export type Answer = 'answered' | 'reset' | 'silence' | 'http 500';

/** A mail that SES took. Instants are milliseconds since 1970. */
export interface TakenMail {
  readonly number: number;
  readonly attempt: number;
  readonly at: number;
  /** The process that handed it in. */
  readonly pid: number;
  readonly answer: Answer;
  /** When its event was put on the way; absent while it is withheld. */
  readonly releasedAt?: number;
}

/** A reader with more than one mail. */
export interface Doubled {
  readonly recipient: number;
  readonly mails: readonly TakenMail[];
  /** The event of an earlier mail waited to be recorded when the last one was taken. */
  readonly eventQueued: boolean;
}

const ANSWERS: readonly Answer[] = ['answered', 'reset', 'silence', 'http 500'];

/** SES's own truth: some numbers for each recipient's first mail, and everything about those who have more. */
export function truthOf(recipients: number) {
  const copies = new Uint8Array(recipients);
  const number = new Uint32Array(recipients);
  const attempt = new Uint8Array(recipients);
  const at = new Float64Array(recipients);
  const releasedAt = new Float64Array(recipients);
  const pid = new Uint32Array(recipients);
  const answer = new Uint8Array(recipients);
  const doubled = new Map<number, Doubled>();

  const firstOf = (who: number): TakenMail => ({
    number: number[who] ?? 0,
    attempt: attempt[who] ?? 0,
    at: at[who] ?? 0,
    pid: pid[who] ?? 0,
    answer: ANSWERS[answer[who] ?? 0] ?? 'answered',
    ...(releasedAt[who] && { releasedAt: releasedAt[who] }),
  });

  return {
    copies,
    doubled,
    firstOf,
    take(who: number, mail: TakenMail, eventQueued: () => boolean): void {
      copies[who] = (copies[who] ?? 0) + 1;
      if (copies[who] === 1) {
        number[who] = mail.number;
        attempt[who] = mail.attempt;
        at[who] = mail.at;
        pid[who] = mail.pid;
        answer[who] = ANSWERS.indexOf(mail.answer);
        return;
      }
      const before = doubled.get(who) ?? { recipient: who, mails: [firstOf(who)], eventQueued: false };
      const queued = before.eventQueued || eventQueued();
      doubled.set(who, { ...before, mails: [...before.mails, mail], eventQueued: queued });
    },
    /** An event of that mail is on its way. */
    released(who: number, mail: number, instant: number): void {
      if (number[who] === mail && !releasedAt[who]) releasedAt[who] = instant;
    },
  };
}

export type Truth = ReturnType<typeof truthOf>;
