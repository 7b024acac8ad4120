import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqsDeadLetters } from '../../lambdas/adapters/sqs-dead-letters.ts';
import { localCredentials } from '../support/dynamo.ts';
import { type MoveFault, sqsAnswers } from '../support/sqs-moves.ts';
import { testClock } from '../support/stores.ts';
import { type PageServer, pageServer } from './page-server.ts';

describe('the dead letters of an SQS queue', () => {
  let server: PageServer;
  let client: SQSClient;
  let dead: Map<string, number>;
  let faults: MoveFault[];
  let actions: string[];

  beforeEach(async () => {
    [dead, faults, actions] = [new Map([['delivery', 3]]), [], []];
    const answer = sqsAnswers(dead, faults);
    server = await pageServer((request, response) => {
      const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
      actions.push(action);
      void answer(action, request, response);
    });
    client = new SQSClient({ endpoint: server.url, useQueueUrlAsEndpoint: false, ...localCredentials });
  });
  afterEach(() => {
    client.destroy();
    server.stop();
  });
  const letters = () =>
    sqsDeadLetters({ client, url: 'https://sqs.example.com/1/delivery', clock: testClock() });

  it('are counted where the redrive policy of the queue says that they are', async () => {
    expect(await letters().count()).toBe(3);
  });

  it('are moved back by SQS itself: none is received here', async () => {
    expect(await letters().redrive()).toEqual({ kind: 'done', moved: 3 });
    expect(await letters().count()).toBe(0);
    expect(new Set(actions)).toEqual(
      new Set(['GetQueueAttributes', 'GetQueueUrl', 'ListMessageMoveTasks', 'StartMessageMoveTask']),
    );
  });

  it('are not moved twice at a time: a move under way is waited for', async () => {
    const [one, other] = await Promise.all([letters().redrive(), letters().redrive()]);
    expect([one.kind, other.kind]).toEqual(['done', 'done']);
    const again = letters();
    dead.set('delivery', 2);
    expect(await again.redrive()).toEqual({ kind: 'done', moved: 2 });
  });

  it('stay where SQS cannot move them, with its reason', async () => {
    faults.push({ reason: 'AccessDenied' });
    expect(await letters().redrive()).toEqual({ kind: 'failed', reason: 'AccessDenied', moved: 0 });
    expect(await letters().count()).toBe(3);
  });
});
