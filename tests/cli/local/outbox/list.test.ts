import { parseHTML } from 'linkedom';
import { beforeEach, describe, expect, it } from 'vitest';
import type { OutboxPage } from '../../../../cli/local/ses/store.ts';
import { anOutbox } from './some-mails.ts';

let outbox: ReturnType<typeof anOutbox>;
beforeEach(() => {
  outbox = anOutbox();
});

async function subjects(path: string) {
  const { document } = parseHTML(await outbox.page(path));
  return [...document.querySelectorAll('.mail .subject')].map((each) => each.textContent);
}
async function hrefs(path: string, selector: string) {
  const { document } = parseHTML(await outbox.page(path));
  return [...document.querySelectorAll(selector)].map((each) => each.getAttribute('href'));
}

describe('the list of mails', () => {
  it('says how to send one when there is none', async () => {
    expect(await outbox.page('/outbox')).toContain('npm run demo');
  });

  it('shows the newest first, with recipient, issue and what became of it', async () => {
    await outbox.send({ subject: 'First' });
    await outbox.send({ subject: 'Second', to: 'complaint@simulator.amazonses.com', issue: 'daily_1' });
    expect(await subjects('/outbox')).toEqual(['Second', 'First']);
    const { document } = parseHTML(await outbox.page('/outbox'));
    const row = document.querySelector('.mail')?.textContent?.replace(/\s+/g, ' ');
    expect(row).toMatch(/complaint@simulator\.amazonses\.com Complaint daily_1 24 Nov 2026/);
  });

  it('finds by a part of the address or the subject, in either case, taken literally', async () => {
    await outbox.send({ subject: 'Harbour reopens', to: 'anna@example.org' });
    await outbox.send({ subject: 'Rates 100% unchanged', to: 'ben_b@example.org' });
    expect(await subjects('/outbox?q=ANNA')).toEqual(['Harbour reopens']);
    expect(await subjects('/outbox?q=reopens')).toEqual(['Harbour reopens']);
    expect(await subjects('/outbox?q=100%25')).toEqual(['Rates 100% unchanged']);
    expect(await subjects('/outbox?q=n_b')).toEqual(['Rates 100% unchanged']);
    expect(await subjects('/outbox?q=a_na')).toEqual([]);
    expect(await outbox.page('/outbox?q=nobody')).toContain('No mail matches');
  });

  it('filters by issue, and offers the issues there are', async () => {
    await outbox.send({ subject: 'Old', issue: 'daily_1' });
    await outbox.send({ subject: 'New', issue: 'daily_2' });
    await outbox.send({ subject: 'Neither' });
    expect(await subjects('/outbox?issue=daily_1')).toEqual(['Old']);
    const { document } = parseHTML(await outbox.page('/outbox?issue=daily_1'));
    const options = [...document.querySelectorAll('option')];
    expect(options.map((each) => each.textContent)).toEqual(['Every issue', 'daily_2 (1)', 'daily_1 (1)']);
    expect(options.map((each) => each.hasAttribute('selected'))).toEqual([false, false, true]);
  });

  it('turns pages both ways and keeps the filter', async () => {
    for (let mail = 1; mail <= 7; mail += 1) await outbox.send({ subject: `${mail}`, issue: 'i' });
    const first = '/outbox?issue=i&limit=3';
    expect(await subjects(first)).toEqual(['7', '6', '5']);
    const [second = ''] = await hrefs(first, 'a[rel=next]');
    expect(await subjects(second ?? '')).toEqual(['4', '3', '2']);
    const [third = ''] = await hrefs(second ?? '', 'a[rel=next]');
    expect(await subjects(third ?? '')).toEqual(['1']);
    expect(await hrefs(third ?? '', 'a[rel=next]')).toEqual([]);
    const [back = ''] = await hrefs(third ?? '', 'a[rel=prev]');
    expect(await subjects(back ?? '')).toEqual(['4', '3', '2']);
    const [start] = await hrefs(back ?? '', 'a[rel=prev]');
    expect(start).toBe('/outbox?issue=i&limit=3');
  });

  it.each(['before=abc', 'before=-1', 'limit=100000', 'limit=0', 'q='])(
    'takes %s for not asked',
    async (query) => {
      await outbox.send({ subject: 'Only' });
      expect(await subjects(`/outbox?${query}`)).toEqual(['Only']);
    },
  );
});

it('programs get the same as JSON, without the messages', async () => {
  const id = await outbox.send({ subject: 'Häfen', issue: 'daily_1' });
  await outbox.send();
  const answer = await outbox.get('/outbox.json?issue=daily_1');
  const page = (await answer.json()) as OutboxPage;
  expect(answer.headers.get('content-type')).toContain('application/json');
  expect(page).toEqual({
    total: 1,
    mails: [
      {
        seq: 1,
        messageId: id,
        at: '2026-11-24T06:00:00.000Z',
        source: 'wire@example.com',
        sender: 'The Morning Wire',
        subject: 'Häfen',
        destinations: ['anna@example.org'],
        recipientsFrom: 'destinations',
        configurationSet: 'local',
        tags: { issue: 'daily_1' },
        bytes: expect.any(Number),
      },
    ],
  });
});
