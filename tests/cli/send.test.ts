import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSes, startSes } from '../../cli/local/ses/endpoint.ts';
import type { Fault } from '../../cli/local/ses/faults.ts';
import { aStateDirectory, briefwire, briefwireHere } from '../support/command.ts';

interface Sent {
  readonly frozen: number;
  readonly accepted: number;
  readonly uncertain: readonly string[];
  readonly waiting: number;
  readonly end: string;
  readonly balances: boolean;
}

const BRIEFING = 'briefings/morning-wire.md';

describe('briefwire send, to an SES endpoint that the environment names', () => {
  let ses: LocalSes;
  let state: Awaited<ReturnType<typeof aStateDirectory>>;

  beforeEach(async () => {
    ses = await startSes();
    state = await aStateDirectory();
    const readers = ['subscribers', 'import', 'briefings/sample-readers.csv', '--confirmed', '--yes'];
    expect((await briefwireHere([...readers, '--state', state.path])).code).toBe(0);
  });
  afterEach(async () => {
    await ses.stop();
    await state.remove();
  });

  const send = (words: readonly string[], endpoint = ses.endpoint, run = briefwireHere) =>
    run(['send', BRIEFING, '--state', state.path, '--json', ...words], { AWS_ENDPOINT_URL_SES: endpoint });
  const recipients = () =>
    ses.store
      .list({}, { limit: 500 })
      .mails.flatMap((mail) => mail.destinations)
      .filter((address) => address !== 'owner@example.com')
      .sort();
  const everyReader = Array.from(
    { length: 25 },
    (_, index) => `reader${String(index + 1).padStart(2, '0')}@example.com`,
  );

  it('mails every reader once, and nobody when it is repeated', async () => {
    const first = await send(['--issue', 'monday'], ses.endpoint, briefwire);
    expect(first.code).toBe(0);
    expect(first.json<Sent>()).toMatchObject({ frozen: 25, accepted: 25, end: 'done', balances: true });
    expect(recipients()).toEqual(everyReader);
    const again = await send(['--issue', 'monday'], ses.endpoint, briefwire);
    expect(again.code).toBe(0);
    expect(again.json<Sent>()).toMatchObject({ accepted: 25, end: 'done' });
    expect(recipients()).toEqual(everyReader);
  });

  it('refuses the same name for other content', async () => {
    await send(['--issue', 'monday']);
    const other = await send(['--issue', 'monday', '--subject', 'Something else']);
    expect(other.code).toBe(1);
    expect(other.stderr).toContain('exists since');
    expect(recipients()).toEqual(everyReader);
  });

  it('slows down and goes on when it is throttled', async () => {
    ses.faults.add({ kind: 'throttle', count: 3 } satisfies Fault);
    const sent = await send(['--issue', 'monday']);
    expect(sent.code).toBe(0);
    expect(recipients()).toEqual(everyReader);
  });

  it('loses nobody when SES answers 503, and says what is in doubt and what to do', async () => {
    ses.faults.add({ kind: '503', count: 'always' } satisfies Fault);
    const failed = await send(['--issue', 'monday', '--patience', '3s']);
    expect(failed.code).toBe(1);
    const account = failed.json<Sent>();
    expect(account.balances).toBe(true);
    expect(account.uncertain.length).toBeGreaterThan(0);
    expect(account.uncertain.length + account.waiting).toBe(25);
    expect(failed.stderr).toContain('SES may or may not have them');
    expect(failed.stderr).toContain('--issue monday');
    ses.faults.clear();
    // A process of its own has heard of no event yet, and needs to hear of none: this endpoint reports nothing.
    const recovered = await send(['--issue', 'monday', '--grace', '1s'], ses.endpoint, briefwire);
    expect(recovered.code).toBe(0);
    expect(recipients()).toEqual(everyReader);
  });

  it('loses nobody when nothing listens there, and says so', async () => {
    const failed = await send(['--issue', 'monday', '--patience', '2s'], 'http://127.0.0.1:9');
    expect(failed.code).toBe(1);
    expect(failed.json<Sent>()).toMatchObject({ accepted: 0, waiting: 25, end: 'stalled', balances: true });
    expect(failed.stderr).toContain('Nothing is lost');
    const recovered = await send(['--issue', 'monday']);
    expect(recovered.code).toBe(0);
    expect(recipients()).toEqual(everyReader);
  });

  it('pauses and burns nobody when SES refuses the sender', async () => {
    ses.faults.add({ kind: 'sender-not-verified', count: 'always' } satisfies Fault);
    const refused = await send(['--issue', 'monday']);
    expect(refused.code).toBe(1);
    expect(refused.json<Sent>()).toMatchObject({ accepted: 0, end: 'paused', balances: true });
    ses.faults.clear();
    expect((await send(['--issue', 'monday'])).code).toBe(0);
    expect(recipients()).toEqual(everyReader);
  });

  it('gives an address that never signed up a test copy, and the list nothing', async () => {
    const sent = await send(['--issue', 'test', '--to', 'editor@example.com']);
    expect(sent.code).toBe(0);
    expect(recipients()).toEqual(['editor@example.com']);
  });

  it('writes nothing on a dry run', async () => {
    const dry = await send(['--dry-run', '--to', 'editor@example.com']);
    expect(dry.json()).toMatchObject({ dryRun: true, wouldSend: 1 });
    const shown = await briefwireHere(['subscribers', 'show', 'editor@example.com', '--state', state.path]);
    expect(shown.code).toBe(1);
    expect(recipients()).toEqual([]);
  });
});
