import { startSes } from '../../../../cli/local/ses/endpoint.ts';
import { aMail, sendRaw, sesClientOf } from '../ses/ses-calls.ts';

/** Sends mails to an SES of its own without end, and says each message id that SES answered. */
const [outbox = ''] = process.argv.slice(2);
const ses = await startSes({ outbox, maxPerSecond: 1_000_000 });
const client = sesClientOf(ses.endpoint);
for (let number = 0; ; number += 1) {
  const to = `reader${number}@example.org`;
  const { MessageId } = await client.send(sendRaw({ to: [to], raw: aMail({ to }) }));
  process.stdout.write(`${MessageId} ${to}\n`);
}
