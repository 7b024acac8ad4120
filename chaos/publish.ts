import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { anyCredentials } from '../cli/local/stores.ts';
import { documentClient } from '../lambdas/adapters/dynamo-client.ts';
import { profileItem } from '../lambdas/adapters/subscriber-items.ts';
import type { OnUncertain } from '../lambdas/core/delivery/standing.ts';
import { publishNow } from '../lambdas/core/publish-now.ts';
import { idOf } from './recipients.ts';
import { newsletterOf, openShared } from './system.ts';
import { GRACE_MS, ISSUE } from './timing.ts';

/**
 * Puts the readers into the table, past the sign-up that would take minutes, and publishes the issue; a process of its
 * own, since rendering takes memory that nothing else here needs.
 */
const [state = '', policy = 'resend', recipients = '0'] = process.argv.slice(2);
const stores = await openShared(state, policy as OnUncertain, Number(recipients));
const newsletter = newsletterOf(policy as OnUncertain);
await addReaders(Number(recipients));
const summary = 'The harbour opens again on Monday after two years of work.';
const result = await publishNow(
  { ...stores, newsletter, graceMs: GRACE_MS },
  {
    name: ISSUE,
    collected: [
      {
        language: newsletter.language,
        cut: [],
        topics: [
          {
            id: 't0123456789abcdef',
            section: newsletter.sections[0]?.id ?? '',
            headline: 'The harbour opens again on Monday',
            headlineSource: 'editor',
            summary,
            body: `${summary} Ferries run twice a day until the end of the month.`,
            links: [],
            entities: [],
            words: 22,
            source: 'chaos',
          },
        ],
      },
    ],
    audience: { kind: 'everyone' },
  },
);
if (result.kind !== 'published') throw new Error(`not published: ${JSON.stringify(result)}`);
process.stdout.write(`${JSON.stringify({ published: ISSUE })}\n`);
// Stays until it is ended, so that its memory can be read.
setInterval(() => undefined, 60_000);

async function addReaders(count: number): Promise<void> {
  const client = documentClient({ ...anyCredentials() });
  const at = new Date().toISOString();
  const [edition] = newsletter.editions;
  const writes: Promise<unknown>[] = [];
  for (let start = 0; start < count; start += 25) {
    const ids = Array.from({ length: Math.min(25, count - start) }, (_, index) => idOf(start + index));
    const puts = ids.map((id) => ({
      PutRequest: {
        Item: profileItem({
          id,
          email: `${id}@example.org`,
          state: 'active',
          consentVersion: 1,
          edition: edition?.id ?? '',
          sections: [],
          language: newsletter.language,
          timeZone: newsletter.timeZone,
          createdAt: at,
          updatedAt: at,
        }),
      },
    }));
    writes.push(client.send(new BatchWriteCommand({ RequestItems: { briefwire: puts } })));
    if (writes.length >= 8) await Promise.all(writes.splice(0));
  }
  await Promise.all(writes);
  client.destroy();
}
