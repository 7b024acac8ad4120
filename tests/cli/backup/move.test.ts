import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type LocalSes, startSes } from '../../../cli/local/ses/endpoint.ts';
import { aStateDirectory, briefwireHere } from '../../support/command.ts';
import { dynamoAvailable } from '../../support/dynamo.ts';
import { aDirectory } from './a-newsletter.ts';

type State = Awaited<ReturnType<typeof aStateDirectory>>;

interface Listed {
  readonly subscribers: readonly { readonly id: string; readonly email: string; readonly state: string }[];
}

/** Two state directories of a laptop, each with its own engine, its own keys and its own SES. */
describe.runIf(dynamoAvailable)('a newsletter that moves', () => {
  let states: readonly [State, State];
  let ses: readonly [LocalSes, LocalSes];
  let files: Awaited<ReturnType<typeof aDirectory>>;

  beforeEach(async () => {
    states = [await aStateDirectory(), await aStateDirectory()];
    ses = [await startSes(), await startSes()];
    files = await aDirectory();
  });
  afterEach(async () => {
    for (const each of ses) await each.stop();
    for (const each of states) await each.remove();
    await files.remove();
  });

  const at = async (place: 0 | 1, ...words: string[]) => {
    const ran = await briefwireHere([...words, '--state', states[place].path], {
      AWS_ENDPOINT_URL_SES: ses[place].endpoint,
    });
    if (ran.code !== 0) throw new Error(`${words.join(' ')}: ${ran.stderr}`);
    return ran;
  };
  const send = (place: 0 | 1, issue: string) =>
    at(place, 'send', 'briefings/morning-wire.md', '--issue', issue, '--subject', issue);
  const mails = (place: 0 | 1, issue: string) =>
    ses[place].store
      .list({}, { limit: 500 })
      .mails.filter(({ subject }) => subject === issue)
      .flatMap(({ destinations }) => destinations)
      .sort();
  const list = async (place: 0 | 1) =>
    (await at(place, 'subscribers', 'list', '--json')).json<Listed>().subscribers;

  it('has the same list, consents and suppressions, and its next issue goes to exactly the same people', async () => {
    await at(0, 'subscribers', 'import', 'briefings/sample-readers.csv', '--confirmed', '--yes');
    await send(0, 'first');
    await at(0, 'subscribers', 'erase', 'reader03@example.com', '--yes');
    await at(0, 'backup', '--with-keys', '--out', files.in('backup'));
    await at(1, 'restore', files.in('backup'));
    expect(await list(1)).toEqual(await list(0));
    expect(await list(1)).toHaveLength(24);

    // The issue that went out before goes out to nobody again.
    await send(1, 'first');
    expect(mails(1, 'first')).toEqual([]);
    await send(0, 'second');
    await send(1, 'second');
    expect(mails(0, 'second')).toHaveLength(24);
    expect(mails(1, 'second')).toEqual(mails(0, 'second'));

    const shown = await at(1, 'subscribers', 'show', 'reader01@example.com');
    expect(shown.stdout).toBe((await at(0, 'subscribers', 'show', 'reader01@example.com')).stdout);
    // Whoever was erased there stays away here, whatever a file says.
    const again = await briefwireHere([
      ...['subscribers', 'add', 'reader03@example.com', '--confirmed', '--yes'],
      ...['--state', states[1].path],
    ]);
    expect(again.stderr + again.stdout).toContain('erased');
    expect(await list(1)).toHaveLength(24);
  }, 120_000);
});
