import { fillSystemMail } from '../mail/fill-system-mail.ts';
import type { SystemLinks, SystemMailKind, SystemMails } from '../mail/system-mail.ts';
import type { Clock, Ids, Mailer, Report } from '../ports.ts';

export interface SystemMailDeps {
  readonly mailer: Pick<Mailer, 'send'>;
  readonly systemMails: SystemMails;
  readonly ids: Ids;
  readonly clock: Clock;
  readonly report: Report;
}

/** One of our own mails to one person. */
export interface SystemMailRequest {
  readonly kind: SystemMailKind;
  readonly to: { readonly email: string; readonly language: string };
  readonly links: SystemLinks;
}

/** SES's rate is shared with an issue that is going out at this moment; milliseconds until the next try. */
const PAUSES = [200, 600];

/** `in-doubt`: SES may or may not have it. */
export type SystemMailOutcome = 'sent' | 'not-sent' | 'in-doubt';

/**
 * Sends it. A person waits for the answer, so it is tried again only where SES was too busy. Reported without the address;
 * never throws for what SES answers.
 */
export async function sendSystemMail(
  deps: SystemMailDeps,
  request: SystemMailRequest,
): Promise<SystemMailOutcome> {
  const { kind, to, links } = request;
  const mail = await deps.systemMails.mail(kind, to.language);
  const raw = fillSystemMail(mail, { to: to.email, links, id: deps.ids.newId(), at: deps.clock.now() });
  const outgoing = { source: mail.source, to: to.email, raw, tags: { mail: kind } };
  for (const pause of [...PAUSES, undefined]) {
    const outcome = await deps.mailer.send(outgoing);
    const busy = outcome.kind === 'not-sent' && outcome.reason === 'throttled';
    if (busy && pause !== undefined) {
      await deps.clock.sleep(pause);
      continue;
    }
    const why = 'code' in outcome ? outcome.code : 'reason' in outcome ? outcome.reason : undefined;
    deps.report({ code: 'system-mail', mail: kind, outcome: outcome.kind, ...(why && { why }) });
    if (outcome.kind === 'accepted') return 'sent';
    return outcome.kind === 'uncertain' ? 'in-doubt' : 'not-sent';
  }
  return 'not-sent';
}
