import type { TableFacts } from '../facts.ts';
import { failed, type Gathered, type Line, lineOf, passed, type Verdict } from '../line.ts';

/** What can be told on the laptop alone. */
export interface LaptopFacts {
  /** Major version of Node. */
  readonly node: number;
  /** Which database, in words; `lasting` when it outlives the command. */
  readonly database: { readonly name: string; readonly lasting: boolean };
  readonly table: Gathered<TableFacts>;
  /** Modes of the state directory and of the file of keys, as numbers such as 0o700. */
  readonly modes: Gathered<{ readonly directory: number; readonly keys: number }>;
  /** Dead letters by queue. */
  readonly dead: Gathered<Readonly<Record<string, number>>>;
  /** Open issues that are paused, with their reasons. */
  readonly paused: Gathered<readonly { readonly id: string; readonly reason: string }[]>;
  /** Names of templates that fail, with the fault; empty when the sample renders. */
  readonly rendering: Gathered<readonly string[]>;
}

const title = (id: string) => ({ id, group: 'laptop' as const });

/** The laptop, judged. */
export function laptopLines(facts: LaptopFacts): Line[] {
  return [
    { ...title('laptop.node'), ...node(facts.node) },
    { ...title('laptop.database'), ...database(facts.database) },
    lineOf(title('laptop.table'), facts.table, table),
    lineOf(title('laptop.files'), facts.modes, files),
    lineOf(title('laptop.dead-letters'), facts.dead, dead),
    lineOf(title('laptop.issues'), facts.paused, (paused) =>
      paused.length === 0
        ? passed('No issue is paused.')
        : failed(
            `Paused: ${paused.map(({ id, reason }) => `${id} (${reason})`).join('; ')}`,
            '`briefwire issues resume ISSUE` once the reason is gone, or `issues cancel ISSUE`.',
          ),
    ),
    lineOf(title('laptop.templates'), facts.rendering, (faults) =>
      faults.length === 0
        ? passed('The templates render in every language of the readers.')
        : failed(`Templates fail: ${faults.join('; ')}`, '`briefwire check` on a briefing says which line.'),
    ),
  ];
}

function node(major: number): Verdict {
  return major >= 24
    ? passed(`Node ${major}.`)
    : failed(`Node ${major} is too old.`, 'Run `npm ci`, which brings Node 24, or install it.');
}

function database({ name, lasting }: LaptopFacts['database']): Verdict {
  return lasting
    ? passed(`Readers and issues last: ${name}.`)
    : failed(
        'Data are in memory and gone when the command ends.',
        'Run `npm ci` on Linux x64, or set AWS_ENDPOINT_URL_DYNAMODB to any DynamoDB.',
      );
}

function table({ own }: TableFacts): Verdict {
  return own
    ? passed('The state directory is its own and sends.')
    : failed(
        'The state directory is a copy: nothing is sent from it.',
        'Make sure that the other one does not send any more, then `briefwire adopt --yes`.',
      );
}

function files({ directory, keys }: { directory: number; keys: number }): Verdict {
  return ((directory | keys) & 0o077) === 0
    ? passed('Keys and data are for their owner alone.')
    : failed('Other users of this machine can read the keys or the data.', '`chmod -R go= .briefwire`');
}

function dead(queues: Readonly<Record<string, number>>): Verdict {
  const full = Object.entries(queues).filter(([, count]) => count > 0);
  return full.length === 0
    ? passed('No message has failed for good.')
    : failed(
        `Failures wait: ${full.map(([name, count]) => `${count} in ${name}`).join(', ')}.`,
        'Mend what `briefwire start` reports, then `briefwire redrive`.',
      );
}
