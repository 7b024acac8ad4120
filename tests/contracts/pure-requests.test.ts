import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DynamoTable } from '../../lambdas/adapters/dynamo-client.ts';
import type { Subscriber } from '../../lambdas/core/subscribers/subscriber.ts';
import type { TokenPurpose } from '../../lambdas/core/subscribers/tokens.ts';
import { manageSubscriptionApp } from '../../lambdas/functions/manage-subscription/app.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { dynamoStores } from '../support/stores.ts';
import { aSystem, type System, testTokens } from '../support/system.ts';
import { itemsOf } from '../support/table-items.ts';
import { aVisitor, linkTo } from '../support/visitor.ts';
import { anIssue, aSkeleton } from './samples.ts';

const REQUESTS = 1_000;
const METHODS = ['GET', 'HEAD', 'OPTIONS'] as const;

interface Request {
  readonly method: (typeof METHODS)[number];
  readonly route: string;
  readonly token: string;
  readonly bearer: string;
  readonly query: string;
  readonly agent: string;
}

describe.runIf(dynamoAvailable)('GET, HEAD and OPTIONS', () => {
  let dynamo: TestDynamo;
  let table: DynamoTable;
  let system: System;
  let cookie: string;
  /** A good token of every purpose, for readers in every state. */
  const tokens: string[] = ['nonsense', ''];

  beforeAll(async () => {
    dynamo = await startDynamo();
    table = await dynamo.table();
    system = await aSystem({ stores: dynamoStores(table) });
    const visitor = aVisitor(system);
    for (const name of ['pending', 'active', 'left', 'bounced']) {
      await visitor.signUp(`${name}@example.org`);
      const link = await linkTo(system.mailer, `${name}@example.org`, 'c');
      tokens.push(link.split('/c/')[1] ?? '');
      if (name !== 'pending') await aVisitor(system).post(link);
    }
    await visitor.post(await linkTo(system.mailer, 'left@example.org', 'u'));
    const preferences = await linkTo(system.mailer, 'active@example.org', 'p');
    await visitor.post(`${preferences}/address`, [['email', 'active.new@example.org']]);
    tokens.push((await linkTo(system.mailer, 'active.new@example.org', 'a')).split('/a/')[1] ?? '');
    const bounced = await system.subscribers.findByEmail('bounced@example.org');
    await system.subscribers.suppress(bounced?.id ?? '', { reason: 'bounce', at: system.clock.iso() });
    for await (const reader of system.subscribers.list({})) tokens.push(...tokensOf(reader));
    const approval = {
      ...{ releaseAt: '2026-12-24T06:00:00.000Z', version: 1, revision: 1, topics: [], findings: [] },
      mode: 'required',
      said: 'nothing',
    } as const;
    await system.issues.draft(anIssue({ state: 'draft', languages: ['en'], approval }), aSkeleton());
    tokens.push(system.draftUrl(anIssue().id, system.clock.now()).split('/i/')[1] ?? '');
    cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  });
  afterAll(() => dynamo.stop());

  function tokensOf(reader: Subscriber): string[] {
    const purposes: TokenPurpose[] = ['unsubscribe', 'preferences', 'confirm', 'undo'];
    return purposes.map((purpose) => testTokens.make(purpose, reader, system.clock.now()));
  }

  it(`change not one item of the table: every good token on every route, and ${REQUESTS} at random`, async () => {
    const app = manageSubscriptionApp(system);
    const routes = [...new Set(app.routes.map(({ path }) => path))].filter((path) => !path.endsWith('*'));
    expect(routes.length).toBeGreaterThan(15);
    const before = await itemsOf(table);
    expect(before.length).toBeGreaterThan(10);
    const mails = system.mailer.taken.length;
    const answers = new Map<number, number>();
    const send = async ({ method, route, token, bearer, query, agent }: Request) => {
      const answer = await app.request(route.replace(':token', token) + query, {
        method,
        headers: {
          cookie,
          'User-Agent': agent,
          Authorization: `Bearer ${bearer}`,
          Origin: 'https://evil.example',
        },
      });
      await answer.arrayBuffer();
      answers.set(answer.status, (answers.get(answer.status) ?? 0) + 1);
      expect(answer.status).toBeLessThan(500);
    };
    // Every good token on every route first: chance alone would miss most of them.
    for (const route of routes) {
      for (const token of route.includes(':token') ? tokens : tokens.slice(0, 1)) {
        for (const method of METHODS)
          await send({ ...{ method, route, token }, bearer: token, query: '', agent: '' });
      }
    }
    const request = fc.record({
      method: fc.constantFrom(...METHODS),
      route: fc.constantFrom(...routes),
      token: fc.constantFrom(...tokens),
      bearer: fc.constantFrom(...tokens),
      query: fc.constantFrom(
        '',
        '?language=ar',
        '?email=eve@example.org&section=world',
        '?List-Unsubscribe=One-Click',
      ),
      agent: fc.constantFrom('Mozilla/5.0', 'Microsoft Office Protocol Discovery', ''),
    });
    await fc.assert(fc.asyncProperty(request, send), { numRuns: REQUESTS });
    expect(await itemsOf(table)).toEqual(before);
    expect(system.mailer.taken).toHaveLength(mails);
    expect(answers.get(200)).toBeGreaterThan(100);
  });

  it('are the only ones that do not: a POST of the same kind shows that the comparison sees a change', async () => {
    const before = await itemsOf(table);
    await aVisitor(system).post(await linkTo(system.mailer, 'active@example.org', 'u'));
    expect(await itemsOf(table)).not.toEqual(before);
  });
});
