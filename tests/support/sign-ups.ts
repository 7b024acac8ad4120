import { randomIds } from '../../lambdas/adapters/random-ids.ts';
import { unsubscribe } from '../../lambdas/core/manage-subscription.ts';
import type { Report } from '../../lambdas/core/ports.ts';
import { confirm, type Visit } from '../../lambdas/core/subscribers/confirm.ts';
import { SIGN_UP_LIMITS, type SignUpLimits } from '../../lambdas/core/subscribers/limits.ts';
import { exportOf } from '../../lambdas/core/subscribers/my-data.ts';
import { type SignUpRequest, signUp } from '../../lambdas/core/subscribers/sign-up.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import { aNewsletter } from './issue-builders.ts';
import type { Stores } from './stores.ts';
import { testTokens } from './system.ts';

/** What signing up, confirming and leaving need, over some stores. */
export interface Desk extends ReturnType<typeof aDesk> {
  readonly limits: SignUpLimits;
}

/** The deps of every use case around a subscription. */
export function aDesk(stores: Stores) {
  const reports: Parameters<Report>[0][] = [];
  return {
    ...stores,
    tokens: testTokens,
    ids: randomIds,
    newsletter: aNewsletter(),
    languages: ['en', 'de'],
    limits: SIGN_UP_LIMITS as SignUpLimits,
    reports,
    report: ((event) => void reports.push(event)) as Report,
    request: (fields: Partial<SignUpRequest> = {}): SignUpRequest => ({
      email: 'anna@example.com',
      choices: {},
      wording: 'en-1',
      source: 'page',
      address: '203.0.113.77',
      ...fields,
    }),
    visit: (fields: Partial<Visit> = {}): Visit => ({
      source: 'test',
      address: '198.51.100.7',
      ...fields,
    }),
  };
}

/** The ways of `anna@example.com` at a desk, as tests walk them. */
export function annaAt(desk: Desk) {
  const { subscribers, tokens, clock } = desk;

  /** Signs up and returns the token in the mail. */
  async function asked(fields: Partial<SignUpRequest> = {}): Promise<string> {
    const outcome = await signUp(desk, desk.request(fields));
    if (outcome.kind !== 'answered' || outcome.mail.kind !== 'confirm') {
      throw new Error(`expected a mail to confirm, got ${JSON.stringify(outcome)}`);
    }
    return outcome.mail.token;
  }

  return {
    asked,
    found: () => subscribers.findByEmail('anna@example.com'),
    /** Which mail a sign-up causes. */
    async mailOf(fields: Partial<SignUpRequest> = {}): Promise<string> {
      const outcome = await signUp(desk, desk.request(fields));
      return outcome.kind === 'answered' ? outcome.mail.kind : outcome.kind;
    },
    async confirmed(): Promise<Subscriber> {
      const outcome = await confirm(desk, await asked(), desk.visit());
      if (outcome.kind !== 'confirmed') throw new Error(outcome.kind);
      return outcome.reader;
    },
    leave: (reader: Pick<Subscriber, 'id' | 'consentVersion'>, how: Parameters<typeof unsubscribe>[2] = {}) =>
      unsubscribe(desk, tokens.make('unsubscribe', reader, clock.now()), how),
    ledgerOf: async (reader: Subscriber | undefined) =>
      (await exportOf(subscribers, reader?.id ?? ''))?.ledger,
  };
}
