import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../lambdas/core/config.ts';
import { readable } from './support/permissions.ts';
import { resource, resources, synthesize, testNewsletter } from './support/synth.ts';

const zone = { id: 'Z0123456789', name: 'example.org' };
const certificateArn = 'arn:aws:acm:eu-central-1:111122223333:certificate/1';
const withDomain = (domain: Record<string, unknown>) =>
  ({ aws: { domain: { name: 'read.example.org', ...domain } } }) as never;

describe('a domain of one’s own for the pages', () => {
  it('with its zone in the account needs nothing from the owner', () => {
    const { app } = synthesize(withDomain({ zone }));
    expect(resource(app, 'AWS::CertificateManager::Certificate').properties).toMatchObject({
      DomainName: 'read.example.org',
      ValidationMethod: 'DNS',
      DomainValidationOptions: [{ DomainName: 'read.example.org', HostedZoneId: zone.id }],
    });
    const records = resources(app, 'AWS::Route53::RecordSet').map(({ properties }) => properties);
    expect(records.map(({ Name, Type }) => [Name, Type]).sort()).toEqual([
      ['read.example.org.', 'A'],
      ['read.example.org.', 'AAAA'],
    ]);
    expect(records[0].AliasTarget.DNSName['Fn::GetAtt'][1]).toBe('RegionalDomainName');
  });

  it('without one takes a certificate that is there, and tells the owner the one record', () => {
    const { app } = synthesize(withDomain({ certificateArn }));
    expect(resources(app, 'AWS::CertificateManager::Certificate')).toEqual([]);
    const outputs = Object.values(app.findOutputs('*')).map((output) => readable(output['Value']));
    expect(outputs).toContain('read.example.org CNAME {PagesDomainName.RegionalDomainName}');
  });

  it('stands in the links of every mail, over TLS 1.2 only', () => {
    const { app } = synthesize(withDomain({ zone }));
    for (const name of ['DeliverMail', 'ManageSubscription']) {
      const { Environment: environment } = resource(app, 'AWS::Lambda::Function', name).properties;
      expect(environment.Variables.SITE_URL).toBe('https://read.example.org');
    }
    const { DomainNameConfigurations: configurations } = resource(
      app,
      'AWS::ApiGatewayV2::DomainName',
    ).properties;
    expect(configurations).toMatchObject([{ SecurityPolicy: 'TLS_1_2', EndpointType: 'REGIONAL' }]);
    expect(resources(app, 'AWS::ApiGatewayV2::ApiMapping')).toHaveLength(1);
  });

  it.each([
    {},
    { zone, certificateArn },
    { zone: { id: 'not a zone', name: 'example.org' } },
    { name: 'https://x' },
  ])('is refused with what to write when it is %j', (domain) => {
    expect(() => testNewsletter(withDomain(domain))).toThrow(ConfigError);
    expect(() => testNewsletter(withDomain(domain))).toThrow(/aws\.domain/);
  });
});
