import type { AccountView, DnsView } from './account-view.ts';
import { zoneFile } from './dns-records.ts';
import { MOST_FAILURES, NOTHING_YET, nextStep, type RunSoFar, type Step, type Wishes } from './next-step.ts';

/** What the steps need of the world; each can be repeated. */
export interface Acts {
  look(): Promise<AccountView>;
  /** `false`: the cdk command failed, its reason stands on stderr. */
  bootstrap(view: AccountView): Promise<boolean>;
  /** Resolves once CloudFormation has left the stack alone. */
  settled(stack: string): Promise<void>;
  /** What would change, as text for a person on stderr. */
  showChange(): Promise<void>;
  deploy(view: AccountView): Promise<boolean>;
  askRecipient(address: string): Promise<void>;
  writeDns(dns: DnsView): Promise<void>;
  /** Resolves with those that are not verified when the time is over. */
  untilVerified(names: readonly string[]): Promise<readonly string[]>;
  firstMail(): Promise<boolean>;
}

/** How the run speaks with the person. */
export interface Talk {
  say(text: string): void;
  /** Throws UsageError where nobody can answer. */
  agreed(question: string): Promise<boolean>;
}

export interface DeployOutcome {
  readonly state:
    | 'done'
    /** Deployed; somebody has to prove an identity yet. */
    | 'pending'
    /** Deployed and verified, but the first mail did not go out. */
    | 'unproven'
    /** The person said no. */
    | 'declined'
    | 'stopped';
  readonly view: AccountView;
  /** What was done, in order; nothing when all was there already. */
  readonly did: readonly Step['do'][];
  readonly pending: readonly string[];
  /** Why it stopped and what to do. */
  readonly reason?: { readonly why: string; readonly remedy: string };
}

/** Looks, decides and acts until nothing is left to do. A run that is killed anywhere is carried on by the next. */
export async function runDeployment(acts: Acts, talk: Talk, wishes: Wishes): Promise<DeployOutcome> {
  const did: Step['do'][] = [];
  let run = NOTHING_YET;
  for (;;) {
    const view = await acts.look();
    const step = nextStep(view, run, wishes);
    if (step.do === 'stop') {
      return { state: 'stopped', view, did, pending: [], reason: { why: step.why, remedy: step.remedy } };
    }
    if (step.do === 'finish') {
      const unproven = view.firstMail === 'none';
      const state = step.pending.length > 0 ? 'pending' : unproven ? 'unproven' : 'done';
      return { state, view, did, pending: step.pending };
    }
    const after = await take(step, { acts, talk, view, run });
    if (after === 'declined') return { state: 'declined', view, did, pending: [] };
    if (step.do !== 'show-dns' && step.do !== 'wait-for-stack') did.push(step.do);
    run = after;
  }
}

interface Now {
  readonly acts: Acts;
  readonly talk: Talk;
  readonly view: AccountView;
  readonly run: RunSoFar;
}

type Taken = Exclude<Step, { do: 'stop' | 'finish' }>;

async function take(step: Taken, { acts, talk, view, run }: Now): Promise<RunSoFar | 'declined'> {
  switch (step.do) {
    case 'bootstrap': {
      const where = `account ${view.account}, region ${view.region}`;
      talk.say(`${where} is not prepared for the CDK yet: a bucket and some roles (stack CDKToolkit).`);
      if (!(await talk.agreed('Prepare it?'))) return 'declined';
      if (!(await acts.bootstrap(view))) return { ...run, failedDeployments: MOST_FAILURES };
      return run;
    }
    case 'wait-for-stack':
      talk.say(`CloudFormation is at work on ${step.stack}; waiting for it.`);
      await acts.settled(step.stack);
      return run;
    case 'deploy':
      if (run.failedDeployments === 0) {
        await acts.showChange();
        if (!(await talk.agreed(`Deploy this to account ${view.account}, ${view.region}?`)))
          return 'declined';
      }
      if (await acts.deploy(view)) return { ...run, deployed: true };
      return { ...run, failedDeployments: run.failedDeployments + 1 };
    case 'ask-recipient':
      await acts.askRecipient(step.address);
      talk.say(
        `Amazon SES has mailed a link to ${step.address}: click it. In the sandbox SES delivers to verified addresses only.`,
      );
      return run;
    case 'write-dns':
      return writeDns({ acts, talk, view, run });
    case 'show-dns':
      talk.say(`Put these records into the DNS of ${view.sender.name}:\n\n${zoneFile(view.dns.missing)}\n`);
      return { ...run, dnsShown: true };
    case 'wait-for-verification': {
      talk.say(`Waiting for ${step.names.join(' and ')}. Ctrl-C is fine: run this again later.`);
      const pending = await acts.untilVerified(step.names);
      return { ...run, waitedForVerification: pending.length > 0 };
    }
    case 'first-mail':
      talk.say('Sending the first mail.');
      await acts.firstMail();
      return { ...run, firstMailTried: true };
  }
}

async function writeDns({ acts, talk, view, run }: Now): Promise<RunSoFar> {
  const { dns } = view;
  if (dns.conflicts.length > 0) {
    talk.say(`Zone ${dns.zone?.name} has other records in their place:\n\n${zoneFile(dns.conflicts)}\n`);
    return { ...run, dnsNotWritten: true };
  }
  talk.say(`These records are missing of zone ${dns.zone?.name}:\n\n${zoneFile(dns.missing)}\n`);
  if (!(await talk.agreed('Write them to Route 53?'))) return { ...run, dnsNotWritten: true };
  await acts.writeDns(dns);
  return run;
}
