import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runDeployment, type Talk } from '../../../cli/deploy/run.ts';
import { anAccount, anEmptyAccount } from './account-builders.ts';
import { type FakeAccount, fakeAccount, Killed } from './fake-account.ts';

const WISHES = { identity: 'create', wait: true } as const;

function talk(answer: (question: string) => boolean = () => true): Talk & { readonly said: string[] } {
  const said: string[] = [];
  return { said, say: (text) => void said.push(text), agreed: async (question) => answer(question) };
}

/** What one may find afterwards, whatever happened on the way. */
const endOf = ({ done, view }: FakeAccount) => ({ ...done, links: done.links.length, view: view() });

describe('a deployment', () => {
  it('takes an empty account to its first mail, once through', async () => {
    const account = fakeAccount();
    const outcome = await runDeployment(account, talk(), WISHES);
    expect(outcome).toMatchObject({ state: 'done', pending: [] });
    expect(outcome.did).toEqual([
      'bootstrap',
      'deploy',
      'ask-recipient',
      'write-dns',
      'wait-for-verification',
      'first-mail',
    ]);
    expect(account.done).toEqual({
      bootstraps: 1,
      creations: 1,
      dnsWrites: 1,
      links: ['me@mailbox.example'],
      firstMails: 1,
    });
  });

  it('the second time does nothing and asks nothing', async () => {
    const account = fakeAccount();
    await runDeployment(account, talk(), WISHES);
    const again = await runDeployment(
      account,
      talk(() => expect.unreachable('it asked')),
      WISHES,
    );
    expect(again).toMatchObject({ state: 'done', did: [] });
  });

  it('killed anywhere, as often as one likes, and run again ends in the same state', async () => {
    const straight = fakeAccount();
    await runDeployment(straight, talk(), WISHES);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: 12 }), { maxLength: 10 }), async (kills) => {
        let left = Number.POSITIVE_INFINITY;
        const account = fakeAccount({
          at(place) {
            left -= 1;
            if (left < 0) throw new Killed(place);
          },
        });
        for (const after of [...kills, Number.POSITIVE_INFINITY]) {
          left = after;
          try {
            expect((await runDeployment(account, talk(), WISHES)).state).toBe('done');
            if (after !== Number.POSITIVE_INFINITY) continue;
          } catch (error) {
            if (!(error instanceof Killed)) throw error;
          }
        }
        expect(endOf(account)).toEqual(endOf(straight));
      }),
      { numRuns: 300 },
    );
  });

  it('tries once more after a rollback, and then says that CloudFormation will not', async () => {
    expect(await runDeployment(fakeAccount({ rollbacks: 1 }), talk(), WISHES)).toMatchObject({
      state: 'done',
    });
    const outcome = await runDeployment(fakeAccount({ rollbacks: 5 }), talk(), WISHES);
    expect(outcome).toMatchObject({ state: 'stopped', did: ['bootstrap', 'deploy', 'deploy', 'deploy'] });
    expect(outcome.reason?.remedy).toContain('briefwire deploy');
  });

  it('stops where the account cannot be prepared, and does not try for ever', async () => {
    const account = fakeAccount();
    const outcome = await runDeployment({ ...account, bootstrap: async () => false }, talk(), WISHES);
    expect(outcome).toMatchObject({ state: 'stopped', did: ['bootstrap'] });
  });

  it.each([
    ['Prepare it', 0, []],
    ['Deploy this', 0, ['bootstrap']],
  ])('changes nothing more once the answer to "%s" is no', async (question, creations, did) => {
    const account = fakeAccount();
    const outcome = await runDeployment(
      account,
      talk((asked) => !asked.startsWith(question)),
      WISHES,
    );
    expect(outcome).toMatchObject({ state: 'declined', did });
    expect(account.done.creations).toBe(creations);
  });

  it('shows the records to whoever does not want them written, and waits for them', async () => {
    const account = fakeAccount();
    const speech = talk((question) => !question.includes('Route 53'));
    expect(await runDeployment(account, speech, WISHES)).toMatchObject({ state: 'done' });
    expect(account.done.dnsWrites).toBe(0);
    expect(speech.said.join('\n')).toMatch(
      /Put these records[\s\S]*a\._domainkey\.example\.org {2}CNAME {2}a\.dkim/,
    );
  });

  it('never writes over a record of the owner', async () => {
    const record = { name: 'mail.example.org', type: 'MX', value: '10 feedback' } as const;
    const own = { ...record, value: '10 mx.mailbox.example' };
    const account = fakeAccount({
      start: anAccount({
        dns: {
          wanted: [record],
          missing: [record],
          conflicts: [own],
          zone: { id: 'Z1', name: 'example.org' },
        },
      }),
    });
    const speech = talk();
    await runDeployment(account, speech, WISHES);
    expect(account.done.dnsWrites).toBe(0);
    expect(speech.said.join('\n')).toContain('10 mx.mailbox.example');
  });

  it('without waiting ends with what is pending, and the next run goes on', async () => {
    const account = fakeAccount();
    const first = await runDeployment(account, talk(), { ...WISHES, wait: false });
    expect(first).toMatchObject({ state: 'pending', pending: ['example.org', 'me@mailbox.example'] });
    expect(account.done.firstMails).toBe(0);
    expect(await runDeployment(account, talk(), WISHES)).toMatchObject({
      state: 'done',
      did: ['wait-for-verification', 'first-mail'],
    });
  });

  it('says so when the first mail does not go out, and does not try for ever', async () => {
    const account = fakeAccount();
    const outcome = await runDeployment({ ...account, firstMail: async () => false }, talk(), WISHES);
    expect(outcome.state).toBe('unproven');
  });

  it('waits for CloudFormation where somebody else has it at work', async () => {
    const busy = anEmptyAccount({ bootstrap: 'ready', app: { phase: 'busy' }, sender: { state: 'absent' } });
    const account = fakeAccount({ start: busy });
    const outcome = await runDeployment(account, talk(), WISHES);
    expect(outcome.did).not.toContain('deploy');
    expect(outcome.state).toBe('done');
  });
});
