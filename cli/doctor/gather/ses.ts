import {
  GetAccountCommand,
  GetConfigurationSetCommand,
  GetConfigurationSetEventDestinationsCommand,
  GetEmailIdentityCommand,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import { domainOf } from '../checks/sender.ts';
import type { ConfigurationSet, EventDestination, SenderIdentity, SesAccount } from '../facts.ts';
import type { Gathered } from '../line.ts';
import { asking } from './asking.ts';

type Ses = Pick<SESv2Client, 'send'>;

/** The account's state; SES's API v1 knows neither the sandbox nor the suppression. */
export function askAccount(ses: Ses): Promise<Gathered<SesAccount>> {
  return asking('ses:GetAccount', async () => {
    const account = await ses.send(new GetAccountCommand({}));
    const { SendQuota: quota, Details: details } = account;
    const review = details?.ReviewDetails?.Status;
    return {
      production: account.ProductionAccessEnabled ?? false,
      sendingEnabled: account.SendingEnabled ?? false,
      enforcement: account.EnforcementStatus ?? 'HEALTHY',
      max24Hour: quota?.Max24HourSend ?? 0,
      sent24Hour: quota?.SentLast24Hours ?? 0,
      maxPerSecond: quota?.MaxSendRate ?? 0,
      suppressed: account.SuppressionAttributes?.SuppressedReasons ?? [],
      ...(review && { review }),
    };
  });
}

/** The identity that SES takes for a From address: the address itself where it is verified, else its domain or one above. */
export function askIdentity(ses: Ses, from: string): Promise<Gathered<SenderIdentity | undefined>> {
  return asking('ses:GetEmailIdentity', async () => {
    const found: SenderIdentity[] = [];
    for (const name of [from, ...domainsAbove(domainOf(from))]) {
      const identity = await identityOf(ses, name);
      if (identity) found.push(identity);
      if (identity?.verified) return identity;
    }
    return found.find(({ isDomain }) => isDomain) ?? found[0];
  });
}

/** `a.b.example` → itself and its parents of two labels and more. */
function domainsAbove(domain: string): string[] {
  const labels = domain.split('.');
  return labels.slice(0, -1).map((_, at) => labels.slice(at).join('.'));
}

async function identityOf(ses: Ses, name: string): Promise<SenderIdentity | undefined> {
  try {
    const answer = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: name }));
    const { DkimAttributes: dkim, MailFromAttributes: from } = answer;
    const bits = /RSA_(\d+)_BIT/.exec(dkim?.CurrentSigningKeyLength ?? '')?.[1];
    return {
      name,
      isDomain: !name.includes('@'),
      verified: answer.VerifiedForSendingStatus ?? false,
      dkim: dkim?.Status ?? 'NOT_STARTED',
      dkimSigns: dkim?.SigningEnabled ?? false,
      ...(bits && { dkimBits: Number(bits) }),
      dkimTokens: dkim?.Tokens ?? [],
      ...(from?.MailFromDomain && {
        mailFrom: { domain: from.MailFromDomain, status: from.MailFromDomainStatus ?? 'PENDING' },
      }),
    };
  } catch (error) {
    if ((error as Error).name === 'NotFoundException') return undefined;
    throw error;
  }
}

/** The configuration set that every mail names. */
export function askConfigurationSet(ses: Ses, name: string): Promise<Gathered<ConfigurationSet>> {
  return asking('ses:GetConfigurationSet', async () => {
    const answer = await ses.send(new GetConfigurationSetCommand({ ConfigurationSetName: name }));
    const suppressed = answer.SuppressionOptions?.SuppressedReasons;
    return {
      name,
      sendingEnabled: answer.SendingOptions?.SendingEnabled ?? true,
      tlsRequired: answer.DeliveryOptions?.TlsPolicy === 'REQUIRE',
      ...(suppressed && { suppressed }),
    };
  });
}

/** Where its events go. */
export function askDestinations(ses: Ses, name: string): Promise<Gathered<readonly EventDestination[]>> {
  return asking('ses:GetConfigurationSetEventDestinations', async () => {
    const command = new GetConfigurationSetEventDestinationsCommand({ ConfigurationSetName: name });
    const { EventDestinations: found = [] } = await ses.send(command);
    return found.map((each) => ({
      name: each.Name ?? '',
      enabled: each.Enabled ?? false,
      types: each.MatchingEventTypes ?? [],
      toSns: each.SnsDestination !== undefined,
    }));
  });
}
