import { copyFile, mkdir, readdir, rename } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { freePort } from '../../cli/local/free-port.ts';
import { loadNewsletter } from '../../cli/newsletter.ts';
import { openSystem } from '../../cli/system.ts';
import { collectBriefing } from '../../lambdas/core/collect-briefing.ts';
import { publishIssueHandler } from '../../lambdas/functions/publish-issue/handler.ts';
import { aStateDirectory, briefwire, briefwireHere } from '../support/command.ts';
import { aStartedSystem, type StartedSystem } from '../support/started.ts';
import { readMail } from './mail.ts';
import { writeConfig } from './settings.ts';
import type { EndToEnd } from './system.ts';

const FIRST_MAIL = [
  'send',
  'briefings/morning-wire.md',
  '--issue',
  'first-mail',
  '--to',
  'owner@example.com',
];

/** `briefwire start` as a whole system; its outbox is everybody's mailbox. */
export async function aLaptop(): Promise<EndToEnd> {
  const files = await aStateDirectory();
  const state = { path: join(files.path, 'state'), remove: async () => undefined };
  const inbox = join(state.path, 'blobs', 'inbox');
  let config = '';
  let system: StartedSystem | undefined;
  let site = '';

  const running = () => {
    if (!system) throw new Error('deploy it first');
    return system;
  };
  const here = () => ['--state', state.path, '--config', config];
  const halt = async () => {
    await system?.stop();
    system = undefined;
  };

  return {
    async deploy(settings) {
      await halt();
      config = await writeConfig(files.path, settings);
      // Links in mails that are out already lead to the first one's port.
      system = await aStartedSystem({
        state,
        config,
        port: String(site === '' ? await freePort() : new URL(site).port),
      });
      site = system.url;
      // As `briefwire deploy` does in an account, at the first time alone: the same issue again sends what is missing.
      await briefwire([...FIRST_MAIL, ...here()]);
    },
    async destroy(data) {
      await halt();
      if (data === 'deleted') await files.remove();
    },
    site: () => site,
    async drop(file) {
      await mkdir(inbox, { recursive: true });
      // Whole or not at all: a slot may look at this moment.
      const beside = join(state.path, basename(file));
      await copyFile(file, beside);
      await rename(beside, join(inbox, basename(file)));
    },
    async mailsTo(address) {
      const { mailsTo, url } = running();
      const ids = await mailsTo(address);
      const mails = ids.map(async (id) => {
        const raw = await (await fetch(`${url}/outbox/${id}/mail.eml`)).arrayBuffer();
        return readMail(Buffer.from(raw), id);
      });
      return (await Promise.all(mails)).reverse();
    },
    async report(event) {
      const answer = await fetch(`${site}/dev/ses-events`, { method: 'POST', body: JSON.stringify(event) });
      if (!answer.ok) throw new Error(`the event was refused: ${await answer.text()}`);
    },
    async fireSlot(slot) {
      const newsletter = await loadNewsletter(config);
      const opened = await openSystem({
        newsletter,
        where: 'laptop',
        state: state.path,
        note: () => undefined,
      });
      try {
        const publish = publishIssueHandler({ ...opened, collect: collectBriefing, report: () => undefined });
        return await publish(slot);
      } finally {
        await opened.close();
      }
    },
    run: (...words) => briefwire([...words, ...here()]),
    look: (...words) => briefwireHere([...words, '--json', ...here()]),
    async stored() {
      const briefings = await readdir(inbox).catch(() => undefined);
      if (!briefings) return { subscribers: 0, briefings: 0 };
      const { count } = (await briefwireHere(['subscribers', 'list', '--json', ...here()])).json<{
        count: number;
      }>();
      return { subscribers: count, briefings: briefings.length };
    },
    complaints: async () => '',
    async stop() {
      await halt();
      await files.remove();
    },
  };
}
