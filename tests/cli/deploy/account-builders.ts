import type { AccountView, IdentityView, StackView } from '../../../cli/deploy/account-view.ts';

export interface AccountChanges extends Partial<Omit<AccountView, 'data' | 'app' | 'sender' | 'dns'>> {
  readonly data?: Partial<StackView>;
  readonly app?: Partial<StackView>;
  readonly sender?: Partial<AccountView['sender']>;
  readonly dns?: Partial<AccountView['dns']>;
}

const stack = (name: string): StackView => ({
  name,
  phase: 'ready',
  status: 'UPDATE_COMPLETE',
  template: 'same',
});

/** An account where all is done: deployed, verified, out of the sandbox, the first mail sent. */
export function anAccount(changes: AccountChanges = {}): AccountView {
  return {
    account: '111122223333',
    region: 'eu-central-1',
    bootstrap: 'ready',
    sandbox: false,
    firstMail: 'sent',
    ...changes,
    data: { ...stack('Briefwire-Data'), ...changes.data },
    app: { ...stack('Briefwire-App'), ...changes.app },
    sender: { name: 'example.org', state: 'verified', inStack: true, ...changes.sender },
    dns: { wanted: [], missing: [], conflicts: [], ...changes.dns },
  };
}

const gone = { phase: 'absent', status: '', template: 'other' } as const;

/** An account that has never seen Briefwire. */
export function anEmptyAccount(changes: AccountChanges = {}): AccountView {
  return anAccount({
    bootstrap: 'absent',
    data: gone,
    app: gone,
    sender: { state: 'absent', inStack: false },
    firstMail: 'none',
    sandbox: true,
    ...changes,
  });
}

export const anOwner = (state: IdentityView['state']): IdentityView => ({
  name: 'me@mailbox.example',
  state,
});
