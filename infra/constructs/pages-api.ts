import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as apigateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { OwnerAlarms } from './owner-alarms.ts';
import { type DnsRecord, type OwnDomain, PagesDomain } from './pages-domain.ts';

/** Requests a second, and at one instant. A one-click wave after a large send stays below; a flood costs nothing. */
const RATE = 50;
const BURST = 100;

/** No path, address or agent: the path holds a reader's token, the address is personal data. */
const ACCESS_LOG = AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    route: '$context.routeKey',
    status: '$context.status',
    latencyMs: '$context.responseLatency',
    error: '$context.integrationErrorMessage',
  }),
);

const FAILING = {
  impact: 'Readers see an error page: sign-ups, unsubscribes and preferences fail.',
  runbook: 'The pages fail',
};

/** One path of the pages and the methods it answers. */
export interface PageRoute {
  /** e.g. `/u/{token}`. */
  readonly path: string;
  readonly methods: readonly apigateway.HttpMethod[];
}

export interface PagesApiProps {
  readonly alarms: OwnerAlarms;
  /** A name of the publisher's own for the pages; without one they have the API's. */
  readonly domain?: OwnDomain;
}

/**
 * The readers' pages on one public address. An HTTP API, not a Function URL: its throttle stands before the function,
 * and CloudFront in front of a Function URL breaks the plain POSTs of one-click unsubscribes.
 */
export class PagesApi extends Construct {
  /** `https://...`, without a slash at its end. */
  readonly url: string;
  /** What the owner has to publish for the domain of the pages; empty where this stack does it or there is none. */
  readonly dnsRecords: readonly DnsRecord[];
  private readonly api: apigateway.HttpApi;

  constructor(scope: Construct, id: string, props: PagesApiProps) {
    super(scope, id);
    this.api = new apigateway.HttpApi(this, 'Api', {
      createDefaultStage: false,
      description: "Briefwire: the readers' pages.",
    });
    this.url = props.domain ? `https://${props.domain.name}` : this.api.apiEndpoint;
    const stage = new apigateway.HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: { rateLimit: RATE, burstLimit: BURST },
      accessLogSettings: {
        destination: new apigateway.LogGroupLogDestination(
          new logs.LogGroup(this, 'AccessLogs', {
            retention: logs.RetentionDays.ONE_MONTH,
            removalPolicy: RemovalPolicy.DESTROY,
          }),
        ),
        format: ACCESS_LOG,
      },
    });
    const domain = props.domain && new PagesDomain(this, 'Domain', props.domain, stage);
    this.dnsRecords = domain?.dnsRecords ?? [];
    const faults = this.metric('5xx').with({ period: Duration.minutes(5) });
    props.alarms.when(this, 'Failing', { metric: faults, above: 2 }, FAILING);
  }

  /** Requests in a period: all, refused, failed. */
  metric(name: 'Count' | '4xx' | '5xx'): cloudwatch.Metric {
    return new cloudwatch.Metric({
      namespace: 'AWS/ApiGateway',
      metricName: name,
      dimensionsMap: { ApiId: this.api.apiId },
      statistic: cloudwatch.Stats.SUM,
      period: Duration.hours(1),
    });
  }

  /**
   * Sends these requests to `fn`; every other path is a 404 that costs no run. Call it after the function knows `url`,
   * so that neither waits for the other.
   */
  serve(fn: lambda.IFunction, routes: readonly PageRoute[]): void {
    const integration = new HttpLambdaIntegration('Pages', fn);
    for (const route of routes) {
      const made = this.api.addRoutes({ path: route.path, methods: [...route.methods], integration });
      for (const each of made) {
        Validations.of(each).acknowledge({
          id: 'AwsSolutions-APIG4',
          reason:
            'Readers have no account: the token in the path is the authorisation, and mail providers call it without any other.',
        });
      }
    }
  }
}
