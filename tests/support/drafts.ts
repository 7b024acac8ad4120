import type { NewsletterInput } from '../../lambdas/core/config.ts';
import { checkDrafts } from '../../lambdas/core/gate/check-drafts.ts';
import { publishSlot } from '../../lambdas/core/publish-issue.ts';
import { aNewsletter } from './issue-builders.ts';
import { readWithPostalMime } from './mail-readers.ts';
import type { Stores } from './stores.ts';
import { aSystem, SITE } from './system.ts';

export const EDITOR = 'desk@example.com';
/** A slot of the daily edition, at seven in Berlin; the clock of a new system stands two hours before it. */
export const SLOT = new Date('2026-11-24T06:00:00Z');
export const DRAFT = 'daily.2026-11-24T0700';

type Edition = NonNullable<NewsletterInput['editions']>[number];

/** A system whose daily edition asks an editor, with readers and a briefing that waits. */
export async function aGatedSystem(rules: Partial<Edition> = {}, stores?: Stores) {
  const newsletter = aNewsletter({
    editions: [
      {
        ...{ id: 'daily', title: { en: 'Daily' }, cron: '0 7 * * *', editor: EDITOR, draftAhead: '2h' },
        approval: 'unless-stopped',
        ...rules,
      },
    ],
  });
  const system = await aSystem({ newsletter, ...(stores && { stores }) });
  system.clock.forward(Date.parse('2026-11-24T04:00:00Z') - system.clock.now().getTime());
  const readers = await system.addReaders(3);
  const put = (name: string, text: string) => system.sources.add(name, new TextEncoder().encode(text));
  await put('monday.txt', 'world: Harbour opens\nworld: Bridge closes\nmarkets: Rates rise');
  return {
    ...system,
    readers,
    put,
    /** The look between the slots, and the mails that follow from it. */
    async look(): Promise<void> {
      await checkDrafts(system);
      await system.work();
    },
    /** The clock moves to the slot (of so many days later) and it is fired. */
    async slot(days = 0) {
      const at = new Date(SLOT.getTime() + days * 86_400_000);
      system.clock.forward(Math.max(0, at.getTime() - system.clock.now().getTime()));
      const result = await publishSlot(system, { edition: 'daily', at });
      await system.work();
      return result;
    },
    /** Mails to the editor, read. */
    async mailsToEditor() {
      const taken = system.mailer.taken.filter(({ to }) => to === EDITOR);
      return Promise.all(taken.map(async ({ raw }) => readWithPostalMime(raw)));
    },
    /** Subjects of the mails that readers have. */
    async mailsToReaders() {
      const taken = system.mailer.taken.filter(({ to }) => readers.some(({ email }) => email === to));
      return Promise.all(taken.map(async ({ raw, to }) => ({ to, mail: await readWithPostalMime(raw) })));
    },
    /** The page that the latest draft's mail leads to, as a path. */
    async draftPath(): Promise<string> {
      const mail = (await this.mailsToEditor()).findLast((each) => each.text?.includes('/i/'));
      const url = /https:\/\/\S+\/i\/[\w-]+/.exec(mail?.text ?? '')?.[0];
      if (!url) throw new Error('no mail to the editor has a link to a draft');
      return url.replace(SITE, '');
    },
  };
}
