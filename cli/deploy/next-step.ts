import type { AccountView, StackView } from './account-view.ts';

/** What `deploy` does next. */
export type Step =
  /** Nothing that a repetition would mend. */
  | { readonly do: 'stop'; readonly why: string; readonly remedy: string }
  | { readonly do: 'bootstrap' }
  /** Somebody, maybe an earlier run that was killed, has CloudFormation at work. */
  | { readonly do: 'wait-for-stack'; readonly stack: string }
  | { readonly do: 'deploy' }
  /** SES mails a link to the address. */
  | { readonly do: 'ask-recipient'; readonly address: string }
  | { readonly do: 'write-dns' }
  | { readonly do: 'show-dns' }
  | { readonly do: 'wait-for-verification'; readonly names: readonly string[] }
  | { readonly do: 'first-mail' }
  /** `pending`: identities that somebody has to prove yet. */
  | { readonly do: 'finish'; readonly pending: readonly string[] };

/** What this run has done already. All else is read from the account, so that another run goes on where one ended. */
export interface RunSoFar {
  /** CloudFormation has taken the change; what it tells of its template since is no reason to deploy again. */
  readonly deployed: boolean;
  /** Deployments that CloudFormation refused or rolled back. */
  readonly failedDeployments: number;
  readonly dnsShown: boolean;
  /** The owner said no, or a record of the zone stands in the way. */
  readonly dnsNotWritten: boolean;
  readonly waitedForVerification: boolean;
  readonly firstMailTried: boolean;
}

export const NOTHING_YET: RunSoFar = {
  deployed: false,
  failedDeployments: 0,
  dnsShown: false,
  dnsNotWritten: false,
  waitedForVerification: false,
  firstMailTried: false,
};

/** What the person and the config ask for. */
export interface Wishes {
  /** How the sender's identity comes to be: `aws.identity` of the config. */
  readonly identity: 'create' | 'address' | 'existing';
  /** Wait for verification; else the next run goes on. */
  readonly wait: boolean;
}

/** Later tries get past what an earlier run, killed but with children alive, still has under way; more change nothing. */
export const MOST_FAILURES = 3;

const REFUSED: Step = {
  do: 'stop',
  why: 'CloudFormation did not take the change; its reason stands above.',
  remedy: 'Put that right and run `briefwire deploy` again: it goes on from here.',
};

/** Decides from one look at the account. Pure: the same account and history give the same step. */
export function nextStep(view: AccountView, run: RunSoFar, wishes: Wishes): Step {
  return (
    stackStep(view, run, wishes) ??
    senderStep(view, run, wishes) ?? { do: 'finish', pending: pendingOf(view) }
  );
}

function stackStep(view: AccountView, run: RunSoFar, { identity }: Wishes): Step | undefined {
  const stacks = [view.data, view.app];
  if (view.bootstrap === 'busy') return { do: 'wait-for-stack', stack: 'CDKToolkit' };
  const enough = run.failedDeployments >= MOST_FAILURES;
  if (view.bootstrap !== 'ready') return enough ? REFUSED : { do: 'bootstrap' };
  const stuck = stacks.find(({ phase }) => phase === 'stuck');
  if (stuck) return { do: 'stop', why: `Stack ${stuck.name} is ${stuck.status}.`, remedy: remedyOf(stuck) };
  const busy = stacks.find(({ phase }) => phase === 'busy');
  if (busy) return { do: 'wait-for-stack', stack: busy.name };
  const asWanted = (stack: StackView) =>
    stack.phase === 'ready' && (stack.template === 'same' || run.deployed);
  if (stacks.every(asWanted)) return undefined;
  const { sender } = view;
  if (identity !== 'existing' && sender.state !== 'absent' && !sender.inStack) {
    return {
      do: 'stop',
      why: `SES has the identity ${sender.name} already, and this stack did not make it.`,
      remedy: "Write `aws: { identity: 'existing' }` in newsletter.config.ts to send by it as it is.",
    };
  }
  if (identity === 'existing' && sender.state === 'absent') {
    return {
      do: 'stop',
      why: `SES has no identity ${sender.name} in ${view.region}, and the config says that it exists.`,
      remedy:
        "Deploy production first if this is a further stage; else write `aws: { identity: 'create' }`, or 'address' as long as there is no domain.",
    };
  }
  return enough ? REFUSED : { do: 'deploy' };
}

function remedyOf({ name, status }: StackView): string {
  return status === 'UPDATE_ROLLBACK_FAILED'
    ? `Run \`aws cloudformation continue-update-rollback --stack-name ${name}\`, then \`briefwire deploy\` again.`
    : `Look at its events in the CloudFormation console, delete what is named there, then run \`briefwire destroy\` or delete the stack ${name} again.`;
}

function senderStep(view: AccountView, run: RunSoFar, wishes: Wishes): Step | undefined {
  const { sender, recipient, dns } = view;
  if (sender.state === 'failed') {
    return {
      do: 'stop',
      why: `SES gave up on ${sender.name}: it found no proof within 72 hours.`,
      remedy:
        'Publish the records that `briefwire deploy --no-wait` prints, then verify again in the SES console.',
    };
  }
  if (recipient?.state === 'absent') return { do: 'ask-recipient', address: recipient.name };
  if (dns.missing.length > 0 && dns.zone && !run.dnsNotWritten) return { do: 'write-dns' };
  if (dns.missing.length > 0 && !run.dnsShown) return { do: 'show-dns' };
  const pending = pendingOf(view);
  if (pending.length > 0) {
    return wishes.wait && !run.waitedForVerification
      ? { do: 'wait-for-verification', names: pending }
      : undefined;
  }
  return view.firstMail === 'none' && !run.firstMailTried ? { do: 'first-mail' } : undefined;
}

/** Who has to prove something before the first mail can go. */
function pendingOf({ sender, recipient }: AccountView): string[] {
  return [sender, recipient].flatMap((each) => (each && each.state !== 'verified' ? [each.name] : []));
}
