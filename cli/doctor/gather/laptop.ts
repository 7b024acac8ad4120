import { statSync } from 'node:fs';
import { renderedSystemMails } from '../../../lambdas/core/mail/render-system-mail.ts';
import { QUEUE_NAMES } from '../../dead-letters.ts';
import { openStateDirectory } from '../../local/state.ts';
import type { System } from '../../system.ts';
import type { LaptopFacts } from '../checks/laptop.ts';
import { type Gathered, known, unknown } from '../line.ts';
import { asking } from './asking.ts';
import { askTable } from './table.ts';

/** Asks the laptop's own system. */
export async function gatherLaptop(system: System, state: string): Promise<LaptopFacts> {
  const { storage, identity, description } = system;
  return {
    node: Number(process.versions.node.split('.')[0]),
    database: { name: description, lasting: storage !== undefined },
    table:
      storage && identity
        ? await askTable(storage.table, identity, { protection: false })
        : unknown('the data are in memory'),
    modes: modesOf(state),
    dead: await asking('the queues', async () => {
      const counts = QUEUE_NAMES.map(async (name) => [name, await system.deadLetters[name].count()] as const);
      return Object.fromEntries(await Promise.all(counts));
    }),
    paused: await asking('the issues', async () => {
      const paused: { id: string; reason: string }[] = [];
      for await (const { id, state: now, reason = '' } of system.issues.heads()) {
        if (now === 'paused') paused.push({ id, reason });
      }
      return paused;
    }),
    rendering: known(rendering(system)),
  };
}

function modesOf(state: string): Gathered<{ directory: number; keys: number }> {
  const { root, secrets } = openStateDirectory(state);
  const keys = statSync(secrets, { throwIfNoEntry: false });
  if (!keys) return unknown('there are no keys yet');
  return known({ directory: statSync(root).mode & 0o777, keys: keys.mode & 0o777 });
}

/** Our own mails stand for the templates: they use the layout, the theme and the phrases of every language. */
function rendering({ newsletter, templates }: System): readonly string[] {
  try {
    renderedSystemMails(newsletter, templates);
    return [];
  } catch (error) {
    return [(error as Error).message];
  }
}
