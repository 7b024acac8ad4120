import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { manageSubscriptionApp } from '../../lambdas/functions/manage-subscription/app.ts';
import { aSystem } from '../support/system.ts';
import { readable } from './support/permissions.ts';
import { resource, resources, synthesize } from './support/synth.ts';

describe("the readers' pages", () => {
  let app: Template;
  beforeAll(() => {
    app = synthesize().app;
  });

  it('answer what their app answers, and nothing else', async () => {
    const routes = resources(app, 'AWS::ApiGatewayV2::Route').map(({ properties }) => properties.RouteKey);
    // Hono answers HEAD by the route of GET and leaves `ALL` to middleware.
    const served = manageSubscriptionApp(await aSystem()).routes.filter(({ method }) => method !== 'ALL');
    const keys = served.flatMap(({ method, path }) => {
      const key = path.replace(/:(\w+)/g, '{$1}');
      return method === 'GET' && key !== '/healthz' ? [`GET ${key}`, `HEAD ${key}`] : [`${method} ${key}`];
    });
    // Browsers ask before another site's page calls the API; its middleware answers.
    keys.push(...keys.filter((key) => key.includes(' /api/')).map((key) => key.replace(/^\w+/, 'OPTIONS')));
    expect(keys.length).toBeGreaterThan(10);
    expect(routes.sort()).toEqual([...new Set(keys)].sort());
  });

  it('are all answered by manage-subscription, in the format that its adapter reads', () => {
    const { id, properties } = resource(app, 'AWS::ApiGatewayV2::Integration');
    expect(properties).toMatchObject({ IntegrationType: 'AWS_PROXY', PayloadFormatVersion: '2.0' });
    expect(readable(properties.IntegrationUri)).toBe('{ManageSubscriptionFunction.Arn}');
    for (const route of resources(app, 'AWS::ApiGatewayV2::Route')) {
      expect(readable(route.properties.Target)).toContain(readable({ Ref: id }));
    }
  });

  it('stand behind a throttle, on a stage without a path of its own', () => {
    expect(resource(app, 'AWS::ApiGatewayV2::Stage').properties).toMatchObject({
      StageName: '$default',
      AutoDeploy: true,
      DefaultRouteSettings: { ThrottlingRateLimit: 50, ThrottlingBurstLimit: 100 },
    });
  });

  it("log each request without the reader's token, address or agent", () => {
    const { Format: format } = resource(app, 'AWS::ApiGatewayV2::Stage').properties.AccessLogSettings;
    expect(Object.values(JSON.parse(format))).toEqual([
      '$context.requestId',
      '$context.routeKey',
      '$context.status',
      '$context.responseLatency',
      '$context.integrationErrorMessage',
    ]);
  });
});

describe('the outputs', () => {
  it('hold what the command line needs and the next command', () => {
    const outputs = synthesize().app.findOutputs('*');
    const text = (name: string) => readable(outputs[name]?.['Value']);
    expect({
      bucket: text('BucketName'),
      table: text('TableName'),
      plan: text('PlanQueueUrl'),
      delivery: text('DeliveryQueueUrl'),
      publish: text('PublishFunctionName'),
      pages: text('PagesUrl'),
      tokens: text('TokenSecretArn'),
      next: text('NextStep'),
    }).toEqual({
      bucket: '{Data.IssuesBucket}',
      table: '{Data.NewsletterTable}',
      plan: '{PlanQueue}',
      delivery: '{DeliveryQueue}',
      publish: '{PublishIssueFunction}',
      pages: '{PagesApi.ApiEndpoint}',
      tokens: '{Data.TokensSecret}',
      next: 'npx briefwire inbox add briefings/morning-wire.md --aws',
    });
  });
});
