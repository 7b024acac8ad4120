import { GetSendQuotaCommand, type SESClient, type SendRawEmailCommand } from '@aws-sdk/client-ses';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { LocalQueue } from '../../../cli/local/queue.ts';
import type { LocalSes } from '../../../cli/local/ses/endpoint.ts';
import type { FaultKind } from '../../../cli/local/ses/faults.ts';
import type { Blobs } from '../../../lambdas/adapters/blobs.ts';
import type { DynamoTable } from '../../../lambdas/adapters/dynamo-client.ts';
import type { Queue } from '../../../lambdas/core/ports.ts';
import { type Life, type OutsideCall, timedOut } from './life.ts';
import { ISSUE, type Outside } from './outside.ts';
import { type AnyCommand, claimIn, wordsOfCommand } from './table-words.ts';

/** Under a fault a call is made or not, and its caller hears of it or not. */
function faulty(make: () => Promise<unknown>): OutsideCall['with'] {
  return async (fault) => {
    // The caller's client repeats it, and hears the answer to the repetition alone.
    if (fault === 'twice') return make().then(make, make);
    if (fault === 'unanswered') await make();
    throw fault === 'refused' ? throttled() : timedOut();
  };
}

const throttled = () =>
  Object.assign(new Error('The level of configured provisioned throughput was exceeded.'), {
    name: 'ProvisionedThroughputExceededException',
  });

/** The table as one process reaches it. Pauses between two tries of a write take no time. */
export function tableOf(life: Life, { table, seen, clock }: Outside): DynamoTable {
  const make = async (command: AnyCommand) => {
    const answer = await table.client.send(command as never);
    const claim = claimIn(command);
    if (claim) seen.claimed(claim.who, claim.attempt);
    seen.wrote(JSON.stringify(command.input));
    return answer;
  };
  const send = (command: AnyCommand) =>
    life.pass({
      what: wordsOfCommand(command),
      make: () => make(command),
      with: faulty(() => make(command)),
    });
  const client = { send } as unknown as DynamoDBDocumentClient;
  return { client, name: table.name, clock: { now: clock.now, sleep: async () => undefined } };
}

/** What SES's endpoint does about a call; `twice` is a call that arrives after its caller has given up. */
const AT_SES: Readonly<Record<'unanswered' | 'lost' | 'refused', FaultKind>> = {
  unanswered: 'accept-then-reset',
  lost: 'reset-before-accept',
  refused: 'throttle',
};

/** SES as one process reaches it. */
export function sesOf(life: Life, outside: Outside): SESClient {
  const { ses, client, later } = outside;
  const send = (command: SendRawEmailCommand | GetSendQuotaCommand) => {
    const asks = command instanceof GetSendQuotaCommand;
    const run = life.runs;
    const make = async (answered: boolean) => {
      const count = countOf(ses);
      try {
        return await client.send(command as never);
      } finally {
        if (countOf(ses) > count) noteMail(outside, life, { run, answered });
      }
    };
    return life.pass({
      what: asks ? 'asks for the quota' : `sends to ${command.input.Destinations?.[0]}`,
      toSes: true,
      make: () => make(true),
      async with(fault) {
        if (fault === 'twice') {
          if (!asks) later.push(() => make(false).catch(() => undefined));
          throw timedOut();
        }
        ses.faults.add({
          kind: asks && fault === 'refused' ? 'reset-before-accept' : AT_SES[fault],
          ...(asks && { action: 'GetSendQuota' }),
        });
        return make(false);
      },
    });
  };
  return { send } as unknown as SESClient;
}

const countOf = (ses: LocalSes) => ses.store.list({ issue: ISSUE }, { limit: 1 }).total;

function noteMail(
  { ses, seen }: Outside,
  life: Life,
  how: { readonly run: number; readonly answered: boolean },
): void {
  const [mail] = ses.store.list({ issue: ISSUE }, { limit: 1 }).mails;
  if (!mail) throw new Error('SES has lost a mail');
  const { messageId, tags } = mail;
  const about = { who: tags['delivery'] ?? '', attempt: Number(tags['attempt']), messageId };
  seen.taken({ ...about, life, call: life.calls, ...how });
}

/** A queue as one process sends to it. */
export function queueOf<Message>(life: Life, queue: LocalQueue<Message>): Queue<Message> {
  const pass = (what: string, make: () => Promise<unknown>) =>
    life.pass({ what, make, with: faulty(make) }) as Promise<never>;
  return {
    send: (messages, options) =>
      pass(`puts ${messages.length} messages on the ${queue.name} queue`, () =>
        queue.send(messages, options),
      ),
    depth: () => pass(`looks how long the ${queue.name} queue is`, () => queue.depth()),
  };
}

/** The bucket as one process reaches it. */
export function blobsOf(life: Life, blobs: Blobs): Blobs {
  const pass = (what: string, make: () => Promise<unknown>) =>
    life.pass({ what, make, with: faulty(make) }) as Promise<never>;
  return {
    get: (key) => pass(`reads ${key}`, () => blobs.get(key)),
    put: (key, ...rest) => pass(`writes ${key}`, () => blobs.put(key, ...rest)),
    list: (prefix) => pass(`lists ${prefix}`, () => blobs.list(prefix)),
    remove: (key) => pass(`removes ${key}`, () => blobs.remove(key)),
  };
}
