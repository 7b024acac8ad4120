import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordFeedbackHandler } from '../../lambdas/functions/record-feedback/handler.ts';
import { dynamoAvailable, startDynamo, type TestDynamo } from '../support/dynamo.ts';
import { feedbackStores } from '../support/feedback.ts';
import { type EventName, inSns, sesEvent } from '../support/ses-events.ts';
import { dynamoStores } from '../support/stores.ts';
import { sqsEvent } from '../support/system.ts';
import { anIssue } from './samples.ts';

const golden = readFileSync(new URL('../infra/permissions.golden.txt', import.meta.url), 'utf8');
const granted = [...golden.matchAll(/^RecordFeedbackRole: dynamodb:(\S+)/gm)].map(([, action]) => action);

/** The IAM actions of a call: a transaction needs those of its parts. */
function actionsOf(command: string, input: Record<string, unknown>): readonly string[] {
  if (command !== 'TransactWriteItemsCommand') return [command.replace(/Command$/, '')];
  const parts = input['TransactItems'] as readonly Record<string, unknown>[];
  return parts
    .flatMap((part) => Object.keys(part))
    .map((kind) => (kind === 'ConditionCheck' ? 'ConditionCheckItem' : `${kind}Item`));
}

describe.runIf(dynamoAvailable)('record-feedback on DynamoDB', () => {
  let dynamo: TestDynamo;
  beforeAll(async () => {
    dynamo = await startDynamo();
  });
  afterAll(() => dynamo.stop());

  it('uses every right that its role has, and no other, whatever comes', async () => {
    const table = await dynamo.table();
    const stores = feedbackStores(dynamoStores(table));
    const issues = ['a', 'b', 'c', 'd', 'e'];
    for (const id of issues) {
      await stores.issues.freeze(anIssue({ id, frozenAt: stores.clock.iso() }), []);
      stores.clock.forward(60_000);
    }
    for (const id of ['ada', 'ben', 'eve', 'max']) await stores.addReader({ id });
    await stores.addReader({ id: 'guest', state: 'guest', createdAt: stores.clock.iso() });
    for (const issueId of issues) await stores.deliver(undefined, 'ada', issueId);
    for (const id of ['ben', 'eve']) await stores.deliver('claimed', id);

    const used = new Set<string>();
    table.client.middlewareStack.add(
      (next, context) => async (args) => {
        const command = String(context.commandName);
        for (const action of actionsOf(command, args.input as Record<string, unknown>)) used.add(action);
        return next(args);
      },
      { step: 'initialize', priority: 'low' },
    );
    const about = (name: EventName, subscriberId: string) => sesEvent(name, { subscriberId });
    const events = [
      ...issues.map((issueId) => sesEvent('Transient', { issueId })),
      about('Send', 'ben'),
      about('Permanent', 'ben'),
      about('Complaint', 'eve'),
      about('Delivery', 'nobody'),
      ...['max', 'guest'].map((id) => sesEvent('Permanent', { tags: {}, email: `${id}@example.org` })),
    ];
    const report = (event: (typeof stores.reports)[number]) => void stores.reports.push(event);
    const handle = recordFeedbackHandler({ ...stores, report });
    expect(await handle(sqsEvent(events.map(inSns)))).toEqual({ batchItemFailures: [] });
    expect([...used].sort()).toEqual(granted.toSorted());

    const states = await Promise.all(['ada', 'ben', 'eve', 'max', 'guest'].map((id) => stores.stateOf(id)));
    expect(states).toEqual(Array(5).fill('suppressed'));
  });
});
