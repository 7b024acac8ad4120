import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { SIZES } from '../../infra/functions.ts';
import { TYPICAL } from '../../lambdas/core/delivery/cost.ts';
import { resources, synthesize } from './support/synth.ts';

describe('the formula of costs', () => {
  let app: Template;
  beforeAll(() => {
    app = synthesize().app;
  });
  const consumer = (prefix: string) =>
    resources(app, 'AWS::Lambda::EventSourceMapping', prefix)[0]?.properties as
      | { readonly BatchSize: number; readonly ScalingConfig: { readonly MaximumConcurrency: number } }
      | undefined;

  it('counts as many senders of as much memory as are deployed', () => {
    expect(TYPICAL.senders).toBe(consumer('DeliveryQueue')?.ScalingConfig.MaximumConcurrency);
    expect(TYPICAL.senderGb * 1024).toBe(SIZES['deliver-mail'].memory);
  });

  it('counts runs of record-feedback as they are deployed, half full', () => {
    expect(TYPICAL.eventsPerRun * 2).toBe(consumer('FeedbackQueue')?.BatchSize);
    expect(TYPICAL.eventRunGb * 1024).toBe(SIZES['record-feedback'].memory);
  });
});
