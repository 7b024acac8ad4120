import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { permissions } from './support/permissions.ts';
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

  it('without a domain is one address, which proves itself by a link in a mail', () => {
    const { app: single } = synthesize({ aws: { identity: 'address' } });
    expect(resource(single, 'AWS::SES::EmailIdentity').properties).toMatchObject({
      EmailIdentity: 'wire@news.example.org',
    });
    expect(resource(single, 'AWS::SES::EmailIdentity').properties.MailFromAttributes).toBeUndefined();
    const sending = (template: Template) =>
      permissions(template).filter((line) => line.includes('ses:SendRawEmail'));
    expect(sending(single)).toEqual(sending(app));
  });

  it('changes nothing of the data when a domain comes later', () => {
    const [before, after] = [synthesize({ aws: { identity: 'address' } }), synthesize()];
    expect(after.data.toJSON()).toEqual(before.data.toJSON());
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

  it('takes an identity that exists as it is: makes none, sends all the same', () => {
    const { app: existing } = synthesize({ aws: { identity: 'existing' } });
    expect(resources(existing, 'AWS::SES::EmailIdentity')).toEqual([]);
    const sending = (template: Template) =>
      permissions(template).filter((line) => line.includes('ses:SendRawEmail'));
    expect(sending(existing)).toEqual(sending(app));
  });
});
