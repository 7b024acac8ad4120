import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { QueueSendFailed, sqsQueue } from '../../lambdas/adapters/sqs-queue.ts';
import { localCredentials } from '../support/dynamo.ts';
import { testClock } from '../support/stores.ts';

interface Entry {
  readonly Id: string;
  readonly MessageBody: string;
  readonly DelaySeconds: number;
}

/** Why an entry is not taken; `undefined` takes it. */
type Refusal = (entry: Entry) => { Code: string; SenderFault: boolean } | undefined;

describe('the SQS queue', () => {
  let server: Server;
  let client: SQSClient;
  let refuse: Refusal;
  /** Batches as they came, and the bodies that were taken. */
  let batches: Entry[][];
  let taken: string[];

  const queue = () =>
    sqsQueue<unknown>({ client, url: 'https://sqs.example.com/1/deliver', clock: testClock() });

  beforeEach(async () => {
    [batches, taken, refuse] = [[], [], () => undefined];
    // SQS's JSON protocol: one POST, the action in X-Amz-Target.
    server = createServer(async (request, response) => {
      const body: Buffer[] = [];
      for await (const chunk of request) body.push(chunk);
      expect(request.headers['x-amz-target']).toBe('AmazonSQS.SendMessageBatch');
      const { Entries: entries } = JSON.parse(Buffer.concat(body).toString()) as { Entries: Entry[] };
      batches.push(entries);
      const failed = entries.flatMap((entry) => {
        const refusal = refuse(entry);
        return refusal ? [{ Id: entry.Id, Message: 'no', ...refusal }] : [];
      });
      const good = entries.filter(({ Id }) => !failed.some((each) => each.Id === Id));
      taken.push(...good.map(({ MessageBody }) => MessageBody));
      const successful = good.map(({ Id, MessageBody }) => ({
        Id,
        MessageId: Id,
        MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
      }));
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
      response.end(JSON.stringify({ Successful: successful, Failed: failed }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    client = new SQSClient({ endpoint, useQueueUrlAsEndpoint: false, ...localCredentials });
  });
  afterEach(async () => {
    client.destroy();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('sends ten messages a request, as JSON, in order', async () => {
    const messages = Array.from({ length: 23 }, (_, n) => ({ n, text: 'Fähre' }));
    await queue().send(messages);
    expect(batches.map((batch) => batch.length)).toEqual([10, 10, 3]);
    expect(taken.map((body) => JSON.parse(body))).toEqual(messages);
  });

  it('asks for nothing when there is nothing to send', async () => {
    await queue().send([]);
    expect(batches).toEqual([]);
  });

  it('keeps a request under 256 KiB, counted in bytes', async () => {
    await queue().send(Array.from({ length: 5 }, () => 'é'.repeat(50_000)));
    expect(batches.map((batch) => batch.length)).toEqual([2, 2, 1]);
  });

  it('hands over the delay, and refuses one that SQS does not know', async () => {
    await queue().send(['x'], { delaySeconds: 900 });
    expect(batches[0]?.[0]?.DelaySeconds).toBe(900);
    for (const delaySeconds of [901, -1, 1.5, Number.NaN]) {
      await expect(queue().send(['x'], { delaySeconds })).rejects.toThrow(RangeError);
    }
  });

  it('sends again only what was not taken', async () => {
    let tries = 0;
    refuse = ({ MessageBody }) => {
      if (MessageBody !== '1') return undefined;
      tries += 1;
      return tries < 3 ? { Code: 'InternalError', SenderFault: false } : undefined;
    };
    await queue().send([0, 1, 2]);
    expect(batches.map((batch) => batch.map(({ MessageBody }) => MessageBody))).toEqual([
      ['0', '1', '2'],
      ['1'],
      ['1'],
    ]);
    expect(taken).toEqual(['0', '2', '1']);
  });

  it('throws when a message is not taken for good, saying how many and why', async () => {
    refuse = () => ({ Code: 'InternalError', SenderFault: false });
    const failure = queue().send([0, 1]);
    await expect(failure).rejects.toThrow(QueueSendFailed);
    await expect(failure).rejects.toThrow(/2 of 2 messages .*InternalError.* after 4 tries/);
  });

  it('does not try again what is our own fault', async () => {
    refuse = () => ({ Code: 'InvalidMessageContents', SenderFault: true });
    await expect(queue().send([0])).rejects.toThrow(/InvalidMessageContents.* after 1 tries/);
    expect(batches).toHaveLength(1);
  });
});
