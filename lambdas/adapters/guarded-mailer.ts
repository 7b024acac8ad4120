import { type Mailer, MailerUnavailable } from '../core/ports.ts';
import type { TableIdentity } from './table-identity.ts';

const CODE = 'table-copied';
const DETAIL =
  'This table is a copy or was restored from a backup, so its ledger may not know of mails that went out since. ' +
  'When nothing else sends for this newsletter any more, say `briefwire adopt`, then `briefwire issues resume`';

/**
 * A mailer that sends for the table's own identity only. For a copy every call is refused as if SES had refused the whole
 * account: issues pause themselves with this reason and nobody is burnt. Asked until the answer is yes, then never again in
 * this process, so `adopt` takes effect at once.
 */
export function guardedMailer(mailer: Mailer, identity: Pick<TableIdentity, 'check'>): Mailer {
  let own = false;
  const refused = async () => {
    own ||= (await identity.check()).kind === 'own';
    return !own;
  };
  return {
    async send(mail) {
      if (await refused()) return { kind: 'blocked', code: CODE, detail: DETAIL };
      return mailer.send(mail);
    },
    async quota() {
      if (await refused()) throw new MailerUnavailable(DETAIL, { blocked: true, code: CODE });
      return mailer.quota();
    },
  };
}
