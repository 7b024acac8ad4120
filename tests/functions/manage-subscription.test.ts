import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import { manageSubscriptionApp } from '../../lambdas/functions/manage-subscription/app.ts';
import { manageSubscriptionHandler } from '../../lambdas/functions/manage-subscription/handler.ts';
import { aNewsletter } from '../support/issue-builders.ts';
import { aReader, aSystem, type System, testTokens } from '../support/system.ts';

let system: System;
const path = (purpose: 'unsubscribe' | 'preferences', id = 'ada') =>
  `/${purpose[0]}/${testTokens.make(purpose, { id, consentVersion: 1 }, system.clock.now())}`;
const state = async () => (await system.subscribers.get('ada'))?.state;
const ask = (url: string, init?: RequestInit) => manageSubscriptionApp(system).request(url, init);
const form = (fields: [string, string][]) => ({ method: 'POST', body: new URLSearchParams(fields) });

beforeEach(async () => {
  system = await aSystem();
  await system.subscribers.add(aReader({ id: 'ada', language: 'de', sections: ['world'] }));
});

describe('the unsubscribe link', () => {
  it.each(['GET', 'HEAD'])('changes nothing on %s', async (method) => {
    const answer = await ask(path('unsubscribe'), { method });
    expect(answer.status).toBe(200);
    expect(await state()).toBe('active');
  });

  it('shows one button, in the reader’s language', async () => {
    const html = await (await ask(path('unsubscribe'))).text();
    expect(html).toContain('<html lang="de"');
    expect(html.match(/<button/g)).toHaveLength(1);
    expect(html).toContain('<form method="post">');
  });

  it.each<[string, RequestInit]>([
    ['no body', {}],
    ['an urlencoded body', { body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) }],
    [
      'a multipart body',
      {
        headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
        body: '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      },
    ],
    ['a body that is no form', { headers: { 'Content-Type': 'application/json' }, body: '{' }],
    ['another origin', { headers: { Origin: 'https://mail.example.net', 'Sec-Fetch-Site': 'cross-site' } }],
  ])('unsubscribes on POST with %s, at once, again and again', async (_, init) => {
    for (const _time of [1, 2]) {
      const answer = await ask(path('unsubscribe'), { method: 'POST', ...init });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(await answer.text()).toContain('Sie sind abgemeldet');
    }
    expect(await state()).toBe('unsubscribed');
  });

  it.each(['/u/nonsense', '/u/', `/u/${'x'.repeat(3000)}`, '/u/%00', '/p/nonsense', '/elsewhere'])(
    'that is wrong (%s) gets a page that helps, with status 404',
    async (url) => {
      for (const method of ['GET', 'POST']) {
        const answer = await ask(url, { method, headers: { 'Accept-Language': 'de-DE, en;q=0.5' } });
        expect(answer.status).toBe(404);
        expect(await answer.text()).toContain('mailto:editor@example.com');
      }
    },
  );
});

describe('the preferences link', () => {
  it('shows what the reader has now', async () => {
    const html = await (await ask(path('preferences'))).text();
    expect(html).toMatch(/value="world" checked/);
    expect(html).not.toMatch(/value="markets" checked/);
    expect(html).toMatch(/<option value="de" lang="de" selected>Deutsch</);
    expect(html).not.toContain('<input type="radio"');
    expect(html).toMatch(/href="https:\/\/news\.example\.com\/u\/[\w-]+"/);
  });

  it('saves a choice and says so', async () => {
    const fields: [string, string][] = [
      ['section', 'markets'],
      ['section', 'science'],
      ['language', 'en'],
    ];
    const answer = await ask(path('preferences'), form(fields));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('role="status">Saved.');
    expect(await system.subscribers.get('ada')).toMatchObject({
      sections: ['markets', 'science'],
      language: 'en',
      edition: 'daily',
    });
  });

  it('offers the editions when there are several', async () => {
    const editions = [
      { id: 'daily', title: { en: 'Daily', de: 'Täglich' }, cron: '0 7 * * *' },
      { id: 'weekly', title: { en: 'Weekly', de: 'Wöchentlich' }, cron: '0 7 * * 1' },
    ];
    system = await aSystem({ newsletter: aNewsletter({ editions }), stores: system });
    expect(await (await ask(path('preferences'))).text()).toMatch(/value="daily" checked> Täglich/);
    await ask(
      path('preferences'),
      form([
        ['section', 'world'],
        ['language', 'de'],
        ['edition', 'weekly'],
      ]),
    );
    expect((await system.subscribers.get('ada'))?.edition).toBe('weekly');
  });

  it.each([
    [[['language', 'de']], 'Wählen Sie mindestens eine Rubrik'],
    [
      [
        ['section', 'sport'],
        ['language', 'de'],
      ],
      'Die Seite war veraltet',
    ],
  ] as [[string, string][], string][])('saves nothing of %j and says why', async (fields, sentence) => {
    const answer = await ask(path('preferences'), form(fields));
    expect(answer.status).toBe(422);
    expect(await answer.text()).toContain(sentence);
    expect((await system.subscribers.get('ada'))?.sections).toEqual(['world']);
  });

  it('refuses a form of more than 16 KB', async () => {
    const answer = await ask(path('preferences'), form([['section', 'x'.repeat(20_000)]]));
    expect(answer.status).toBe(413);
  });
});

describe('every page', () => {
  it('is kept by nobody, seen by no search engine, and runs our script alone', async () => {
    for (const url of [path('unsubscribe'), path('preferences'), '/u/nonsense']) {
      const { headers } = await ask(url);
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
      expect(headers.get('x-robots-tag')).toBe('noindex');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'$/,
      );
    }
  });

  it('says so in a page when the store is away, and logs neither token nor address', async () => {
    const subscribers = {
      ...system.subscribers,
      get: () => Promise.reject(new Error('ada@example.org is away')),
    };
    const url = path('unsubscribe');
    const answer = await manageSubscriptionApp({ ...system, subscribers }).request(url);
    expect(answer.status).toBe(500);
    expect(await answer.text()).toContain('nothing was changed');
    expect(JSON.stringify(system.reports)).toContain('page-failed');
    expect(JSON.stringify(system.reports)).not.toMatch(new RegExp(`@|${url.slice(3)}`));
  });

  it('leaves the paths of a host that mounts it alone', async () => {
    const { Hono } = await import('hono');
    const host = new Hono()
      .route('/', manageSubscriptionApp(system))
      .get('/outbox', (context) => context.text('mails'));
    const answer = await host.request('/outbox');
    expect(await answer.text()).toBe('mails');
    expect(answer.headers.get('content-security-policy')).toBeNull();
    expect(await (await host.request('/healthz')).json()).toEqual({ ok: true });
  });
});

describe('the Lambda function', () => {
  const event = (method: string, rawPath: string, body?: string, base64 = false) =>
    ({
      version: '2.0',
      routeKey: '$default',
      rawPath,
      rawQueryString: '',
      headers: { host: 'news.example.com', 'content-type': 'application/x-www-form-urlencoded' },
      requestContext: {
        http: { method, path: rawPath, sourceIp: '192.0.2.1' },
        domainName: 'news.example.com',
      },
      ...(body !== undefined && { body: base64 ? Buffer.from(body).toString('base64') : body }),
      isBase64Encoded: base64,
    }) as unknown as APIGatewayProxyEventV2;
  const invoke = async (each: APIGatewayProxyEventV2) =>
    (await manageSubscriptionHandler(system)(
      each as never,
      {} as Context as never,
    )) as APIGatewayProxyStructuredResultV2;

  it('answers an event of the HTTP API', async () => {
    const answer = await invoke(event('GET', path('unsubscribe')));
    expect(answer).toMatchObject({ statusCode: 200, isBase64Encoded: false });
    expect(answer.body).toContain('<button');
  });

  it.each([true, false])('unsubscribes with a body that comes in base64: %s', async (base64) => {
    const answer = await invoke(event('POST', path('unsubscribe'), 'List-Unsubscribe=One-Click', base64));
    expect(answer.statusCode).toBe(200);
    expect(await state()).toBe('unsubscribed');
  });

  it('unsubscribes with a multipart body in base64, and with none', async () => {
    const multipart = event(
      'POST',
      path('unsubscribe'),
      '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
      true,
    );
    multipart.headers['content-type'] = 'multipart/form-data; boundary=b';
    expect((await invoke(multipart)).statusCode).toBe(200);
    expect(await state()).toBe('unsubscribed');
    expect((await invoke(event('POST', path('unsubscribe')))).statusCode).toBe(200);
  });

  it('reads a form that comes in base64', async () => {
    await invoke(event('POST', path('preferences'), 'section=science&language=en', true));
    expect((await system.subscribers.get('ada'))?.sections).toEqual(['science']);
  });
});
