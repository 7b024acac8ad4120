import type { Template } from 'aws-cdk-lib/assertions';
import { beforeAll, describe, expect, it } from 'vitest';
import { readable } from './support/permissions.ts';
import { resource, resources, synthesize } from './support/synth.ts';

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly title?: string;
    readonly markdown?: string;
    readonly alarms?: readonly string[];
    readonly metrics?: readonly (readonly unknown[])[];
  };
}

describe("the owner's dashboard", () => {
  let app: Template;
  let widgets: readonly Widget[];
  beforeAll(() => {
    app = synthesize().app;
    const body = readable(resource(app, 'AWS::CloudWatch::Dashboard').properties.DashboardBody);
    widgets = JSON.parse(body).widgets;
  });
  const titled = (start: string) => {
    const found = widgets.find(({ properties }) => properties.title?.startsWith(start));
    if (!found) throw new Error(`no widget "${start}" among ${widgets.map((each) => each.properties.title)}`);
    return found.properties;
  };
  const labels = (start: string) =>
    titled(start).metrics?.map((metric) => (metric.at(-1) as { label: string }).label);

  it('begins with the name and the alarms, all of them', () => {
    expect(widgets[0]?.properties.markdown).toContain('# The Test Wire');
    expect(titled('Alarms').alarms).toHaveLength(resources(app, 'AWS::CloudWatch::Alarm').length);
  });

  it('shows what became of the mails, how old the queues are, the pages and the cost', () => {
    const mails = ['sent', 'delivered', 'bounced', 'complained', 'uncertain'];
    expect(labels('Mails in the time shown')).toEqual(mails);
    expect(labels('Mails an hour')).toEqual(mails);
    expect(labels('Age of the oldest message')).toEqual(['plan', 'delivery', 'feedback']);
    expect(labels('Pages')).toEqual(['requests', 'refused (4xx)', 'failed (5xx)']);
    expect(titled('Cost of the whole account').metrics?.[0]?.slice(0, 2)).toEqual([
      'AWS/Billing',
      'EstimatedCharges',
    ]);
  });

  it.each([
    ['accepted', 'DeliverMail', 'chunk-delivered'],
    ['failed', 'DeliverMail', 'chunk-delivered'],
    ['uncertain', 'DeliverMail', 'chunk-delivered'],
    ['delivered', 'RecordFeedback', 'feedback-recorded'],
    ['bounced', 'RecordFeedback', 'feedback-recorded'],
    ['complained', 'RecordFeedback', 'feedback-recorded'],
  ])('counts %s from the lines of %s', (name, fn, code) => {
    const { properties } = resource(app, 'AWS::Logs::MetricFilter', `Mails${name}`);
    expect(readable(properties.LogGroupName)).toBe(`{${fn}Logs}`);
    expect(properties.FilterPattern).toBe(`{ ($.code = "${code}") && ($.${name} > 0) }`);
    expect(properties.MetricTransformations).toMatchObject([
      { MetricName: name, MetricNamespace: 'Briefwire/Briefwire-App', MetricValue: `$.${name}` },
    ]);
  });
});
