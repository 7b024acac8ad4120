import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { describe, expect, it } from 'vitest';
import { TableBusy } from '../../lambdas/adapters/dynamo-client.ts';
import { dynamoLedger } from '../../lambdas/adapters/dynamo-ledger.ts';
import { aClaim } from '../contracts/samples.ts';
import { testClock } from '../support/stores.ts';

/** A client whose transactions are cancelled for these reasons, one list a try; afterwards they succeed. */
function cancelling(...reasons: readonly (readonly string[])[]) {
  const tokens: unknown[] = [];
  const client = {
    async send(command: { constructor: { name: string }; input: Record<string, unknown> }) {
      if (!command.constructor.name.startsWith('TransactWrite')) return {};
      const codes = reasons[tokens.length];
      tokens.push(command.input['ClientRequestToken']);
      if (!codes) return {};
      throw new TransactionCanceledException({
        message: 'cancelled',
        $metadata: {},
        CancellationReasons: codes.map((Code) => ({ Code })),
      });
    },
  };
  return { client: client as unknown as DynamoDBDocumentClient, tokens };
}

describe('a claim on a busy table', () => {
  const start = '2026-11-24T06:00:00.000Z';
  const claimOn = ({ client }: ReturnType<typeof cancelling>, clock = testClock(start)) =>
    dynamoLedger({ client, name: 'table', clock }).claim(aClaim(start));

  it.each([
    ['a colliding transaction on the profile', ['TransactionConflict', 'None']],
    ['a colliding transaction on the row', ['None', 'TransactionConflict']],
    ['throttling', ['ThrottlingError', 'None']],
    ['a hot partition', ['None', 'ProvisionedThroughputExceeded']],
  ])('comes again after %s, with a token of its own', async (_, reasons) => {
    const table = cancelling(reasons, reasons);
    expect(await claimOn(table)).toEqual({ kind: 'claimed', attempt: 1 });
    expect(new Set(table.tokens).size).toBe(3);
  });

  it('takes a failed condition on the profile for its answer, whatever else collided', async () => {
    const table = cancelling(['ConditionalCheckFailed', 'TransactionConflict']);
    expect(await claimOn(table)).toEqual({ kind: 'reader-moved' });
  });

  it('gives up after ten tries within seconds, saying that nothing was written', async () => {
    const clock = testClock(start);
    const table = cancelling(...Array.from({ length: 50 }, () => ['None', 'TransactionConflict']));
    const outcome = claimOn(table, clock);
    await expect(outcome).rejects.toThrow(TableBusy);
    await expect(outcome).rejects.toThrow(/nothing was written/);
    expect(table.tokens).toHaveLength(10);
    expect(clock.now().getTime() - Date.parse(start)).toBeLessThan(5_000);
  });

  it('does not hide a fault of ours behind tries', async () => {
    const table = cancelling(['None', 'ValidationError']);
    await expect(claimOn(table)).rejects.toThrow(TransactionCanceledException);
    expect(table.tokens).toHaveLength(1);
  });
});
