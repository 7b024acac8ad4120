import type { OwnerNotice } from '../delivery/delivery.ts';
import type { Tally } from '../delivery/tally.ts';
import type { IssueHead } from './issue.ts';

/** USD for a thousand mails (https://aws.amazon.com/ses/pricing/, outbound, seen in November 2026). */
const SES_PER_THOUSAND = 0.1;

/** The one mail to the owner after an issue has closed: what became of it, in the terms of its equation. */
export function ownerReport(
  issue: Pick<IssueHead, 'id' | 'reopened' | 'frozenAt' | 'closedAt' | 'ending'>,
  { accounting, classes, doubled }: Tally,
  counters: Readonly<Record<string, number>>,
): OwnerNotice {
  const { frozen, ...terms } = accounting;
  const equation = Object.entries(terms)
    .filter(([name]) => name !== 'waiting')
    .map(([name, count]) => `${count} ${name}`);
  const { bounced = 0, complained = 0 } = counters;
  const cost = (accounting.accepted / 1000) * SES_PER_THOUSAND;
  const byCount = Object.entries(classes).sort(([, one], [, other]) => other - one);
  return {
    id: `closed.${issue.id}${issue.reopened ? `.${issue.reopened}` : ''}`,
    subject: `issue ${issue.id}: ${accounting.accepted} of ${frozen} sent`,
    lines: [
      `Issue ${issue.id} is closed${issue.ending ? `: ${issue.ending.reason}` : '.'}`,
      `${frozen} frozen = ${equation.join(' + ')}`,
      `It took ${duration(issue.frozenAt, issue.closedAt ?? issue.frozenAt)} from the freeze to the last mail and cost about ${cost.toFixed(2)} USD at Amazon SES.`,
      `Reported so far: ${bounced} bounced, ${complained} complained.`,
      ...byCount.map(([name, count]) => `${count} ${name.replace(':', ': ')}`),
      ...(doubled > 0 ? [`${doubled} got more than one copy: a lost answer was tried again too early.`] : []),
      ...(accounting.uncertain > 0
        ? [
            `${accounting.uncertain} uncertain: SES may or may not have these mails. \`briefwire issues explain ADDRESS\` tells of one, \`briefwire issues resend ${issue.id} --missing --uncertain\` sends them again at the risk of a second copy.`,
          ]
        : []),
    ],
  };
}

function duration(from: string, to: string): string {
  const minutes = Math.round((Date.parse(to) - Date.parse(from)) / 60_000);
  if (minutes < 1) return 'less than a minute';
  return minutes < 120 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
