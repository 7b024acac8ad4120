import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetAccountCommand, SESv2Client } from '@aws-sdk/client-sesv2';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Newsletter } from '../../lambdas/core/config.ts';
import { openAwsSystem } from '../aws-system.ts';
import { askingAws } from '../aws-trouble.ts';
import type { AccountView, IdentityView } from './account-view.ts';
import { phaseOf } from './account-view.ts';
import type { Assembly } from './assembly.ts';
import { dnsOf, identityOf, identityView } from './sender-account.ts';
import { type Stacks, stacksOf } from './stacks.ts';

/** The stack that `cdk bootstrap` makes. */
export const TOOLKIT = 'CDKToolkit';

/** Where the credentials of the environment lead. */
export interface Account {
  /** Twelve digits. */
  readonly account: string;
  readonly region: string;
  readonly stacks: Stacks;
  readonly ses: SESv2Client;
}

export const domainOf = (address: string) => address.slice(address.lastIndexOf('@') + 1);

/** The issue that proves a sender; another domain later is proven by another. */
export const firstMailOf = (newsletter: Newsletter) => `first-mail-${domainOf(newsletter.from.address)}`;

/** Opens the account; throws WorkFailed with the remedy when there are no credentials or no region. */
export async function openAccount(): Promise<Account> {
  const sts = new STSClient({});
  return askingAws('The account', async () => {
    const region = await sts.config.region();
    const { Account: account = '' } = await sts.send(new GetCallerIdentityCommand({}));
    const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));
    return {
      account,
      region,
      stacks: stacksOf(new CloudFormationClient({}), pause),
      ses: new SESv2Client({}),
    };
  });
}

/** One look at everything that the next step depends on. */
export async function observe(
  { account, region, stacks, ses }: Account,
  newsletter: Newsletter,
  assembly: Pick<Assembly, 'template'>,
): Promise<AccountView> {
  const { stackPrefix: prefix } = newsletter.aws;
  const [data, app] = await Promise.all(
    [`${prefix}-Data`, `${prefix}-App`].map((name) => stacks.view(name, assembly.template(name))),
  );
  if (!data || !app) throw new Error('two stacks were asked for');
  const { ProductionAccessEnabled: production = false } = await ses.send(new GetAccountCommand({}));
  const sender = await senderOf(ses, newsletter);
  const mine = await stacks.resources(app.name, 'AWS::SES::EmailIdentity');
  const recipient = production ? undefined : await recipientOf(ses, newsletter, sender.view);
  return {
    account,
    region,
    bootstrap: phaseOf(await stacks.status(TOOLKIT)),
    data,
    app,
    sandbox: !production,
    sender: { ...sender.view, inStack: mine.includes(sender.view.name) },
    ...(recipient && { recipient }),
    dns: await dnsOf(sender.view.name, region, sender.found),
    firstMail: app.phase === 'ready' && (await hasSentFirst(newsletter)) ? 'sent' : 'none',
  };
}

async function senderOf(ses: SESv2Client, { from, aws }: Newsletter) {
  const [domain, address] = [domainOf(from.address), from.address];
  const look = async (name: string) => {
    const found = await identityOf(ses, name);
    return { found, view: identityView(name, found) };
  };
  if (aws.identity === 'create') return look(domain);
  if (aws.identity === 'address') return look(address);
  // SES asks for the closest: the address where it has one by itself, else the domain.
  const closest = await look(address);
  return closest.found ? closest : look(domain);
}

async function recipientOf(
  ses: SESv2Client,
  { owner }: Newsletter,
  sender: IdentityView,
): Promise<IdentityView | undefined> {
  if (sender.name === owner || sender.name === domainOf(owner)) return undefined;
  const domain = identityView(domainOf(owner), await identityOf(ses, domainOf(owner)));
  return domain.state === 'verified' ? undefined : identityView(owner, await identityOf(ses, owner));
}

async function hasSentFirst(newsletter: Newsletter): Promise<boolean> {
  const system = await openAwsSystem({ newsletter, where: 'aws', state: '', note: () => undefined });
  try {
    return (await system.issues.head(firstMailOf(newsletter)))?.state === 'closed';
  } finally {
    await system.close();
  }
}
