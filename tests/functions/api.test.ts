import { beforeEach, describe, expect, it } from 'vitest';
import { aSystem, type System } from '../support/system.ts';
import { aVisitor, linkTo, mailsTo } from '../support/visitor.ts';

let system: System;
const ANNA = 'anna@example.org';
const found = () => system.subscribers.findByEmail(ANNA);

beforeEach(async () => {
  system = await aSystem();
});

async function call(method: string, path: string, body?: unknown, headers: Record<string, string> = {}) {
  const answer = await aVisitor(system).ask(`/api${path}`, {
    method,
    headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { ...answer, json: answer.html ? JSON.parse(answer.html) : undefined };
}

const signUp = (fields: object = {}) => call('POST', '/subscriptions', { email: ANNA, ...fields });

async function aReader(): Promise<{ Authorization: string }> {
  await signUp();
  const token = (await linkTo(system.mailer, ANNA, 'c')).split('/c/')[1];
  const { json } = await call('POST', '/confirmations', { token });
  return { Authorization: `Bearer ${json.token}` };
}

describe('the API', () => {
  it('says what can be chosen from, in the language that the client accepts', async () => {
    const { json, headers } = await call('GET', '/newsletter', undefined, { 'Accept-Language': 'de' });
    expect(json).toMatchObject({
      name: 'The Morning Wire',
      sections: [{ id: 'world', title: 'Welt' }, { id: 'markets' }, { id: 'science' }],
      languages: ['ar', 'de', 'en', 'ja'],
    });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('signs up and confirms, with the words that were agreed to', async () => {
    const asked = await signUp({ sections: ['science'], language: 'ja', wording: 'spring-2027' });
    expect([asked.status, asked.json]).toEqual([202, { status: 'check-your-mail' }]);
    expect(asked.headers.getSetCookie()).toEqual([]);
    const token = (await linkTo(system.mailer, ANNA, 'c')).split('/c/')[1];
    const confirmed = await call('POST', '/confirmations', { token });
    expect(confirmed.json.subscription).toEqual({
      email: ANNA,
      state: 'active',
      sections: ['science'],
      edition: 'daily',
      language: 'ja',
      timeZone: 'Europe/Berlin',
      hour: null,
      pausedUntil: null,
    });
    const reader = await found();
    const [entry] = await system.subscribers.history(reader?.id ?? '');
    expect(entry).toMatchObject({ wording: 'spring-2027', asked: { source: 'api' } });
    expect((await mailsTo(system.mailer, ANNA)).map(({ kind }) => kind)).toEqual(['confirm', 'welcome']);
  });

  it('answers alike for a reader and for nobody', async () => {
    await aReader();
    system.clock.forward(2 * 86_400_000);
    const [known, unknown] = [await signUp(), await signUp({ email: 'nobody@example.org' })];
    expect([known.status, known.html]).toEqual([unknown.status, unknown.html]);
    expect([...known.headers]).toEqual([...unknown.headers]);
  });

  it.each([
    [{ email: 'nobody' }, 422, [{ field: 'email', fault: 'shape' }]],
    [{ email: 'a@b', sections: [] }, 422, [{ field: 'email' }, { field: 'sections', fault: 'no-section' }]],
    [{ email: 'a@example.org', timeZone: 'Mars' }, 422, [{ field: 'timeZone', fault: 'time-zone' }]],
    [{ email: 1 }, 400, [{ field: 'email' }]],
    [{ email: 'a@example.org', admin: true }, 400, [{ field: '' }]],
  ])('refuses %j with %i, field by field', async (fields, status, faults) => {
    const answer = await call('POST', '/subscriptions', fields);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(answer.json.faults).toEqual(faults.map((fault) => expect.objectContaining(fault)));
    expect(system.mailer.taken).toEqual([]);
  });

  it.each([
    ['no JSON', '{', 400, {}],
    ['a form', 'email=a@example.org', 415, { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['20 KB', JSON.stringify({ email: 'x'.repeat(20_000) }), 413, {}],
  ])('refuses %s', async (_, body, status, headers) => {
    const answer = await call('POST', '/subscriptions', body, headers);
    expect(answer.status).toBe(status);
    expect(answer.json.status).toBe(status);
  });

  it('tells and changes the choices of whoever has the token, leaving out what was left out', async () => {
    const reader = await aReader();
    const changed = await call('PATCH', '/subscription', { hour: 6, pausedUntil: '2026-12-24' }, reader);
    expect(changed.json).toMatchObject({ hour: 6, pausedUntil: '2026-12-24', language: 'en' });
    await call('PATCH', '/subscription', { sections: ['world'], pausedUntil: null }, reader);
    const { json } = await call('GET', '/subscription', undefined, reader);
    expect(json).toMatchObject({ sections: ['world'], hour: 6, pausedUntil: null });
    const wrong = await call('PATCH', '/subscription', { edition: 'hourly' }, reader);
    expect(wrong.status).toBe(422);
  });

  it('unsubscribes whoever has the token, and then it opens nothing', async () => {
    const reader = await aReader();
    const left = await call('DELETE', '/subscription', undefined, reader);
    expect([left.status, left.html]).toEqual([204, '']);
    expect(await found()).toMatchObject({ state: 'unsubscribed' });
    const after = await call('GET', '/subscription', undefined, reader);
    expect(after.status).toBe(401);
    expect(after.headers.get('www-authenticate')).toBe('Bearer');
  });

  it.each(['', 'Bearer nonsense', 'Basic YTpi'])('opens nothing for "%s"', async (authorization) => {
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      expect((await call(method, '/subscription', undefined, { Authorization: authorization })).status).toBe(
        401,
      );
    }
  });

  it('answers a browser that asks whether another site may call it', async () => {
    const answer = await call('OPTIONS', '/subscription', undefined, {
      Origin: 'https://blog.example',
      'Access-Control-Request-Method': 'PATCH',
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-methods')).toContain('PATCH');
    expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
  });
});
