import type { AccountView } from '../../../cli/deploy/account-view.ts';
import type { Acts } from '../../../cli/deploy/run.ts';
import { anEmptyAccount, anOwner } from './account-builders.ts';

/** The process was killed. */
export class Killed extends Error {}

export interface FakeAccount extends Acts {
  view(): AccountView;
  /** What AWS did in the end, over all runs. */
  readonly done: {
    bootstraps: number;
    creations: number;
    dnsWrites: number;
    links: string[];
    firstMails: number;
  };
}

const ready = { phase: 'ready', status: 'CREATE_COMPLETE', template: 'same' } as const;

export interface FakeOptions {
  /** Called at the beginning and in the middle of every act; a throw is the death of the process there. */
  readonly at?: (place: string) => void;
  readonly start?: AccountView;
  /** Deployments that CloudFormation rolls back before it takes one. */
  readonly rollbacks?: number;
}

/**
 * An account as AWS keeps it: CloudFormation goes on when the process that asked has died, identities and mails are there
 * once, whoever asks again.
 */
export function fakeAccount({ at = () => undefined, start, rollbacks = 0 }: FakeOptions = {}): FakeAccount {
  let view =
    start ??
    anEmptyAccount({ dns: { zone: { id: 'Z1', name: 'example.org' } }, recipient: anOwner('absent') });
  let refusals = rollbacks;
  const done: FakeAccount['done'] = { bootstraps: 0, creations: 0, dnsWrites: 0, links: [], firstMails: 0 };
  const change = (changes: Partial<AccountView>) => {
    view = { ...view, ...changes };
  };
  const record = { name: 'a._domainkey.example.org', type: 'CNAME', value: 'a.dkim.amazonses.com' } as const;
  function created(): void {
    done.creations += view.app.phase === 'absent' ? 1 : 0;
    change({
      data: { ...view.data, ...ready },
      app: { ...view.app, ...ready },
      sender: {
        ...view.sender,
        inStack: true,
        state: view.sender.state === 'absent' ? 'pending' : view.sender.state,
      },
      dns: { ...view.dns, wanted: [record], missing: done.dnsWrites > 0 ? [] : [record] },
    });
  }
  return {
    done,
    view: () => view,
    look: async () => {
      at('look');
      return view;
    },
    async bootstrap() {
      at('bootstrap');
      done.bootstraps += 1;
      change({ bootstrap: 'busy' });
      at('bootstrapping');
      change({ bootstrap: 'ready' });
      return true;
    },
    async settled(stack) {
      at('settled');
      if (stack === 'CDKToolkit') change({ bootstrap: 'ready' });
      else created();
    },
    showChange: async () => at('show-change'),
    async deploy() {
      at('deploy');
      if (refusals > 0) {
        refusals -= 1;
        change({ app: { ...view.app, phase: 'unborn', template: 'other' } });
        return false;
      }
      if (view.app.phase === 'absent' || view.app.phase === 'unborn') {
        change({ app: { ...view.app, phase: 'busy' } });
        done.creations += 1;
      }
      at('deploying');
      created();
      return true;
    },
    async askRecipient(address) {
      at('ask');
      done.links.push(address);
      change({ recipient: anOwner('pending') });
      at('asked');
    },
    async writeDns({ missing }) {
      at('write-dns');
      done.dnsWrites += missing.length;
      change({ dns: { ...view.dns, missing: [] } });
      at('dns-written');
    },
    async untilVerified() {
      at('wait');
      change({ sender: { ...view.sender, state: 'verified' }, recipient: anOwner('verified') });
      return [];
    },
    async firstMail() {
      at('first-mail');
      // The conditional create decides.
      if (view.firstMail === 'none') done.firstMails += 1;
      change({ firstMail: 'sent' });
      at('first-mail-sent');
      return true;
    },
  };
}
