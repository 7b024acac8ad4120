import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';
import type { Newsletter } from '../../lambdas/core/config.ts';

/** `aws.domain` of the config. */
export type OwnDomain = NonNullable<Newsletter['aws']['domain']>;

/** One record for the owner's DNS. */
export interface DnsRecord {
  readonly name: string;
  readonly type: 'CNAME';
  readonly value: string;
}

/**
 * The pages under a name of the publisher's own. With its Route 53 zone in this account everything is done here; without
 * one the certificate is there already, and the owner publishes one CNAME.
 */
export class PagesDomain extends Construct {
  /** What the owner has to publish. */
  readonly dnsRecords: readonly DnsRecord[];

  constructor(scope: Construct, id: string, domain: OwnDomain, stage: apigateway.IHttpStage) {
    super(scope, id);
    const zone =
      'zone' in domain
        ? route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', {
            hostedZoneId: domain.zone.id,
            zoneName: domain.zone.name,
          })
        : undefined;
    const name = new apigateway.DomainName(this, 'Name', {
      domainName: domain.name,
      certificate: this.certificate(domain, zone),
      securityPolicy: apigateway.SecurityPolicy.TLS_1_2,
    });
    new apigateway.ApiMapping(this, 'Mapping', { api: stage.api, domainName: name, stage });
    this.dnsRecords = zone ? [] : [{ name: domain.name, type: 'CNAME', value: name.regionalDomainName }];
    if (!zone) return;
    const target = route53.RecordTarget.fromAlias(
      new ApiGatewayv2DomainProperties(name.regionalDomainName, name.regionalHostedZoneId),
    );
    // Without its trailing dot the library would take the name as one below the zone.
    const record = { zone, recordName: `${domain.name}.`, target };
    new route53.ARecord(this, 'Address', record);
    new route53.AaaaRecord(this, 'AddressV6', record);
  }

  private certificate(domain: OwnDomain, zone: route53.IHostedZone | undefined): ICertificate {
    if ('certificateArn' in domain) {
      return Certificate.fromCertificateArn(this, 'Certificate', domain.certificateArn);
    }
    return new Certificate(this, 'Certificate', {
      domainName: domain.name,
      validation: CertificateValidation.fromDns(zone),
    });
  }
}
