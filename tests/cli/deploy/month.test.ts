import { describe, expect, it } from 'vitest';
import { dollars, monthCost, monthText, slotsOfMonth, standingOf } from '../../../cli/deploy/month.ts';
import { parseNewsletter } from '../../../lambdas/core/config.ts';
import sample from '../../../newsletter.config.ts';

const NOW = new Date('2026-11-24T12:00:00Z');
const withCron = (...crons: string[]) =>
  parseNewsletter({
    ...sample,
    editions: crons.map((cron, index) => ({ id: `e${index}`, title: 'Edition', cron })),
  });
const template = (...types: string[]) => ({
  Resources: Object.fromEntries(types.map((Type, index) => [`R${index}`, { Type }])),
});

describe('a month', () => {
  it.each([
    [['0 7 * * *'], 30],
    [['0 7 * * 1-5'], 22],
    [['0 7 * * *', '0 9 * * 0'], 34],
    [['0 7 30 2 *'], 0],
  ])('has of the crons %j %i issues', (crons, issues) => {
    expect(slotsOfMonth(withCron(...crons), NOW)).toBe(issues);
  });

  it('costs what stands in both stacks, and the mails of every issue', () => {
    const templates = [
      template('AWS::SecretsManager::Secret', 'AWS::DynamoDB::Table'),
      template(
        'AWS::CloudWatch::Alarm',
        'AWS::CloudWatch::Alarm',
        'AWS::Logs::MetricFilter',
        'AWS::CloudWatch::Dashboard',
      ),
    ];
    expect(standingOf(templates)).toEqual({ alarms: 2, metrics: 1, dashboards: 1, secrets: 1 });
    const cost = monthCost(withCron('0 7 * * *'), templates, {
      now: NOW,
      perSecond: 14,
      readers: [1_000, 2_000],
    });
    expect(cost.standing.alone).toBeCloseTo(0.4);
    // Ten cents a thousand for SES alone, thirty times.
    expect(cost.mails[0]?.usd).toBeGreaterThan(3);
    expect(cost.mails[1]?.usd).toBeGreaterThan(6);
    expect(monthText(cost)).toContain('for 30 issues: 1000 readers');
  });

  it.each([
    [0, '0.00'],
    [0.004, '0.004'],
    [0.9, '0.90'],
    [12.345, '12.35'],
    [109.3, '109'],
  ])('%d is written %s', (usd, text) => {
    expect(dollars(usd)).toBe(text);
  });
});
