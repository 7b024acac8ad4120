import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { DatabaseSync } from 'node:sqlite';
import type { FeedbackMessage } from '../cli/local/feedback-queue.ts';
import { openQueue } from '../cli/local/queue.ts';
import { systemClock } from '../lambdas/adapters/system-clock.ts';
import { diceOf } from './dice.ts';
import { eventsOfSes, messageIdOf } from './events.ts';
import { type Call, errorOf, QUOTA, readCall, resultOf } from './ses-answers.ts';
import { FEEDBACK_SECONDS } from './timing.ts';
import { type Answer, truthOf } from './truth.ts';

/**
 * The SES endpoint of a run, a process of its own that is never killed: it keeps the truth in memory, loses answers, and
 * puts events on the feedback queue in its own time. Started with the queue's file, the number of recipients and a seed;
 * prints its address as one line of JSON.
 */
const [file = '', recipients = '0', seed = '0'] = process.argv.slice(2);
const dice = diceOf(Number(seed));
const truth = truthOf(Number(recipients));
const queue = openQueue<FeedbackMessage>(file, 'feedback', {
  visibilitySeconds: FEEDBACK_SECONDS,
  maxReceives: 1000,
  clock: systemClock,
});
const looking = new DatabaseSync(file, { timeout: 10_000 });
const find = looking.prepare(`SELECT 1 FROM messages WHERE queue = 'feedback' AND body LIKE ? LIMIT 1`);
const isQueued = (number: number) => find.get(`%"${messageIdOf(number)}"%`) !== undefined;
const events = eventsOfSes(queue, dice, ({ who, number }) => truth.released(who, number, Date.now()));

let taken = 0;
let lastAt = 0;
let calm = false;
const killed: Record<number, number> = {};

/** What befalls a call: shares of all of them, one after another. */
const FATES: readonly (readonly [share: number, fate: Fate])[] = [
  [0.006, { takes: true, answer: 'reset' }],
  [0.002, { takes: false, answer: 'reset' }],
  [0.001, { takes: true, answer: 'silence' }],
  [0.001, { takes: true, answer: 'http 500' }],
  [0.001, { takes: false, answer: 'http 500' }],
  [0.0005, { takes: false, answer: 'throttled' }],
];
interface Fate {
  readonly takes: boolean;
  readonly answer: Answer | 'throttled';
}

function fateOf(): Fate {
  let roll = calm ? 1 : dice.next();
  for (const [share, fate] of FATES) {
    if (roll < share) return fate;
    roll -= share;
  }
  return { takes: true, answer: 'answered' };
}

function send(request: IncomingMessage, response: ServerResponse, call: Call): void {
  const { who, attempt, pid } = call;
  const fate: Fate = who === undefined ? { takes: true, answer: 'answered' } : fateOf();
  if (fate.takes) taken += 1;
  const number = taken;
  if (fate.takes && who !== undefined && fate.answer !== 'throttled') {
    const at = Date.now();
    lastAt = at;
    truth.take(who, { number, attempt, at, pid, answer: fate.answer }, () =>
      isQueued(truth.firstOf(who).number),
    );
    events.add({ who, number, attempt, at });
  }
  switch (fate.answer) {
    case 'reset':
      request.socket.resetAndDestroy();
      break;
    case 'silence':
      // The client hangs up when its patience is over.
      break;
    case 'http 500':
      xml(response, 500, errorOf('Receiver', 'InternalFailure', 'fault'));
      break;
    case 'throttled':
      xml(response, 400, errorOf('Sender', 'Throttling', 'Maximum sending rate exceeded.'));
      break;
    case 'answered':
      xml(response, 200, resultOf('SendRawEmail', `<MessageId>${messageIdOf(number)}</MessageId>`));
  }
}

function xml(response: ServerResponse, status: number, body: string): void {
  response.writeHead(status, { 'content-type': 'text/xml' });
  response.end(body);
}

/** What the run asks of it. */
function control(path: string, search: URLSearchParams, response: ServerResponse): void {
  const json = (value: unknown) => response.end(JSON.stringify(value));
  if (path === '/killed') {
    killed[Number(search.get('pid'))] = Date.now();
    return void json({});
  }
  if (path === '/calm') {
    calm = true;
    return void json({ released: events.release() });
  }
  if (path === '/doubled') return void json({ doubled: [...truth.doubled.values()], killed });
  if (path === '/copies') return void response.end(truth.copies);
  json({ taken, lastAt, waiting: events.waiting() });
}

const server = createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://ses');
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('error', () => undefined);
  request.on('end', () => {
    if (pathname !== '/') return control(pathname, searchParams, response);
    const call = readCall(request, Buffer.concat(parts).toString('latin1'));
    if (call.action === 'GetSendQuota') xml(response, 200, QUOTA);
    else send(request, response, call);
  });
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  process.stdout.write(`${JSON.stringify({ endpoint: `http://127.0.0.1:${address.port}` })}\n`);
});
