import { beforeEach, describe, expect, it } from 'vitest';
import { devClockApp } from '../../cli/local/dev-clock.ts';
import { type TimeMachine, timeMachine } from '../../cli/local/time-machine.ts';

const NOTHING = {
  queues: [],
  outbox: { events: () => [], cursor: () => 0 },
};
const HOUR = 3_600_000;

describe('/dev/clock', () => {
  let time: TimeMachine;
  beforeEach(() => {
    time = timeMachine(new Date('2026-10-24T00:00:00Z'));
  });

  const ask = (init: RequestInit = {}, host = 'localhost:8025') =>
    devClockApp(time, NOTHING).request(`http://${host}/dev/clock`, { ...init, headers: { host } });
  const move = (body: unknown) => ask({ method: 'POST', body: JSON.stringify(body) });
  const timeIn = async (answer: Response) => ((await answer.json()) as { now: string }).now.slice(0, 16);

  it('tells the time', async () => {
    expect(await timeIn(await ask())).toBe('2026-10-24T00:00');
  });

  it('goes to a time, and on from there', async () => {
    expect(await timeIn(await move({ to: '2026-10-25T07:00:00+01:00' }))).toBe('2026-10-25T06:00');
    expect(await timeIn(await move({ forward: '90m' }))).toBe('2026-10-25T07:30');
  });

  it('stops at every event on the way, and waits until its work is done', async () => {
    const seen: string[] = [];
    const everyHour = async () => {
      for (let hour = 0; hour < 3; hour += 1) {
        await time.clock.sleep(HOUR);
        await time.activity.track(async () => {
          await new Promise(setImmediate);
          seen.push(time.clock.now().toISOString().slice(11, 16));
        });
      }
    };
    const running = everyHour();
    await move({ forward: '12h' });
    await running;
    expect(seen).toEqual(['01:00', '02:00', '03:00']);
  });

  it.each([
    [{}],
    [{ to: 'tomorrow' }],
    [{ to: '2026-10-23T00:00:00Z' }],
    [{ to: '2030-01-01T00:00:00Z' }],
    [{ forward: 'a day' }],
    [{ forward: '1h', to: '2026-10-25T00:00:00Z' }],
    ['later'],
  ])('refuses %j, says how, and stays where it is', async (body) => {
    const answer = await move(body);
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { error: string }).error).toContain('{"forward": "2h"}');
    expect(await timeIn(await ask())).toBe('2026-10-24T00:00');
  });

  it('answers nobody who came by another name', async () => {
    expect((await ask({}, 'evil.example')).status).toBe(403);
    const body = JSON.stringify({ forward: '1h' });
    const foreign = await devClockApp(time, NOTHING).request('http://localhost:8025/dev/clock', {
      method: 'POST',
      body,
      headers: { host: 'localhost:8025', origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
  });
});
