import { describe, expect, it } from 'vitest';
import { jsonLog, type LogOptions } from '../../lambdas/adapters/log.ts';

/** Reports one event and gives back the line as text and as data. */
function logged(event: { code: string } & Record<string, unknown>, options: LogOptions = {}) {
  const lines: string[] = [];
  jsonLog({ ...options, destination: { write: (line) => void lines.push(line) } })(event);
  const text = lines.join('');
  return { text, data: text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>) };
}

describe('the log', () => {
  it('writes one JSON line with level, time, code and fields', () => {
    const { text, data } = logged(
      { code: 'chunk-sent', issueId: 'daily.1', accepted: 50 },
      { fields: { function: 'deliver-mail' } },
    );
    expect(text).toMatch(/^\{.*\}\n$/);
    expect(data).toMatchObject({
      level: 'info',
      code: 'chunk-sent',
      issueId: 'daily.1',
      accepted: 50,
      function: 'deliver-mail',
    });
    expect(Date.parse(String(data?.['time']))).not.toBeNaN();
  });

  it('takes an event’s own level, and leaves out what is below its own', () => {
    expect(logged({ code: 'x', level: 'error' }).data).toMatchObject({ level: 'error' });
    expect(logged({ code: 'x', level: 'debug' }).text).toBe('');
    expect(logged({ code: 'x', level: 'shout' }).data).toMatchObject({ level: 'info' });
  });

  it('names no person and no secret, however deep they stand', () => {
    const { text } = logged({
      code: 'x',
      reader: { id: 'anna', Email: 'anna@example.com', deeper: [{ token: 'T0KEN', to: 'ben@example.com' }] },
      detail:
        'Address <cem+news@example.com> is on https://news.example.com/u?t=SECRET#now, said dora@example.org.',
    });
    expect(text).toContain('"id":"anna"');
    expect(text).toContain('https://news.example.com/u?…');
    expect(text).not.toMatch(/example\.com>|anna@|ben@|cem|dora|T0KEN|SECRET/);
  });

  it('writes errors with their causes, without the addresses in them', () => {
    const cause = Object.assign(new Error('no route to anna@example.com'), { code: 'EHOSTUNREACH' });
    const { text, data } = logged({ code: 'x', error: new TypeError('failed', { cause }) });
    expect(data?.['error']).toMatchObject({
      type: 'TypeError',
      message: 'failed',
      cause: { message: 'no route to (address)', code: 'EHOSTUNREACH' },
    });
    expect(text).not.toContain('anna@');
  });

  it('survives what JSON does not know', () => {
    const ring: Record<string, unknown> = { big: 12n, raw: new Uint8Array(3), nothing: undefined };
    ring['self'] = ring;
    const { data } = logged({ code: 'x', ring, bytes: new Uint8Array(3), map: new Map([['a', 1]]) });
    expect(data).toMatchObject({ bytes: '(3 bytes)', map: { a: 1 }, ring: { big: '12', raw: '(redacted)' } });
  });
});
