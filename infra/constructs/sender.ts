import { ArnFormat, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as ses from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import type { OwnerAlarms } from './owner-alarms.ts';
import { reputation } from './reputation.ts';
import type { UseCaseFunction } from './use-case-function.ts';
import { acceptWildcard } from './wildcards.ts';

export interface SenderProps {
  /** Bare From address; its domain is the SES identity, or it is one itself. */
  readonly fromAddress: string;
  /**
   * `create` makes the identity of the domain, `address` that of the From address alone; `existing` uses one, of the
   * domain or the address, that is verified already.
   */
  readonly identity: 'create' | 'address' | 'existing';
  /** Verified addresses that get test mails while the account is in SES's sandbox. */
  readonly sandboxRecipients: readonly string[];
  readonly alarms: OwnerAlarms;
}

const BOUNCES = {
  impact:
    'More than 4 % of the mails bounce: at 5 % SES puts the account under review, at 10 % it may stop it.',
  runbook: 'Too many bounces or complaints',
};
const COMPLAINTS = {
  impact:
    'More than 0.08 % of the readers complain: at 0.1 % SES puts the account under review, at 0.5 % it may stop it.',
  runbook: 'Too many bounces or complaints',
};

const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1);

/** Who sends, and how SES treats it: the domain's identity and the configuration set of every mail. */
export class Sender extends Construct {
  readonly configurationSet: ses.ConfigurationSet;
  private readonly fromAddress: string;
  private readonly domain: string;
  /** Names of the identities that a call of SendRawEmail is checked against. */
  private readonly identities: readonly string[];

  constructor(scope: Construct, id: string, props: SenderProps) {
    super(scope, id);
    this.fromAddress = props.fromAddress;
    this.domain = domainOf(props.fromAddress);
    // SES asks for the closest identity: the address where it is verified by itself, else its domain. In the sandbox it
    // asks so for the recipient as well ("not authorized to perform ses:SendRawEmail on resource identity/<recipient>").
    const addresses = [props.fromAddress, ...props.sandboxRecipients];
    this.identities = [...new Set(addresses.flatMap((address) => [domainOf(address), address]))];
    this.configurationSet = new ses.ConfigurationSet(this, 'ConfigurationSet', {
      tlsPolicy: ses.ConfigurationSetTlsPolicy.REQUIRE,
      suppressionReasons: ses.SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      reputationMetrics: true,
      sendingEnabled: true,
    });
    if (props.identity === 'create') this.createIdentity();
    if (props.identity === 'address') {
      // SES mails a link to the address. Another identity later, of its domain or of another address, replaces this one.
      new ses.EmailIdentity(this, 'Address', { identity: ses.Identity.email(props.fromAddress) });
    }
    // SES reviews an account at 5 % bounces or 0.1 % complaints ("Sending review process" of its developer guide).
    props.alarms.when(this, 'Bounces', { metric: reputation('BounceRate'), above: 0.04 }, BOUNCES);
    props.alarms.when(this, 'Complaints', { metric: reputation('ComplaintRate'), above: 0.0008 }, COMPLAINTS);
  }

  /** The DNS records that prove it are SES's to tell, once it is there: `briefwire deploy` prints or writes them. */
  private createIdentity(): void {
    new ses.EmailIdentity(this, 'Identity', {
      identity: ses.Identity.domain(this.domain),
      dkimIdentity: ses.DkimIdentity.easyDkim(ses.EasyDkimSigningKeyLength.RSA_2048_BIT),
      mailFromDomain: `mail.${this.domain}`,
      // Until the MX record is there SES uses its own domain instead of refusing to send.
      mailFromBehaviorOnMxFailure: ses.MailFromBehaviorOnMxFailure.USE_DEFAULT_VALUE,
    });
  }

  /** Lets a function send, from the newsletter's own address only. */
  grantSend(user: UseCaseFunction): void {
    const arn = (resource: string, resourceName: string) =>
      Stack.of(this).formatArn({
        service: 'ses',
        resource,
        resourceName,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      });
    user.fn.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['ses:SendRawEmail'],
        resources: [
          ...this.identities.map((name) => arn('identity', name)),
          arn('configuration-set', this.configurationSet.configurationSetName),
        ],
        conditions: { StringEquals: { 'ses:FromAddress': this.fromAddress } },
      }),
    );
  }

  /** Lets a function read the account's sending quota. */
  grantQuota(user: UseCaseFunction): void {
    user.fn.addToRolePolicy(new iam.PolicyStatement({ actions: ['ses:GetSendQuota'], resources: ['*'] }));
    acceptWildcard(
      user,
      '*',
      'ses:GetSendQuota is about the account and knows no resource (Service Authorization Reference, Amazon SES).',
    );
  }
}
