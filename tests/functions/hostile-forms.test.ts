import fc from 'fast-check';
import { expect, it } from 'vitest';
import { manageSubscriptionApp } from '../../lambdas/functions/manage-subscription/app.ts';
import { aReader, aSystem, testTokens } from '../support/system.ts';

it('no form and no token makes a page fail', async () => {
  const system = await aSystem();
  await system.subscribers.add(aReader({ id: 'ada' }));
  const app = manageSubscriptionApp({ ...system, clock: { ...system.clock, sleep: async () => undefined } });
  const routes = app.routes.filter(({ method, path }) => method === 'POST' && !path.startsWith('/api'));
  const good = (purpose: 'unsubscribe' | 'preferences' | 'confirm' | 'undo' | 'address-change') =>
    testTokens.make(purpose, { id: 'ada', consentVersion: 1 }, system.clock.now());
  const tokens = fc.oneof(
    fc
      .constantFrom('preferences', 'unsubscribe', 'undo', 'confirm', 'address-change')
      .map((purpose) => good(purpose as 'undo')),
    fc.string({ unit: 'binary', maxLength: 60 }).map(encodeURIComponent),
  );
  const names = [
    'email',
    'section',
    'edition',
    'language',
    'timeZone',
    'hour',
    'pausedUntil',
    'stamp',
    'reason',
    'from',
    '__proto__',
  ];
  const value = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('world', 'ada@example.org', '7', '2026-12-24', ''),
  );
  const fields = fc.array(fc.tuple(fc.constantFrom(...names), value), { maxLength: 8 });
  const types = fc.constantFrom(
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    'multipart/form-data; boundary=',
    'x',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...routes),
      tokens,
      fields,
      types,
      fc.string(),
      async ({ path }, token, form, type, junk) => {
        const body = junk.length > 8 ? junk : new URLSearchParams(form).toString();
        const answer = await app.request(path.replace(':token', token), {
          method: 'POST',
          headers: { 'Content-Type': type, Cookie: `briefwire_browser=${encodeURIComponent(junk)}` },
          body,
        });
        await answer.arrayBuffer();
        expect(answer.status).toBeLessThan(500);
      },
    ),
    { numRuns: 400 },
  );
}, 60_000);
