import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSes, startSes } from '../../cli/local/ses/endpoint.ts';
import type { Fault } from '../../cli/local/ses/faults.ts';
import { aStateDirectory, briefwire, briefwireHere } from '../support/command.ts';
import { inSns, sesEvent } from '../support/ses-events.ts';

let ses: LocalSes;
let state: Awaited<ReturnType<typeof aStateDirectory>>;

beforeEach(async () => {
  ses = await startSes();
  state = await aStateDirectory();
});
afterEach(async () => {
  await ses.stop();
  await state.remove();
});

const inState = (...words: string[]) => [...words, '--state', state.path];
/** What the SES endpoint told about its mails, as a file. */
async function events(format: 'list' | 'lines'): Promise<string> {
  const documents = ses.store.events(0, 10_000).map(({ document }) => inSns(document));
  const file = join(state.path, 'events.json');
  const lines = documents.map((each) => JSON.stringify(each)).join('\n');
  await writeFile(file, format === 'lines' ? lines : JSON.stringify(documents));
  return file;
}

describe('briefwire events', () => {
  it('settles mails whose answers were lost, so that nobody gets one twice', async () => {
    const readers = ['subscribers', 'import', 'briefings/sample-readers.csv', '--confirmed', '--yes'];
    expect((await briefwireHere(inState(...readers))).code).toBe(0);
    for (const reader of ['reader07', 'reader13']) {
      ses.faults.add({ kind: 'accept-then-reset', recipient: `${reader}@example.com` } satisfies Fault);
    }
    const send = () =>
      briefwireHere(inState('send', 'briefings/morning-wire.md', '--issue', 'lost', '--json'), {
        AWS_ENDPOINT_URL_SES: ses.endpoint,
      });
    const first = await send();
    expect(first.code).toBe(1);
    expect(first.json()).toMatchObject({ end: 'uncertain', accepted: 23 });

    const recorded = await briefwireHere(inState('events', await events('list'), '--json'));
    expect(recorded.code).toBe(0);
    expect(recorded.json()).toMatchObject({ recorded: 50, withoutDelivery: 0, left: 0 });
    const second = await send();
    expect(second.code).toBe(0);
    expect(second.json()).toMatchObject({ end: 'done', accepted: 25 });
    const { mails } = ses.store.list({ issue: 'lost' }, { limit: 500 });
    expect(new Set(mails.map(({ destinations }) => destinations[0])).size).toBe(25);
    expect(mails).toHaveLength(25);
  });

  it('ends the mail to a complainer, told on standard input as lines', async () => {
    await briefwireHere(inState('subscribers', 'add', 'ada@example.org', '--confirmed', '--yes'));
    const complaint = sesEvent('Complaint', { tags: {}, email: 'ada@example.org' });
    const lines = `${JSON.stringify(complaint)}\n${JSON.stringify(inSns(complaint))}\n`;
    const ran = await briefwire(inState('events', '-'), {}, lines);
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toBe(
      '2 events: 0 recorded, 2 of mails that belong to no issue; 1 reader suppressed.\n',
    );
    const shown = await briefwireHere(inState('subscribers', 'show', 'ada@example.org', '--json'));
    expect(shown.json()).toMatchObject({ subscriber: { state: 'suppressed' } });
  });

  it.each([
    ['{"eventType":', /: it is not JSON\. Nothing was recorded\./],
    [JSON.stringify([sesEvent('Send'), { a: 1 }]), /: document 2 of 2 is no event of SES: it has neither/],
  ])('refuses %j with status 1', async (text, message) => {
    const file = join(state.path, 'bad.json');
    await writeFile(file, text);
    const ran = await briefwireHere(inState('events', file));
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(message);
  });

  it.each([[['events']], [['events', 'nowhere.json']]])(
    'says with status 2 how it is used (%j)',
    async (words) => {
      const ran = await briefwireHere(inState(...words));
      expect(ran.code).toBe(2);
      expect(ran.stderr).toMatch(/file/i);
    },
  );
});
