import type { OnUncertain } from '../../../lambdas/core/delivery/standing.ts';
import { GRACE_MS } from '../../support/system.ts';
import type { Life } from './life.ts';

/** A mail that SES took, and who handed it in. Instants are milliseconds of the schedule's clock. */
export interface TakenMail {
  readonly who: string;
  readonly attempt: number;
  readonly messageId: string;
  readonly at: number;
  readonly life: Life;
  /** The caller's invocation, and its calls up to this one. */
  readonly run: number;
  readonly call: number;
  /** SES's answer went back to its caller. */
  readonly answered: boolean;
  /** The ledger has its message id, from the answer or from an event. */
  known: boolean;
  /** The policy allows that the reader has this mail beside the ones before. */
  readonly allowed: boolean;
}

/**
 * What an onlooker sees of the calls. A second mail is allowed under `resend` alone, and only if, when it was claimed, the
 * grace was over for every mail before, no event of theirs was recorded, and something had kept their senders from writing.
 */
export function seenBy(policy: OnUncertain, now: () => number) {
  const mails: TakenMail[] = [];
  const excused = new Map<string, boolean>();
  const gone = new Set<string>();
  const claimedAfterLeaving: string[] = [];
  const before = (who: string) => mails.filter((mail) => mail.who === who);

  return {
    mails,
    taken(mail: Omit<TakenMail, 'at' | 'known' | 'allowed'>): void {
      const first = before(mail.who).length === 0;
      const claim = `${mail.who} ${mail.attempt}`;
      const allowed = first || (excused.get(claim) ?? false);
      // A claim is good for one mail.
      excused.delete(claim);
      mails.push({ ...mail, at: now(), known: false, allowed });
    },
    /** A reader who left is not to be claimed any more. */
    left: (who: string) => void gone.add(who),
    hasLeft: (who: string) => gone.has(who),
    claimedAfterLeaving,
    claimed(who: string, attempt: number): void {
      if (gone.has(who)) claimedAfterLeaving.push(who);
      const allowed = policy === 'resend' && before(who).every((mail) => isSilent(mail, now()));
      excused.set(`${who} ${attempt}`, allowed);
    },
    /** Mails whose sender heard SES's answer, could go on to its end, and has written down nothing. */
    unwritten: () => mails.filter((mail) => !mail.known && !isHindered(mail)),
    /** These values were written. */
    wrote(values: string): void {
      for (const mail of mails) mail.known ||= values.includes(mail.messageId);
    },
  };
}

export type Seen = ReturnType<typeof seenBy>;

/** Something has kept the sender from writing SES's answer down, or it has not come to it yet. */
function isHindered({ answered, life, run, call }: TakenMail): boolean {
  return !answered || life.dead || life.spoiltAt > call || (life.busy && life.runs === run);
}

const isSilent = (mail: TakenMail, now: number) =>
  now - mail.at > GRACE_MS && !mail.known && isHindered(mail);
