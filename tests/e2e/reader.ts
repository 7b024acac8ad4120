import { expect } from 'vitest';
import { formOn, post, visit } from './browser.ts';
import { linkIn, type Mail } from './mail.ts';
import type { EndToEnd } from './system.ts';
import { until } from './until.ts';

/** Somebody with a mailbox, who knows nothing but the newsletter's pages and mails. */
export function reader(system: EndToEnd, email: string) {
  /** The mails of issues so far, oldest first. */
  async function issues(): Promise<readonly Mail[]> {
    return (await system.mailsTo(email)).filter(({ oneClick }) => oneClick !== undefined);
  }

  return {
    email,
    issues,

    /** Opens the sign-up form and sends it; a person who is too quick is asked to press the button once more. */
    async signUp(): Promise<void> {
      const page = await visit(`${system.site()}/`);
      const { action, fields } = formOn(system.site(), page);
      await until(
        `the form takes ${email}`,
        async () => (await post(action, [...fields, ['email', email]])).title === 'Look into your mail',
      );
    },

    /** The newest mail that `wanted` likes, waited for. */
    mail(what: string, wanted: (mail: Mail) => boolean, withinMs?: number): Promise<Mail> {
      const look = async () => (await system.mailsTo(email)).findLast(wanted);
      return until(`${email} gets ${what}`, look, withinMs);
    },

    /** Follows the link of the confirmation mail and presses its button. */
    async confirm(): Promise<void> {
      const asked = await this.mail('a mail to confirm', ({ subject }) => subject.startsWith('Confirm'));
      const link = linkIn(asked, 'c');
      expect((await visit(link)).status).toBe(200);
      expect(await this.state()).toBe('pending');
      expect(await post(link)).toMatchObject({ status: 200, title: 'You are subscribed' });
    },

    /** What the owner sees of this reader. */
    async state(): Promise<string> {
      const shown = await system.look('subscribers', 'show', email);
      return shown.json<{ subscriber: { state: string } }>().subscriber.state;
    },
  };
}
