import { ChangeResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import { CreateEmailIdentityCommand } from '@aws-sdk/client-sesv2';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { openAwsSystem } from '../aws-system.ts';
import { readBriefing } from '../briefing-input.ts';
import { collect } from '../collect.ts';
import { deliverIssue } from '../deliver.ts';
import { listedAudience, publish } from '../publish.ts';
import type { DnsView } from './account-view.ts';
import { type Account, firstMailOf } from './observe.ts';
import { identityOf } from './sender-account.ts';

/** Writes what is missing; never over a record that is there: Route 53 refuses to create it twice. */
export async function writeDns({ zone, missing }: DnsView): Promise<void> {
  if (!zone) throw new Error('there is no zone to write to');
  await new Route53Client({}).send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: zone.id,
      ChangeBatch: {
        Comment: 'Briefwire: the sender of the newsletter',
        Changes: missing.map(({ name, type, value }) => ({
          Action: 'CREATE',
          ResourceRecordSet: { Name: name, Type: type, TTL: 1800, ResourceRecords: [{ Value: value }] },
        })),
      },
    }),
  );
}

/** SES mails the address a link; it counts once somebody followed it. An identity that is there already is fine. */
export async function askRecipient({ ses }: Account, address: string): Promise<void> {
  try {
    await ses.send(new CreateEmailIdentityCommand({ EmailIdentity: address }));
  } catch (error) {
    if (!(error instanceof Error && error.name === 'AlreadyExistsException')) throw error;
  }
}

export interface Waiting {
  /** Milliseconds. */
  readonly atMost: number;
  readonly now: () => number;
  readonly pause: (ms: number) => Promise<void>;
  /** Called before every look with the identities that are still pending. */
  readonly waits: (pending: readonly string[]) => void;
}

const LOOK_EVERY_MS = 10_000;

/** Looks until all may send or the time is over; resolves with those that may not yet. */
export async function untilVerified(
  { ses }: Pick<Account, 'ses'>,
  names: readonly string[],
  { atMost, now, pause, waits }: Waiting,
): Promise<string[]> {
  const end = now() + atMost;
  for (;;) {
    const found = await Promise.all(names.map((name) => identityOf(ses, name)));
    const pending = names.filter((_, index) => !found[index]?.VerifiedForSendingStatus);
    if (pending.length === 0 || now() + LOOK_EVERY_MS > end) return pending;
    waits(pending);
    await pause(LOOK_EVERY_MS);
  }
}

/**
 * Sends a briefing to the owner through the deployed system, once: the same issue again sends only what is missing.
 * Resolves with whether SES took it.
 */
export async function sendFirstMail(newsletter: Newsletter, file: string, quiet: boolean): Promise<boolean> {
  const system = await openAwsSystem({ newsletter, where: 'aws', state: '', note: () => undefined });
  try {
    const briefing = await readBriefing(file);
    const { issue } = await publish(system, {
      name: firstMailOf(newsletter),
      briefings: [briefing],
      collected: [collect(briefing, newsletter)],
      audience: await listedAudience(system, newsletter.owner),
    });
    const { end, account } = await deliverIssue(system, issue.id, { quiet });
    return end === 'done' && account.accounting.accepted > 0;
  } finally {
    await system.close();
  }
}
