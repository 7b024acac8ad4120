import { randomIds } from '../../lambdas/adapters/random-ids.ts';
import type { Report } from '../../lambdas/core/ports.ts';
import type { Visit } from '../../lambdas/core/subscribers/confirm.ts';
import { SIGN_UP_LIMITS, type SignUpLimits } from '../../lambdas/core/subscribers/limits.ts';
import type { SignUpRequest } from '../../lambdas/core/subscribers/sign-up.ts';
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
