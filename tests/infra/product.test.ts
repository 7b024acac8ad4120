import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import type { Role } from 'aws-cdk-lib/aws-iam';
import { CfnQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { specFaults } from '../../infra/validate/service-spec.ts';
import { testProduct } from './support/synth.ts';

describe('the two stacks', () => {
  it('are named after the prefix, so that one account can hold several newsletters', () => {
    const { data, stack } = testProduct({ aws: { stackPrefix: 'Evening' } });
    expect([data.stackName, stack.stackName]).toEqual(['Evening-Data', 'Evening-App']);
  });

  it('name no account and no region and look nothing up', () => {
    const assembly = testProduct().app.synth();
    expect(assembly.stacks.map((each) => each.environment.name)).toEqual([
      'aws://unknown-account/unknown-region',
      'aws://unknown-account/unknown-region',
    ]);
    expect(assembly.manifest.missing).toBeUndefined();
  });

  it('leave nothing of the app behind when it is deleted, and all of the data', () => {
    const { data, stack } = testProduct();
    const kept = (each: Stack) =>
      Object.values<{ Type: string; DeletionPolicy?: string }>(Template.fromStack(each).toJSON()['Resources'])
        .filter(({ DeletionPolicy: policy }) => policy?.startsWith('Retain'))
        .map(({ Type: type }) => type);
    expect(kept(stack)).toEqual([]);
    expect(kept(data).sort()).toEqual([
      'AWS::DynamoDB::Table',
      'AWS::S3::Bucket',
      'AWS::SecretsManager::Secret',
    ]);
  });

  it('carry the name of their newsletter and their stage as tags', () => {
    const { stack, data } = testProduct({ aws: { stackPrefix: 'Evening' } });
    const tags = [
      { Key: 'briefwire:newsletter', Value: 'Evening' },
      { Key: 'briefwire:stage', Value: 'production' },
    ];
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { Tags: tags });
    Template.fromStack(data).hasResourceProperties('AWS::DynamoDB::Table', { Tags: tags });
  });

  it('come a second time beside production, with data of their own and no second identity', () => {
    const { data, stack } = testProduct({}, 'staging');
    expect([data.stackName, stack.stackName]).toEqual(['Briefwire-staging-Data', 'Briefwire-staging-App']);
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::SES::EmailIdentity', 0);
    template.hasResourceProperties('AWS::SQS::Queue', {
      Tags: [
        { Key: 'briefwire:newsletter', Value: 'Briefwire' },
        { Key: 'briefwire:stage', Value: 'staging' },
      ],
    });
    const names = (type: string, property: string) =>
      Object.values(template.findResources(type)).map((each) => each['Properties'][property]);
    expect(names('AWS::CloudWatch::Dashboard', 'DashboardName')).toEqual(['Briefwire-staging-App']);
  });

  it('give no resource a name that a second newsletter would want too, those apart that have its name in theirs', () => {
    const { data, stack } = testProduct();
    const named = [data, stack].flatMap((each) =>
      Object.values<{ Type: string; Properties?: Record<string, unknown> }>(
        Template.fromStack(each).toJSON()['Resources'],
      ).flatMap(({ Type: type, Properties: properties = {} }) =>
        Object.keys(properties)
          .filter((key) =>
            /^(Function|Bucket|Table|Queue|Topic|Role|LogGroup|Alarm|Dashboard)?Name$/.test(key),
          )
          .map((key) => `${type} ${key}`),
      ),
    );
    const ours = named.filter(
      (each) =>
        !/^(AWS::Lambda::(EventSourceMapping|EventInvokeConfig|Permission)|AWS::Logs::MetricFilter)/.test(
          each,
        ),
    );
    expect([...new Set(ours)].sort()).toEqual([
      // API Gateway lets two have the same.
      'AWS::ApiGatewayV2::Api Name',
      'AWS::CloudWatch::Dashboard DashboardName',
      'AWS::Scheduler::ScheduleGroup Name',
    ]);
    Template.fromStack(stack).hasResourceProperties('AWS::Scheduler::ScheduleGroup', {
      Name: Match.stringLikeRegexp('Briefwire-?App'),
    });
  });

  it.each(['Staging', 'a b', '1st', 'a-name-that-is-too-long'])(
    'refuse the stage %j with an example',
    (stage) => {
      expect(() => testProduct({}, stage)).toThrow(/"staging"/);
    },
  );
});

describe('a synth', () => {
  it.each([
    {},
    { aws: { stackPrefix: 'Evening', identity: 'existing' as const } },
    { aws: { identity: 'address' as const, monthlyBudgetUsd: 20 } },
    { aws: { domain: { name: 'news.example.org', zone: { id: 'Z0123456789', name: 'example.org' } } } },
    {
      aws: {
        domain: {
          name: 'news.example.org',
          certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/1',
        },
      },
    },
  ])(
    'has no findings of cdk-nag or the resource specification, whatever the newsletter is called (%o)',
    (changes) => {
      expect(() => testProduct(changes).app.synth()).not.toThrow();
    },
  );

  it('is stopped by cdk-nag at a queue without dead letters and TLS', () => {
    const { app, stack } = testProduct();
    new Queue(stack, 'Planted');
    expect(() => app.synth()).toThrow(
      /Briefwire-App\/Planted[\s\S]*AwsSolutions-SQS3[\s\S]*AwsSolutions-SQS4/,
    );
  });

  it('is stopped by cdk-nag at a wildcard beside the accepted ones', () => {
    const { app, stack, data } = testProduct();
    const role = stack.node.findChild('DeliverMail').node.findChild('Role') as Role;
    data.bucket.bucket.grantDelete(role);
    expect(() => app.synth()).toThrow(/AwsSolutions-IAM5\[Action::s3:DeleteObject\*\]/);
  });

  it('is stopped by the resource specification at a property that is not there', () => {
    const { app, stack } = testProduct();
    const planted = new CfnQueue(stack, 'Planted');
    planted.addPropertyOverride('VisibilityTimeot', 30);
    expect(() => app.synth()).toThrow(/Properties\.VisibilityTimeot: unknown property[^\n]*\(ServiceSpec\)/);
  });
});

describe("AWS's own resource specification", () => {
  it('agrees with every property of both stacks', () => {
    const { data, stack } = testProduct();
    expect([data, stack].flatMap((each) => specFaults(Template.fromStack(each).toJSON()))).toEqual([]);
  });

  const planted = (Type: string, Properties: Record<string, unknown>) => ({
    Resources: { Planted: { Type, Properties } },
  });
  const queue = (properties: Record<string, unknown>) => planted('AWS::SQS::Queue', properties);
  const consumer = (properties: Record<string, unknown>) =>
    planted('AWS::Lambda::EventSourceMapping', { FunctionName: 'send', ...properties });

  it.each([
    [
      'an unknown property',
      queue({ VisibilityTimeot: 30 }),
      'Properties.VisibilityTimeot',
      /unknown property/,
    ],
    [
      'a wrong type',
      queue({ VisibilityTimeout: '30s' }),
      'Properties.VisibilityTimeout',
      /must be a whole number/,
    ],
    [
      'a wrong type inside a list',
      consumer({ FunctionResponseTypes: ['ReportBatchItemFailures', 1] }),
      'Properties.FunctionResponseTypes[1]',
      /must be a string/,
    ],
    [
      'a wrong type inside an object',
      consumer({ ScalingConfig: { MaximumConcurrency: true } }),
      'Properties.ScalingConfig.MaximumConcurrency',
      /must be a whole number/,
    ],
    [
      'a missing required property',
      planted('AWS::Lambda::Function', { Code: {} }),
      'Properties.Role',
      /required property is missing/,
    ],
    ['an unknown type', planted('AWS::SQS::Qeue', {}), 'Type', /not a resource type/],
  ])('finds %s', (_, template, path, message) => {
    expect(specFaults(template)).toEqual([
      { logicalId: 'Planted', path, message: expect.stringMatching(message) },
    ]);
  });

  it('leaves what only CloudFormation can work out', () => {
    expect(
      specFaults(queue({ QueueName: { 'Fn::Sub': 'x' }, VisibilityTimeout: { Ref: 'Seconds' } })),
    ).toEqual([]);
  });
});
