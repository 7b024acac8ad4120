import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { sesEvent } from '../support/ses-events.ts';
import { post, visit } from './browser.ts';
import { reader } from './reader.ts';
import type { EndToEnd } from './system.ts';
import { until } from './until.ts';

/** One thing that happens to a newsletter; a step builds on those before it. */
export interface Step {
  readonly says: string;
  readonly does: () => Promise<void>;
}

const briefing = (name: string) => fileURLToPath(new URL(`../../briefings/${name}`, import.meta.url));
const headlinesOf = (file: string) =>
  [...readFileSync(file, 'utf8').matchAll(/^### (.+)$/gm)].map(([, headline = '']) => headline);

/** A slot comes once a minute, and its mails some seconds later; a busy machine takes its time. */
const A_SLOT_MS = 180_000;

interface IssueLine {
  readonly id: string;
  readonly outcome?: string;
}

/** `daily.2026-11-24T0700` → `2026-11-24T07:00:00Z`: ids of issues tell their slot, and this newsletter's zone is UTC. */
const slotOf = (issue: string) => issue.replace(/^daily\.(\d{4}-\d\d-\d\dT\d\d)(\d\d)$/, '$1:$2:00Z');

/** A newsletter's life, from its first deployment to its end, told over any system. */
export function scenario(system: EndToEnd): readonly Step[] {
  const stays = reader(system, 'stays@example.org');
  const leaves = reader(system, 'leaves@example.org');
  const bounces = reader(system, 'bounces@example.org');
  const never = reader(system, 'never@example.org');
  const subscribed = [stays, leaves, bounces];
  const received = async () => {
    const counts = [stays, leaves, bounces, never].map(async (each) => (await each.issues()).length);
    return Promise.all(counts);
  };
  const slots = async () => {
    const { issues } = (await system.look('issues', 'list')).json<{ issues: IssueLine[] }>();
    return issues.filter(({ id }) => id.startsWith('daily.'));
  };
  const published = async () => (await slots()).filter(({ outcome }) => outcome !== 'skipped');
  /** Waits until the account of an issue says so: a mail may be read before its sender has written it down. */
  const accounts = (issue: string, expected: object) =>
    until(`the account of ${issue}`, async () => {
      expect((await system.look('issues', 'show', issue)).json()).toMatchObject(expected);
      return true;
    });

  return [
    {
      says: 'is deployed, its pages answer, and its owner has the first mail',
      async does() {
        await system.deploy({ name: 'The Morning Wire' });
        const page = await until('the pages answer', () => visit(`${system.site()}/`));
        expect(page.status).toBe(200);
        expect(page.html).toContain('<title>Subscribe · The Morning Wire</title>');
        await reader(system, 'owner@example.com').mail(
          'the first mail',
          ({ oneClick }) => oneClick !== undefined,
        );
        const active = await system.look('subscribers', 'list', '--status', 'active');
        expect(active.json()).toMatchObject({ count: 0 });
      },
    },
    {
      says: 'takes sign-ups on its page, and subscribes whoever confirms by the link in the mail',
      async does() {
        for (const each of [...subscribed, never]) await each.signUp();
        for (const each of subscribed) await each.confirm();
        for (const each of subscribed) expect(await each.state()).toBe('active');
        expect(await never.state()).toBe('pending');
      },
    },
    {
      says: 'sends the briefing from the inbox when its schedule fires',
      async does() {
        const file = briefing('morning-wire.md');
        await system.drop(file);
        for (const each of subscribed) {
          const mail = await each.mail('the issue', ({ oneClick }) => oneClick !== undefined, A_SLOT_MS);
          expect(mail.from).toContain('The Morning Wire');
          for (const headline of headlinesOf(file))
            expect(mail.text.replace(/\s+/g, ' ')).toContain(headline);
        }
        expect(await received()).toEqual([1, 1, 1, 0]);
        const [issue] = await published();
        await accounts(issue?.id ?? '', { frozen: 3, accepted: 3, balances: true });
      },
    },
    {
      says: 'unsubscribes by one click in the mailbox, and by nothing less',
      async does() {
        const [mail] = await leaves.issues();
        const link = mail?.oneClick ?? '';
        expect((await visit(link)).status).toBe(200);
        expect(await leaves.state()).toBe('active');
        expect((await post(link, [['List-Unsubscribe', 'One-Click']])).status).toBe(200);
        expect(await leaves.state()).toBe('unsubscribed');
        await leaves.mail('a goodbye', ({ subject }) => /unsubscribed/i.test(subject));
      },
    },
    {
      says: 'suppresses an address that Amazon SES reports as bounced',
      async does() {
        const [mail] = await bounces.issues();
        const [issue] = await published();
        const shown = await system.look('subscribers', 'show', bounces.email);
        const { subscriber } = shown.json<{ subscriber: { id: string } }>();
        const now = new Date().toISOString();
        await system.report(
          sesEvent('Permanent', {
            issueId: issue?.id ?? '',
            subscriberId: subscriber.id,
            email: bounces.email,
            messageId: mail?.messageId ?? '',
            mailAt: now,
          }),
        );
        await until('the bounce is recorded', async () => (await bounces.state()) === 'suppressed');
        await accounts(issue?.id ?? '', { counters: { bounced: 1 }, balances: true });
      },
    },
    {
      says: 'takes a change of the config and a new key, and forgets nobody',
      async does() {
        expect((await system.look('keys', 'rotate')).json()).toMatchObject({ rotated: true, version: 2 });
        await system.deploy({ name: 'The Evening Wire' });
        const renamed = async () => (await visit(`${system.site()}/`)).html.includes('The Evening Wire');
        await until('the pages have the new name', renamed);
        expect(await stays.state()).toBe('active');
        expect(await leaves.state()).toBe('unsubscribed');
        expect(await bounces.state()).toBe('suppressed');
        const [mail] = await stays.issues();
        const page = await visit(mail?.oneClick ?? '');
        expect(page).toMatchObject({ status: 200, title: 'Unsubscribe' });
      },
    },
    {
      says: 'sends nothing twice when a slot fires again, and the next briefing only to who is left',
      async does() {
        const [first] = await published();
        const again = await system.fireSlot({ edition: 'daily', scheduledTime: slotOf(first?.id ?? '') });
        expect(again).toMatchObject({ kind: 'repeated', issue: first?.id });
        await system.drop(briefing('evening-wire.json'));
        const isNext = ({ subject }: { subject: string }) => subject === 'Night ferry keeps its licence';
        const mail = await stays.mail('the next issue', isNext, A_SLOT_MS);
        expect(mail.from).toContain('The Evening Wire');
        const [next] = await published();
        await accounts(next?.id ?? '', { frozen: 1, accepted: 1, balances: true });
        await accounts(first?.id ?? '', { frozen: 3, accepted: 3, doubled: 0 });
        expect(await received()).toEqual([2, 1, 1, 0]);
      },
    },
    {
      says: 'is run from the command line',
      async does() {
        const good = async (...words: string[]) => {
          const ran = await system.run(...words);
          expect(ran, `briefwire ${words.join(' ')}: ${ran.stderr}`).toMatchObject({ code: 0 });
          return ran.stdout;
        };
        expect(await good('inbox', 'list')).toContain('morning-wire.md');
        await good('inbox', 'remove', 'morning-wire.md');
        expect(await good('subscribers', 'list', '--status', 'active')).toContain(stays.email);
        expect(await good('subscribers', 'export', '--format', 'csv')).toContain(bounces.email);
        expect(await good('subscribers', 'add', 'added@example.org', '--confirmed', '--yes')).toContain(
          'added',
        );
        expect(await good('issues', 'list')).toContain('daily.');
        expect(await good('issues', 'explain', leaves.email)).toContain('unsubscribed');
        const extra = ['send', briefing('morning-wire.md'), '--issue', 'extra', '--to', stays.email];
        expect(await good(...extra, '--dry-run')).toContain('would go to 1 reader');
        expect(await good(...extra)).toContain('1 frozen = 1 accepted');
        await until('the extra mail', async () => (await stays.issues()).length === 3);
        expect(await good(...extra)).toContain('1 frozen = 1 accepted');
        expect(await good('subscribers', 'unsuppress', bounces.email)).toContain('lifted');
        expect(await good('subscribers', 'erase', leaves.email, '--yes')).toContain('is erased');
        expect(await received()).toEqual([3, 1, 1, 0]);
      },
    },
    {
      says: 'goes when it is destroyed, and leaves its data',
      async does() {
        const before = await system.stored();
        expect(before.subscribers).toBeGreaterThan(0);
        await system.destroy('kept');
        const page = await visit(`${system.site()}/`).catch(() => undefined);
        expect(page?.html ?? '').not.toContain('The Evening Wire');
        expect(await system.stored()).toEqual(before);
      },
    },
    {
      says: 'takes its data along when told to',
      async does() {
        await system.destroy('deleted');
        expect(await system.stored()).toEqual({ subscribers: 0, briefings: 0 });
      },
    },
  ];
}
