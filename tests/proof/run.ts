import { parseArgs } from 'node:util';
import type { Broken } from '../../chaos/broken.ts';
import { BREAKS, oneOf, POLICIES, whole } from '../../chaos/option-values.ts';
import type { OnUncertain } from '../../lambdas/core/delivery/standing.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { explore, summaryOf } from './model/explore.ts';
import { checkSchedules, type Found } from './schedules/property.ts';
import { runSchedule } from './schedules/run-schedule.ts';
import { wordsOf } from './schedules/schedule.ts';

const USAGE = `npm run proof -- [--runs N] [--seed S] [--policy resend|hold|never[,...]] [--faults N] [--break claim|lease|settle]
First every order of events in the model with up to --faults faults (2), then --runs schedules (100) for each policy over the
real handlers. --break takes a step out of the protocol: then both must find what goes wrong.`;

const say = (text: string) => void process.stdout.write(`${text}\n`);

interface Options {
  readonly runs: number;
  readonly seed: number;
  readonly faults: number;
  readonly policies: readonly OnUncertain[];
  readonly broken: Broken | undefined;
}

/** Throws with a sentence on a wrong command line. */
function parseOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '100' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
      faults: { type: 'string', default: '2' },
      policy: { type: 'string', default: POLICIES.join(',') },
      break: { type: 'string' },
    },
  });
  return {
    runs: whole('runs', values.runs, 0, 100_000),
    seed: whole('seed', values.seed, 0, 2 ** 31 - 1),
    faults: whole('faults', values.faults, 0, 4),
    policies: values.policy.split(',').map((each) => oneOf('policy', each, POLICIES)),
    broken: values.break === undefined ? undefined : oneOf('break', values.break, BREAKS),
  };
}

/** `true`: everything held. */
function model(policy: OnUncertain, { faults, broken }: Options): boolean {
  const attempts = faults > 2 ? 3 : 2;
  const found = explore({ policy, faults, attempts, broken });
  say(`model, policy ${policy}, up to ${faults} faults: ${summaryOf(found)}`);
  const { counterexample } = found;
  if (!counterexample) return true;
  say(`  VIOLATION: ${counterexample.faults.map(({ text }) => text).join('; ')}`);
  for (const step of counterexample.way) say(`    ${step}`);
  return false;
}

/** `true`: everything held. */
async function schedules(dynamo: TestDynamo, policy: OnUncertain, options: Options): Promise<boolean> {
  const { runs, seed, broken } = options;
  const found = await checkSchedules(dynamo, { policy, runs, seed, broken });
  say(
    `schedules, policy ${policy}, seed ${seed}: ${found.runs} runs, ${found.kills} kills, ${found.mails} mails; ` +
      `lost ${found.lost}, doubled ${found.doubled}, unresolved ${found.unresolved}`,
  );
  if (!found.failure) return true;
  await tell(dynamo, policy, broken, found.failure);
  const again = `--runs ${runs} --seed ${seed} --policy ${policy}${broken ? ` --break ${broken}` : ''}`;
  say(`  the same again: npm run proof -- ${again}`);
  return false;
}

/** The smallest schedule, step by step, and what happened in each. */
async function tell(
  dynamo: TestDynamo,
  policy: OnUncertain,
  broken: Broken | undefined,
  { steps, violations }: NonNullable<Found['failure']>,
): Promise<void> {
  for (const each of violations) say(`  VIOLATION: ${each}`);
  say(`  smallest schedule that was found (${steps.length} steps):`);
  for (const step of steps) say(`    ${wordsOf(step)}`);
  say('  what happened:');
  await runSchedule(dynamo, { policy, steps, broken }, (line) => say(`    ${line}`));
}

/** `npm run proof`: exit code 1 when something does not hold, 2 on a wrong command line. */
async function main(args: readonly string[]): Promise<number> {
  let options: Options;
  try {
    options = parseOptions(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\n${USAGE}\n`);
    return 2;
  }
  if (!dynamoAvailable) throw new Error('there is no DynamoDB engine for this machine');
  const held: boolean[] = options.policies.map((policy) => model(policy, options));
  const dynamo = await startDynamo();
  try {
    for (const policy of options.policies) held.push(await schedules(dynamo, policy, options));
  } finally {
    await dynamo.stop();
  }
  const violated = held.filter((each) => !each).length;
  say(violated === 0 ? 'Nothing was violated.' : `${violated} of ${held.length} checks found a violation.`);
  return violated === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
