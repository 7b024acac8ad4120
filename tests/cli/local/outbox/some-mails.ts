import { outboxApp } from '../../../../cli/local/outbox/app.ts';
import { accept, type Desk, type Submission } from '../../../../cli/local/ses/desk.ts';
import { openDesk } from '../../../../cli/local/ses/endpoint.ts';
import { testClock } from '../../../support/stores.ts';
import { aMail, type MailChoices } from '../ses/ses-calls.ts';

export interface SentChoices extends MailChoices {
  readonly issue?: string;
  readonly raw?: Uint8Array;
}

/** An outbox with a way to put mails into it and to ask for pages. */
export function anOutbox() {
  const desk: Desk = openDesk({ clock: testClock(), maxPerSecond: 1_000_000, strict: false });
  const app = outboxApp(desk.store);
  return {
    store: desk.store,
    app,
    /** Returns the message id. */
    async send(choices: SentChoices = {}): Promise<string> {
      const submission: Submission = {
        source: 'wire@example.com',
        destinations: [choices.to ?? 'anna@example.org'],
        raw: choices.raw ?? aMail(choices),
        configurationSet: 'local',
        tags: choices.issue === undefined ? [] : [{ name: 'issue', value: choices.issue }],
      };
      const taken = await accept(desk, submission);
      if (!taken.ok) throw new Error(taken.error.message);
      return taken.messageId;
    },
    get: async (path: string, init: RequestInit = {}) => app.request(`http://localhost:8025${path}`, init),
    page: async (path: string) => (await app.request(`http://localhost:8025${path}`)).text(),
  };
}
