import { Cron } from 'croner';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { schedulerCron } from '../../lambdas/core/scheduler-cron.ts';
import { awsMatches } from './support/aws-cron.ts';

describe("an edition's cron in EventBridge Scheduler's dialect", () => {
  it.each([
    ['0 7 * * *', 'cron(0 7 * * ? *)'],
    ['30 6 * * 1-5', 'cron(30 6 ? * 2-6 *)'],
    ['0 9 * * 0', 'cron(0 9 ? * 1 *)'],
    ['0 9 * * 7', 'cron(0 9 ? * 1 *)'],
    ['0 9 * * sun', 'cron(0 9 ? * 1 *)'],
    ['0 9 * * MON,wed,Fri', 'cron(0 9 ? * 2,4,6 *)'],
    ['0 9 * * mon-fri', 'cron(0 9 ? * 2-6 *)'],
    ['0 9 * * 5-7', 'cron(0 9 ? * 1,6-7 *)'],
    ['0 9 * * */2', 'cron(0 9 ? * 1,3,5,7 *)'],
    ['0 9 * * 1-5/2', 'cron(0 9 ? * 2,4,6 *)'],
    ['*/15 * * * *', 'cron(0,15,30,45 * * * ? *)'],
    ['0 8-18/2 * * *', 'cron(0 8,10,12,14,16,18 * * ? *)'],
    ['0 7 1,15 * *', 'cron(0 7 1,15 * ? *)'],
    ['0 7 1 jan-mar,10 *', 'cron(0 7 1 1-3,10 ? *)'],
    ['0 7 L * *', 'cron(0 7 L * ? *)'],
    ['0 7 15w * *', 'cron(0 7 15W * ? *)'],
    ['0 7 * * 5#2', 'cron(0 7 ? * 6#2 *)'],
    ['0 7 * * fri#L', 'cron(0 7 ? * 6L *)'],
    ['  0   7  *  *  1 ', 'cron(0 7 ? * 2 *)'],
  ])('%s becomes %s', (ours, theirs) => {
    expect(schedulerCron(ours)).toBe(theirs);
  });

  it.each([
    ['0 7 * *', /five fields/],
    ['0 0 7 * * *', /five fields/],
    ['0 7 1 * 1', /cannot combine/],
    ['60 7 * * *', /minute "60".*0 to 59/],
    ['0 24 * * *', /hour "24".*0 to 23/],
    ['0 7 0 * *', /day of month "0".*1 to 31/],
    ['0 7 * 13 *', /month "13".*1 to 12/],
    ['0 7 * * 8', /weekday "8".*0 to 7/],
    ['0 7 * * fri-mon', /weekday "fri-mon".*backwards/],
    ['5/15 7 * * *', /minute "5\/15".*step/],
    ['*/0 7 * * *', /minute "\*\/0".*step/],
    ['0 7 * * noon', /weekday "noon"/],
    ['0 7 * * 1--3', /weekday "1--3"/],
  ])('%s is refused and the field named', (pattern, message) => {
    expect(() => schedulerCron(pattern)).toThrow(message);
  });

  it('fires at the same minutes as croner, which the laptop runs', () => {
    fc.assert(
      fc.property(pattern, instants, (cron, moments) => {
        const ours = new Cron(cron, { paused: true, mode: '5-part', timezone: 'UTC' });
        const theirs = schedulerCron(cron);
        const dates = [...moments, ...ours.nextRuns(3, moments[0])];
        expect(dates.map((date) => awsMatches(theirs, date))).toEqual(dates.map((date) => ours.match(date)));
      }),
      { numRuns: 300 },
    );
  });

  it('stays within the 256 characters of a ScheduleExpression', () => {
    fc.assert(
      fc.property(pattern, (cron) => {
        expect(schedulerCron(cron).length).toBeLessThanOrEqual(256);
      }),
    );
  });
});

const item = (min: number, max: number) =>
  fc.oneof(
    fc.integer({ min, max }).map(String),
    fc
      .tuple(fc.integer({ min, max }), fc.integer({ min, max }))
      .map(([a, b]) => `${Math.min(a, b)}-${Math.max(a, b)}`),
    fc
      .tuple(fc.integer({ min, max }), fc.integer({ min, max }), fc.integer({ min: 1, max: max - min }))
      .map(([a, b, step]) => `${Math.min(a, b)}-${Math.max(a, b)}/${step}`)
      .filter((text) => stepFits(text)),
    fc.integer({ min: 1, max: max - min }).map((step) => `*/${step}`),
  );

/** croner refuses a step that is longer than its range. */
function stepFits(text: string): boolean {
  const [, from, to, step] = /^(\d+)-(\d+)\/(\d+)$/.exec(text) ?? [];
  return Number(step) <= Number(to) - Number(from) + 1;
}

const field = (min: number, max: number) =>
  fc.oneof(
    fc.constant('*'),
    fc.array(item(min, max), { minLength: 1, maxLength: 3 }).map((items) => items.join(',')),
  );

const pattern = fc
  .tuple(
    field(0, 59),
    field(0, 23),
    field(1, 12),
    fc.oneof(
      field(1, 31).map((day) => [day, '*'] as const),
      field(0, 7).map((weekday) => ['*', weekday] as const),
    ),
  )
  .map(([minute, hour, month, [day, weekday]]) => `${minute} ${hour} ${day} ${month} ${weekday}`);

/** Random minutes of a few years, whole hours among them so that rare patterns meet some. */
const instants = fc.array(
  fc
    .integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 })
    .map((minutes) => new Date(minutes * 60_000)),
  { minLength: 50, maxLength: 50 },
);
