import { Command, Option } from 'commander';
import type { Context } from '../context.ts';
import type { DeployOptions } from '../deploy/deploy.ts';
import { durationOption } from '../duration-option.ts';

/** `briefwire deploy`: into the AWS account of the environment's credentials. */
export function deployCommand(context: Context): Command {
  return new Command('deploy')
    .option('--yes', 'do it without asking')
    .option('--dry-run', 'show the change and its cost, and change nothing')
    .option('--no-wait', 'do not wait for SES to see the proofs; run it again later')
    .addOption(
      new Option('--wait <duration>', 'wait this long for them')
        .argParser(durationOption)
        .default(600_000, '10m'),
    )
    .option(
      '--owner <address>',
      'who gets the alarms and the first mail (for a config that is still the sample)',
    )
    .option('--from <address>', 'what the mails come from; default: the owner')
    .addOption(
      new Option('--sender <kind>', 'prove the whole domain by DNS, or the one address by a link').choices([
        'domain',
        'address',
      ]),
    )
    .option('--name <text>', 'the name of the newsletter')
    .option('--postal-address <text>', 'the foot of every mail')
    .option('--app <dir>', 'deploy what `cdk synth --output DIR` made, instead of building')
    .option('--briefing <file>', 'what the first mail is made of', 'briefings/morning-wire.md')
    .action(async (options: DeployOptions) => (await import('../deploy/deploy.ts')).deploy(context, options));
}
