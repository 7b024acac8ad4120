import type { Newsletter } from '../../lambdas/core/config.ts';
import { type Output, paint, WorkFailed } from '../output.ts';
import type { Account } from './observe.ts';
import type { DeployOutcome } from './run.ts';

/** What the report is about. */
export interface Deployed {
  readonly outcome: DeployOutcome;
  readonly newsletter: Newsletter;
  readonly account: Pick<Account, 'region' | 'stacks'>;
}

/** Says what was done, what is pending, and the addresses that matter. Throws WorkFailed when the run stopped. */
export async function reportDeployment(
  output: Output,
  { outcome, newsletter, account }: Deployed,
): Promise<void> {
  const { state, view, did, pending, reason } = outcome;
  if (reason) throw new WorkFailed(`${reason.why}\n${reason.remedy}`);
  if (state === 'declined') return output.result({ state, did }, 'Nothing more was changed.');
  const outputs = await account.stacks.outputs(view.app.name);
  const addresses = {
    pages: outputs['PagesUrl'] ?? '',
    dashboard: consoleUrl(
      view.region,
      `cloudwatch/home?region=${view.region}#dashboards/dashboard/${outputs['DashboardName']}`,
    ),
    ses: consoleUrl(view.region, `ses/home?region=${view.region}#/account`),
  };
  output.result(
    {
      state,
      did,
      pending,
      account: view.account,
      region: view.region,
      sandbox: view.sandbox,
      dns: view.dns,
      ...addresses,
    },
    [
      headline(outcome, newsletter),
      '',
      `  pages      ${addresses.pages}`,
      ...(outputs['DnsRecord1'] ? [`  their DNS  ${outputs['DnsRecord1']}`] : []),
      `  dashboard  ${addresses.dashboard}`,
      `  alarms     by mail to ${newsletter.owner}, once the link in AWS's mail is clicked`,
      ...(view.sandbox
        ? [
            `  sandbox    SES delivers to verified addresses only: ask for production access, ${addresses.ses}`,
          ]
        : []),
      '',
      'Next: npx briefwire subscribers import readers.csv --confirmed --aws',
      '      npx briefwire inbox add briefings/morning-wire.md --aws',
    ].join('\n'),
  );
}

function headline({ state, did, pending }: DeployOutcome, { owner }: Newsletter): string {
  if (state === 'pending') {
    return `${paint.yellow('Deployed.')} SES has not seen the proof of ${pending.join(' and ')} yet: run \`npx briefwire deploy\` again later, it goes on from there.`;
  }
  if (state === 'unproven')
    return `${paint.yellow('Deployed.')} The first mail is not out yet; run this again to try once more.`;
  if (did.length === 0) return `${paint.green('Nothing to do:')} everything is as the config says.`;
  return `${paint.green('Done.')}${did.includes('first-mail') ? ` The first mail is on its way to ${owner}.` : ''}`;
}

const consoleUrl = (region: string, path: string) => `https://${region}.console.aws.amazon.com/${path}`;
