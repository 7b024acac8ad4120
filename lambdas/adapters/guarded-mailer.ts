import { type Mailer, MailerUnavailable } from '../core/ports.ts';
import type { TableIdentity } from './table-identity.ts';

/** Why this table must not send, in words for the owner. */
export interface Refusal {
  readonly code: string;
  readonly detail: string;
}

const COPIED: Refusal = {
  code: 'table-copied',
  detail:
    'This table is a copy or was restored from a backup, so its ledger may not know of mails that went out since. ' +
    'When nothing else sends for this newsletter any more, say `briefwire adopt`, then `briefwire issues resume`',
};

const NEWER: Refusal = {
  code: 'data-newer',
  detail:
    'A newer Briefwire has changed the data, and this one could misread who got a mail. ' +
    'Deploy the newer one again, then say `briefwire issues resume`',
};

/** What the guard asks about the table. */
export interface Guarded {
  readonly identity: Pick<TableIdentity, 'check'>;
  /** `true` when the data are of a version that this code does not know. */
  readonly isNewer?: () => Promise<boolean>;
}

/**
 * A mailer that sends only for the table's own identity and for data that this code knows. Else every call is refused as if
 * SES had refused the whole account: issues pause themselves with this reason and nobody is burnt. Asked until the answer is
 * yes, then never again in this process, so `adopt` takes effect at once.
 */
export function guardedMailer(mailer: Mailer, { identity, isNewer }: Guarded): Mailer {
  let allowed = false;
  async function refusal(): Promise<Refusal | undefined> {
    if (allowed) return undefined;
    if ((await identity.check()).kind !== 'own') return COPIED;
    if (await isNewer?.()) return NEWER;
    allowed = true;
    return undefined;
  }
  return {
    async send(mail) {
      const refused = await refusal();
      return refused ? { kind: 'blocked', ...refused } : mailer.send(mail);
    },
    async quota() {
      const refused = await refusal();
      if (refused) throw new MailerUnavailable(refused.detail, { blocked: true, code: refused.code });
      return mailer.quota();
    },
  };
}
