import { parseHTML } from 'linkedom';
import { beforeEach, describe, expect, it } from 'vitest';
import { aMail } from '../ses/ses-calls.ts';
import { anOutbox } from './some-mails.ts';

let outbox: ReturnType<typeof anOutbox>;
beforeEach(() => {
  outbox = anOutbox();
});
const open = async (path: string) => parseHTML(await outbox.page(path)).document;

describe('one mail', () => {
  it('is previewed in sandboxed frames at phone and desktop width', async () => {
    const id = await outbox.send();
    const document = await open(`/outbox/${id}`);
    const frames = [...document.querySelectorAll('iframe')];
    expect(frames.map((each) => each.getAttribute('width'))).toEqual(['375', '800']);
    for (const frame of frames) {
      expect(frame.getAttribute('sandbox')).toBe('');
      expect(frame.getAttribute('src')).toBe(`/outbox/${id}/body?scheme=light`);
    }
  });

  it('is previewed at one width and in dark when asked', async () => {
    const id = await outbox.send();
    const document = await open(`/outbox/${id}?width=phone&scheme=dark`);
    const frames = [...document.querySelectorAll('iframe')];
    expect(frames.map((each) => each.getAttribute('width'))).toEqual(['375']);
    expect(frames[0]?.getAttribute('src')).toBe(`/outbox/${id}/body?scheme=dark`);
    const current = [...document.querySelectorAll('.choice [aria-current]')].map((each) => each.textContent);
    expect(current).toEqual(['Phone', 'Dark']);
  });

  it('shows its text, headers and source as they were sent', async () => {
    const id = await outbox.send({ text: 'Two <b>\n  lines', headers: 'X-Folded: one\r\n two\r\n' });
    const shown = async (view: string) =>
      (await open(`/outbox/${id}?view=${view}`)).querySelector('pre')?.textContent;
    expect(await shown('text')).toBe('Two <b>\n  lines');
    expect(await shown('headers')).toMatch(/^From: The Morning Wire.*X-Folded: one\r?\n two/s);
    expect(await shown('source')).toContain('Content-Transfer-Encoding: base64');
  });

  it('lists its links once each, web addresses only', async () => {
    const html =
      '<a href="https://example.com/a">First <b>story</b></a><a href="https://example.com/a">again</a>' +
      '<a href="javascript:alert(1)">no</a><a href="mailto:a@b.de">no</a><a href="#top">no</a>' +
      '<a href="http://localhost:8025/u/x"><img src="x" alt="Unsubscribe"></a>';
    const id = await outbox.send({ html });
    const links = [...(await open(`/outbox/${id}?view=links`)).querySelectorAll('.links a')];
    expect(links.map((each) => [each.textContent, each.getAttribute('href')])).toEqual([
      ['First story', 'https://example.com/a'],
      ['Unsubscribe', 'http://localhost:8025/u/x'],
    ]);
    for (const link of links) expect(link.getAttribute('rel')).toBe('noreferrer noopener');
  });

  it('finds the links of a mail that has only text', async () => {
    const raw = Buffer.from(
      'From: a@example.com\r\nTo: b@example.org\r\n\r\nRead (https://example.com/x?a=1).\r\n',
    );
    const id = await outbox.send({ raw });
    const [link] = (await open(`/outbox/${id}?view=links`)).querySelectorAll('.links a');
    expect(link?.getAttribute('href')).toBe('https://example.com/x?a=1');
    expect(await outbox.page(`/outbox/${id}`)).toContain('has no HTML part');
    expect((await outbox.get(`/outbox/${id}/body`)).status).toBe(404);
  });

  it('shows its events', async () => {
    const id = await outbox.send({ to: 'bounce@simulator.amazonses.com' });
    const document = await open(`/outbox/${id}?view=events`);
    const events = [...document.querySelectorAll('summary')].map((each) => each.textContent?.split(' ')[0]);
    expect(events).toEqual(['Send', 'Bounce']);
    expect(document.querySelector('.envelope .badge')?.textContent).toBe('Bounced');
  });

  it('comes as a file, byte for byte', async () => {
    const raw = aMail({ headers: 'X-Odd: \t spaces \r\n' });
    const id = await outbox.send({ raw });
    const answer = await outbox.get(`/outbox/${id}/mail.eml`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(raw)).toBe(true);
    expect(answer.headers.get('content-type')).toBe('message/rfc822');
    expect(answer.headers.get('content-disposition')).toBe(`attachment; filename="${id}.eml"`);
  });

  it('that is not there, or is no id at all, is a page that says so', async () => {
    for (const path of [
      '/outbox/nope',
      '/outbox/nope/body',
      '/outbox/nope/mail.eml',
      '/outbox/a/b/c',
      '/outbox/%00',
    ]) {
      const answer = await outbox.get(path);
      expect(answer.status).toBe(404);
      expect(await answer.text()).toContain('This mail is not in the outbox');
    }
  });

  it('that cannot be parsed can still be looked at', async () => {
    const deep = Array.from(
      { length: 400 },
      (_, at) => `Content-Type: multipart/mixed; boundary=b${at}\r\n\r\n--b${at}\r\n`,
    );
    const id = await outbox.send({
      raw: Buffer.from(`From: a@example.com\r\nTo: b@example.org\r\n${deep.join('')}`),
    });
    const document = await open(`/outbox/${id}?view=source`);
    expect(document.querySelector('.fault')?.textContent).toContain('is not MIME that can be read');
    expect(document.querySelector('pre')?.textContent).toContain('boundary=b399');
  });
});
