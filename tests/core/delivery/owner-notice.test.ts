import PostalMime from 'postal-mime';
import { describe, expect, it } from 'vitest';
import { deliverNotice, noticeMail } from '../../../lambdas/core/delivery/owner-notice.ts';
import { aSystem } from '../../support/system.ts';

const parties = {
  name: 'Die Morgenpost',
  from: { name: 'Die Morgenpöst', address: 'wire@example.com' },
  owner: 'owner@example.com',
};
const notice = {
  id: 'skipped.daily.2026-11-24T0700',
  subject: 'no issue\r\nBcc: eve@example.org',
  lines: ['Nothing waited in the inbox – a line that is long enough to be folded by quoted-printable.', '.'],
};
const at = new Date('2026-11-24T06:00:00Z');

describe('a notice', () => {
  it('is a plain text mail to the owner that no machine answers', async () => {
    const mail = noticeMail(notice, parties, at);
    const parsed = await PostalMime.parse(mail.raw);
    expect(mail).toMatchObject({ source: 'wire@example.com', to: 'owner@example.com' });
    expect(parsed.subject).toBe('Die Morgenpost: no issue Bcc: eve@example.org');
    expect(parsed.text?.replaceAll('\r\n', '\n').trim()).toBe(
      `${notice.lines.join('\n\n')}\n\nDie Morgenpost`,
    );
    const headers = new Map(parsed.headers.map(({ key, value }) => [key, value]));
    expect(headers.get('auto-submitted')).toBe('auto-generated');
    expect([...headers.keys()].filter((key) => key === 'bcc' || key.startsWith('list-'))).toEqual([]);
    expect(parsed.from).toMatchObject({ name: 'Die Morgenpöst', address: 'wire@example.com' });
  });

  it('is 7-bit with CRLF line ends alone', () => {
    const text = Buffer.from(noticeMail(notice, parties, at).raw).toString('latin1');
    expect(text).toMatch(/^[\r\n\x20-\x7e]*$/);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('is sent once, though its message comes twice', async () => {
    const system = await aSystem();
    await deliverNotice(system, notice);
    await deliverNotice(system, notice);
    expect(system.mailer.taken).toHaveLength(1);
  });

  it.each(['throttle', 'unreachable', 'block'] as const)(
    'that meets %s is tried again later, and sent once',
    async (answer) => {
      const system = await aSystem();
      system.mailer.follow((_, before) => (before < 3 ? answer : 'accept'));
      await deliverNotice(system, notice);
      await system.workFor(24 * 3_600_000);
      expect(system.mailer.calls).toHaveLength(4);
      expect(system.mailer.taken).toHaveLength(1);
    },
  );

  it('is given up after 20 tries', async () => {
    const system = await aSystem();
    system.mailer.follow(() => 'throttle');
    await deliverNotice(system, notice);
    await system.workFor(24 * 3_600_000);
    expect(system.mailer.calls).toHaveLength(20);
    expect(system.deliveryQueue.size).toBe(0);
  });

  it.each(['lost', 'refuse'] as const)('whose answer is %s is not sent again', async (answer) => {
    const system = await aSystem();
    system.mailer.follow(() => answer);
    await deliverNotice(system, notice);
    await system.workFor(24 * 3_600_000);
    expect(system.mailer.calls).toHaveLength(1);
  });
});
