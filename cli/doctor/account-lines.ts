import { accountLines } from './checks/account.ts';
import { eventLines } from './checks/events.ts';
import { mailboxLines } from './checks/mailbox-providers.ts';
import { pageLines } from './checks/pages.ts';
import { senderLines } from './checks/sender.ts';
import { systemLines } from './checks/system.ts';
import type { AccountFacts } from './facts.ts';
import type { Line } from './line.ts';

/** Everything that is known of an account, judged: pure, and in the order of printing. */
export function linesOf(facts: AccountFacts): Line[] {
  return [accountLines, senderLines, eventLines, systemLines, pageLines, mailboxLines].flatMap((judge) =>
    judge(facts),
  );
}
