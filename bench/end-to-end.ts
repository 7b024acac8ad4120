import { SendRawEmailCommand } from '@aws-sdk/client-ses';
import pLimit from 'p-limit';
import { sesClient } from '../lambdas/adapters/ses-client.ts';
import { startChild } from './child.ts';
import type { MakeMail } from './contenders.ts';
import { takeTurns } from './measure.ts';
import { readerNumber } from './readers.ts';

/** Calls to SES under way at once. */
const AT_ONCE = 16;

const WARM_UP_MS = 3_000;
/** Mails of one turn. */
const BATCH = 48;

/** Milliseconds per mail in each round, made and handed to SES on loopback through the SDK. */
export async function endToEnd<Name extends string>(
  makers: Readonly<Record<Name, MakeMail>>,
  rounds: number,
): Promise<Record<Name, number[]>> {
  const sink = await startChild<{ endpoint: string }>('ses-sink.ts');
  const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
  const client = sesClient({ config: { endpoint: sink.said.endpoint, region: 'us-east-1', credentials } });
  const send = async (make: MakeMail, index: number) => {
    const reader = readerNumber(index);
    const Data = await make(reader);
    await client.send(
      new SendRawEmailCommand({
        Source: 'wire@example.com',
        Destinations: [reader.email],
        RawMessage: { Data },
      }),
    );
  };
  const limit = pLimit(AT_ONCE);
  const batch = (make: MakeMail) => ({
    calls: 1,
    run: (round: number) =>
      limit.map(
        Array.from({ length: BATCH }, (_, index) => round * BATCH + index),
        (index) => send(make, index),
      ),
  });
  try {
    const contenders = Object.fromEntries(
      Object.entries<MakeMail>(makers).map(([name, make]) => [name, batch(make)]),
    ) as Record<Name, ReturnType<typeof batch>>;
    // Compiled code and kept connections first: a sender works for minutes, not for the first two seconds.
    for (const { run } of Object.values<ReturnType<typeof batch>>(contenders)) {
      const until = performance.now() + WARM_UP_MS;
      for (let round = 0; performance.now() < until; round += 1) await run(round);
    }
    const perBatch = await takeTurns(contenders, rounds);
    return Object.fromEntries(
      Object.entries<number[]>(perBatch).map(([name, each]) => [name, each.map((ms) => ms / BATCH)]),
    ) as Record<Name, number[]>;
  } finally {
    client.destroy();
    sink.process.kill();
  }
}
