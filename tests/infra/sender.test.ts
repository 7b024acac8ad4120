import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { permissions, readable } from './support/permissions.ts';
import { resource, resources, synthesize } from './support/synth.ts';

describe('the sender', () => {
  let app: Template;
  beforeAll(() => {
    app = synthesize().app;
  });

  it('signs for the from-domain with 2048 bits and bounces to a subdomain of it', () => {
    expect(resource(app, 'AWS::SES::EmailIdentity').properties).toMatchObject({
      EmailIdentity: 'news.example.org',
      DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
      MailFromAttributes: {
        MailFromDomain: 'mail.news.example.org',
        BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
      },
    });
  });

  it('demands TLS, keeps off bounced and complained addresses, and tracks nobody', () => {
    const { properties } = resource(app, 'AWS::SES::ConfigurationSet');
    expect(properties).toMatchObject({
      DeliveryOptions: { TlsPolicy: 'REQUIRE' },
      SuppressionOptions: { SuppressedReasons: ['BOUNCE', 'COMPLAINT'] },
      ReputationOptions: { ReputationMetricsEnabled: true },
      SendingOptions: { SendingEnabled: true },
    });
    expect(properties.TrackingOptions).toBeUndefined();
    expect(properties.VdmOptions).toBeUndefined();
  });

  it('tells the owner each DNS record to publish', () => {
    const records = Object.entries(app.findOutputs('*'))
      .filter(([name]) => name.startsWith('DnsRecord'))
      .map(([, output]) => readable(output['Value']));
    expect(records).toEqual([
      '{SenderIdentity.DkimDNSTokenName1} CNAME {SenderIdentity.DkimDNSTokenValue1}',
      '{SenderIdentity.DkimDNSTokenName2} CNAME {SenderIdentity.DkimDNSTokenValue2}',
      '{SenderIdentity.DkimDNSTokenName3} CNAME {SenderIdentity.DkimDNSTokenValue3}',
      'mail.news.example.org MX 10 feedback-smtp.{AWS::Region}.amazonses.com',
      'mail.news.example.org TXT "v=spf1 include:amazonses.com ~all"',
    ]);
  });

  it('may also use the identities of test recipients, by name, while the account is in the sandbox', () => {
    const { app: sandbox } = synthesize({ aws: { sandboxRecipients: ['me@mailbox.example'] } });
    const more = permissions(sandbox).filter((line) => !permissions(app).includes(line));
    const granted = more.map((line) =>
      /^(\w+)Role: .*identity\/(\S+) when ses:FromAddress = wire@/.exec(line),
    );
    expect(granted.map((found) => [found?.[1], found?.[2]])).toEqual(
      ['DeliverMail', 'ManageSubscription'].flatMap((name) => [
        [name, 'mailbox.example'],
        [name, 'me@mailbox.example'],
      ]),
    );
  });

  it('takes an identity that exists as it is: makes none, asks for no DNS record, sends all the same', () => {
    const { app: existing } = synthesize({ aws: { identity: 'existing' } });
    expect(resources(existing, 'AWS::SES::EmailIdentity')).toEqual([]);
    expect(Object.keys(existing.findOutputs('*')).filter((name) => name.startsWith('DnsRecord'))).toEqual([]);
    const sending = (template: Template) =>
      permissions(template).filter((line) => line.includes('ses:SendRawEmail'));
    expect(sending(existing)).toEqual(sending(app));
  });
});
