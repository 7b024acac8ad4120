import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountView, IdentityView, StackPhase } from '../../../cli/deploy/account-view.ts';
import { phaseOf } from '../../../cli/deploy/account-view.ts';
import {
  NOTHING_YET,
  nextStep,
  type RunSoFar,
  type Step,
  type Wishes,
} from '../../../cli/deploy/next-step.ts';
import { anAccount, anEmptyAccount, anOwner } from './account-builders.ts';

const WISHES: Wishes = { identity: 'create', wait: true };
const step = (view: AccountView, run: Partial<RunSoFar> = {}, wishes: Partial<Wishes> = {}) =>
  nextStep(view, { ...NOTHING_YET, ...run }, { ...WISHES, ...wishes });

const record = { name: 'a._domainkey.example.org', type: 'CNAME', value: 'a.dkim.amazonses.com' } as const;
const missing = { wanted: [record], missing: [record] };
const zone = { id: 'Z1', name: 'example.org' };

describe('the next step of a deployment', () => {
  it('is nothing where all is done', () => {
    expect(step(anAccount())).toEqual({ do: 'finish', pending: [] });
  });

  it.each<[string, AccountView, Step['do']]>([
    ['an empty account', anEmptyAccount(), 'bootstrap'],
    ['a bootstrap that another run began', anEmptyAccount({ bootstrap: 'busy' }), 'wait-for-stack'],
    ['a bootstrap that was rolled back', anEmptyAccount({ bootstrap: 'unborn' }), 'bootstrap'],
    ['a bootstrapped account', anEmptyAccount({ bootstrap: 'ready' }), 'deploy'],
    ['data alone', anAccount({ app: { phase: 'absent', template: 'other' } }), 'deploy'],
    ['another template', anAccount({ app: { template: 'other' } }), 'deploy'],
    ['another template of the data', anAccount({ data: { template: 'other' } }), 'deploy'],
    ['a creation that was rolled back', anAccount({ app: { phase: 'unborn', template: 'same' } }), 'deploy'],
    ['a killed run whose stack is being made', anAccount({ app: { phase: 'busy' } }), 'wait-for-stack'],
    [
      'a rollback that failed',
      anAccount({ app: { phase: 'stuck', status: 'UPDATE_ROLLBACK_FAILED' } }),
      'stop',
    ],
    ['records missing, no zone here', anAccount({ dns: missing, sender: { state: 'pending' } }), 'show-dns'],
    ['records missing, their zone here', anAccount({ dns: { ...missing, zone } }), 'write-dns'],
    ['a domain that SES looks at', anAccount({ sender: { state: 'pending' } }), 'wait-for-verification'],
    ['a domain that SES gave up on', anAccount({ sender: { state: 'failed' } }), 'stop'],
    ['an owner whom the sandbox does not know', anAccount({ recipient: anOwner('absent') }), 'ask-recipient'],
    [
      'an owner who has not clicked yet',
      anAccount({ recipient: anOwner('pending') }),
      'wait-for-verification',
    ],
    ['a verified sender and no mail yet', anAccount({ firstMail: 'none' }), 'first-mail'],
  ])('from %2$s on', (_, view, expected) => {
    expect(step(view).do).toBe(expected);
  });

  it('writes to a zone only once when it may not, and shows the records instead', () => {
    const view = anAccount({ dns: { ...missing, zone }, sender: { state: 'pending' } });
    expect(step(view, { dnsNotWritten: true }).do).toBe('show-dns');
    expect(step(view, { dnsNotWritten: true, dnsShown: true }).do).toBe('wait-for-verification');
  });

  it('ends with what is pending when nobody wants to wait, or waiting was in vain', () => {
    const view = anAccount({ sender: { state: 'pending' }, recipient: anOwner('pending') });
    const pending = ['example.org', 'me@mailbox.example'];
    expect(step(view, {}, { wait: false })).toEqual({ do: 'finish', pending });
    expect(step(view, { waitedForVerification: true })).toEqual({ do: 'finish', pending });
  });

  it('does not try again and again what CloudFormation refuses', () => {
    const view = anAccount({ app: { template: 'other' } });
    expect(step(view, { failedDeployments: 2 }).do).toBe('deploy');
    expect(step(view, { failedDeployments: 3 })).toMatchObject({ do: 'stop', remedy: /again/ as never });
  });

  it('does not deploy twice what CloudFormation took, whatever it tells of the template afterwards', () => {
    const view = anAccount({ app: { template: 'other' } });
    expect(step(view, { deployed: true }).do).toBe('finish');
  });

  it('leaves an identity alone that somebody else made, and says how to use it', () => {
    const view = anEmptyAccount({ bootstrap: 'ready', sender: { state: 'verified', inStack: false } });
    expect(step(view)).toMatchObject({ do: 'stop', remedy: expect.stringContaining("identity: 'existing'") });
    expect(step(view, {}, { identity: 'existing' }).do).toBe('deploy');
  });

  it('does not deploy on an identity that is not there', () => {
    const view = anEmptyAccount({ bootstrap: 'ready' });
    expect(step(view, {}, { identity: 'existing' })).toMatchObject({
      do: 'stop',
      remedy: expect.stringContaining('production first'),
    });
  });

  it('names the way out of every state of CloudFormation in which it stops', () => {
    for (const status of ['UPDATE_ROLLBACK_FAILED', 'DELETE_FAILED']) {
      const stopped = step(anAccount({ data: { phase: phaseOf(status), status } }));
      expect(stopped).toMatchObject({ do: 'stop', why: expect.stringContaining(status) });
      expect((stopped as { remedy: string }).remedy).toContain('Briefwire-Data');
    }
  });
});

describe('a run', () => {
  const phases = fc.constantFrom<StackPhase>('absent', 'busy', 'unborn', 'ready');
  const templates = fc.constantFrom<'same' | 'other'>('same', 'other');
  const stacks = fc
    .record({ phase: phases, template: templates })
    .map(({ phase, template }) => ({ phase, template: phase === 'absent' ? ('other' as const) : template }));
  const accounts = fc.record({
    bootstrap: phases,
    data: stacks,
    app: stacks,
    proven: fc.boolean(),
    recipient: fc.constantFrom<IdentityView['state'] | undefined>(undefined, 'absent', 'pending', 'verified'),
    zone: fc.boolean(),
    firstMail: fc.constantFrom<'none' | 'sent'>('none', 'sent'),
  });

  /** What each step does to an account in which everything succeeds. */
  function after(view: AccountView, { do: done }: Step): AccountView {
    const ready = { phase: 'ready', template: 'same' } as const;
    const settle = (each: AccountView['app']) =>
      each.phase === 'busy' ? { ...each, phase: 'ready' as const } : each;
    switch (done) {
      case 'bootstrap':
        return { ...view, bootstrap: 'ready' };
      case 'wait-for-stack':
        return {
          ...view,
          bootstrap: view.bootstrap === 'busy' ? 'ready' : view.bootstrap,
          data: settle(view.data),
          app: settle(view.app),
        };
      case 'deploy':
        return {
          ...view,
          data: { ...view.data, ...ready },
          app: { ...view.app, ...ready },
          sender:
            view.sender.state === 'absent'
              ? { ...view.sender, state: 'pending', inStack: true }
              : view.sender,
        };
      case 'ask-recipient':
        return { ...view, recipient: anOwner('pending') };
      case 'write-dns':
        return { ...view, dns: { ...view.dns, missing: [] } };
      case 'wait-for-verification':
        return {
          ...view,
          sender: { ...view.sender, state: 'verified' },
          ...(view.recipient && { recipient: anOwner('verified') }),
        };
      case 'first-mail':
        return { ...view, firstMail: 'sent' };
      default:
        return view;
    }
  }

  it('from any account, however an earlier one was killed, ends with everything done, in at most twelve steps', () => {
    fc.assert(
      fc.property(accounts, ({ bootstrap, data, app, proven, recipient, zone: here, firstMail }) => {
        let view = anAccount({
          bootstrap,
          data,
          app,
          firstMail,
          sender:
            app.phase === 'absent'
              ? { state: 'absent', inStack: false }
              : { state: proven ? 'verified' : 'pending' },
          ...(recipient && { recipient: anOwner(recipient) }),
          dns: { ...missing, ...(here && { zone }) },
        });
        let run = NOTHING_YET;
        for (let steps = 0; steps < 12; steps += 1) {
          const next = nextStep(view, run, WISHES);
          if (next.do === 'finish') {
            expect(next.pending).toEqual([]);
            expect([view.firstMail, view.app.template, view.data.template]).toEqual(['sent', 'same', 'same']);
            expect(nextStep(view, NOTHING_YET, WISHES).do).toBe(here ? 'finish' : 'show-dns');
            return;
          }
          expect(next.do).not.toBe('stop');
          view = after(view, next);
          if (next.do === 'show-dns') run = { ...run, dnsShown: true };
        }
        expect.unreachable('it went on for more than twelve steps');
      }),
      { numRuns: 500 },
    );
  });
});

describe('a status of CloudFormation', () => {
  it.each<[string | undefined, StackPhase]>([
    [undefined, 'absent'],
    ['REVIEW_IN_PROGRESS', 'absent'],
    ['DELETE_COMPLETE', 'absent'],
    ['CREATE_IN_PROGRESS', 'busy'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'busy'],
    ['ROLLBACK_IN_PROGRESS', 'busy'],
    ['DELETE_IN_PROGRESS', 'busy'],
    ['ROLLBACK_COMPLETE', 'unborn'],
    ['ROLLBACK_FAILED', 'unborn'],
    ['CREATE_FAILED', 'unborn'],
    ['CREATE_COMPLETE', 'ready'],
    ['UPDATE_COMPLETE', 'ready'],
    ['UPDATE_ROLLBACK_COMPLETE', 'ready'],
    ['IMPORT_COMPLETE', 'ready'],
    ['UPDATE_ROLLBACK_FAILED', 'stuck'],
    ['UPDATE_FAILED', 'stuck'],
    ['DELETE_FAILED', 'stuck'],
  ])('%s means %s', (status, phase) => {
    expect(phaseOf(status)).toBe(phase);
  });
});
