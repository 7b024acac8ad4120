import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { beforeEach, describe, expect, it } from 'vitest';
import { inScheme } from '../../../../cli/local/outbox/colour-scheme.ts';
import { anOutbox } from './some-mails.ts';

let outbox: ReturnType<typeof anOutbox>;
beforeEach(() => {
  outbox = anOutbox();
});

describe('a hostile mail', () => {
  const evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>{{7*7}}';

  it('stays text in every page about it', async () => {
    const encoded = `=?utf-8?B?${Buffer.from(evil).toString('base64')}?=`;
    const id = await outbox.send({
      subject: encoded,
      from: `${encoded} <wire@example.com>`,
      text: evil,
      html: `<a href="https://example.com/?${encodeURIComponent(evil)}">${evil.replaceAll('<', '&lt;')}</a>`,
      headers: 'X-Evil: </pre><script>alert(3)</script>\r\n',
    });
    const views = ['preview', 'text', 'headers', 'links', 'events', 'source'].map(
      (v) => `/outbox/${id}?view=${v}`,
    );
    for (const path of ['/outbox', `/outbox?q=${encodeURIComponent(evil)}`, ...views]) {
      const { document } = parseHTML(await outbox.page(path));
      expect(document.querySelectorAll('script, [onerror]')).toHaveLength(0);
      expect(document.querySelectorAll('img')).toHaveLength(1);
    }
    const { document } = parseHTML(await outbox.page('/outbox'));
    expect(document.querySelector('.subject')?.textContent).toBe(evil);
  });

  it('has no way out of its frame', async () => {
    const id = await outbox.send({ html: '<script>alert(1)</script><form action="/x"></form>' });
    const policy = (await outbox.get(`/outbox/${id}/body`)).headers.get('content-security-policy') ?? '';
    const rules = policy.split('; ');
    expect(rules).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        'img-src https: data:',
        "style-src 'unsafe-inline'",
        "form-action 'none'",
        "frame-ancestors 'self'",
        'sandbox',
      ]),
    );
    expect(policy).not.toMatch(/script-src|allow-/);
  });
});

describe('every page', () => {
  it('forbids scripts, framing, guessing, caching and telling where one came from', async () => {
    const id = await outbox.send();
    const paths = ['/outbox', '/outbox.json', '/outbox/nope', '/outbox/style.css', `/outbox/${id}`];
    for (const path of [...paths, `/outbox/${id}/mail.eml`, `/outbox/${id}/body`]) {
      const { headers } = await outbox.get(path);
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('content-security-policy')).toMatch(
        path.endsWith('/body') ? /frame-ancestors 'self'/ : /frame-ancestors 'none'/,
      );
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('cache-control')).toBe('no-store');
      expect(headers.get('referrer-policy')).toBe('no-referrer');
    }
  });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('refuses %s', async (method) => {
    const id = await outbox.send();
    for (const path of ['/outbox', '/outbox.json', `/outbox/${id}`, `/outbox/${id}/body`]) {
      const answer = await outbox.get(path, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
    expect(outbox.store.list().total).toBe(1);
  });

  it('is for this machine’s own name only', async () => {
    const ask = async (host: string) => (await outbox.get('/outbox', { headers: { host } })).status;
    expect(await Promise.all(['localhost:8025', '127.0.0.1', '[::1]:80'].map(ask))).toEqual([200, 200, 200]);
    expect(
      await Promise.all(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io:8025'].map(ask)),
    ).toEqual([403, 403, 403]);
  });

  it('does not reach beyond its own paths', async () => {
    expect((await outbox.get('/', { headers: { host: 'news.example.com' } })).status).toBe(404);
    expect((await outbox.get('/outboxes', { method: 'POST' })).status).toBe(404);
  });
});

describe('the chosen colours', () => {
  const mail =
    '<meta name="color-scheme" content="light dark"><style>:root{color-scheme: light dark;supported-color-schemes: light dark}' +
    '@media (prefers-color-scheme: dark){p{color:white}}@media (prefers-color-scheme:light) and (min-width: 9px){p{color:black}}' +
    '</style><p>In (prefers-color-scheme: dark) it is night; color-scheme: x</p>';

  it('answer the mail’s media queries, and touch nothing but its styles', () => {
    expect(inScheme(mail, 'dark')).toBe(
      '<meta name="color-scheme" content="dark"><style>:root{color-scheme: dark;supported-color-schemes: light dark}' +
        '@media (min-width: 0){p{color:white}}@media (max-width: 0) and (min-width: 9px){p{color:black}}' +
        '</style><p>In (prefers-color-scheme: dark) it is night; color-scheme: x</p>',
    );
    expect(inScheme(mail, 'light')).toContain(
      '@media (max-width: 0){p{color:white}}@media (min-width: 0) and',
    );
  });

  it('leave a mail without styles as it is', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const html = `<p>${text.replaceAll('<', '&lt;')}</p>`;
        expect(inScheme(html, 'dark')).toBe(html);
      }),
    );
  });
});
