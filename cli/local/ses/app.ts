import type { Socket } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { ZodError } from 'zod';
import { loopbackOnly } from '../loopback-only.ts';
import { ACCOUNT_ACTIONS, type Outcome, send, submissionOf } from './actions.ts';
import { errorAnswer, resultAnswer } from './answers.ts';
import type { Desk } from './desk.ts';
import { SES_ERRORS } from './errors.ts';
import type { FaultEffect, FaultPlan } from './faults.ts';
import { parseQuery, type Query } from './query.ts';

/** A mail of 10 MB in base64, percent-encoded at its worst, with room for the parameters. */
const LONGEST_REQUEST = 48 * 1024 * 1024;
const EVENTS_A_PAGE = 1000;

type Env = { Bindings: HttpBindings };

/**
 * The endpoint as an app: SES's Query protocol on `POST /`, and beside it `/dev/ses/events?after=N` (published events)
 * and `/dev/ses/faults` (GET, POST, DELETE). May be mounted under a path of its own. Calls that hang by a fault are cut when
 * `closing` aborts.
 */
export function sesApp(desk: Desk, faults: FaultPlan, closing?: AbortSignal): Hono<Env> {
  const app = new Hono<Env>();
  const tooLarge = () => errorAnswer(SES_ERRORS.tooLarge(LONGEST_REQUEST));
  app.use(loopbackOnly());
  app.get('/dev/ses/events', (c) => {
    const after = Number(c.req.query('after') ?? 0);
    if (!Number.isSafeInteger(after) || after < 0) {
      return c.json({ error: 'after must be the "seq" of an event, or 0 for the first' }, 400);
    }
    return c.json({ events: desk.store.events(after, EVENTS_A_PAGE) });
  });
  app.get('/dev/ses/faults', (c) => c.json({ faults: faults.list() }));
  app.delete('/dev/ses/faults', (c) => {
    faults.clear();
    return c.json({ faults: [] });
  });
  app.post('/dev/ses/faults', (c) => plan(c, faults));
  for (const path of ['', '/']) {
    app.post(path, bodyLimit({ maxSize: LONGEST_REQUEST, onError: tooLarge }), async (c) =>
      call(c, { desk, faults, closing }, parseQuery(await c.req.text())),
    );
  }
  app.onError((error) => {
    process.stderr.write(`Local SES: ${error.stack ?? error.message}\n`);
    return errorAnswer(SES_ERRORS.internalFailure());
  });
  return app;
}

async function plan(c: Context<Env>, faults: FaultPlan): Promise<Response> {
  const body = await c.req.text();
  try {
    faults.add(JSON.parse(body));
    return c.json({ faults: faults.list() });
  } catch (error) {
    if (error instanceof SyntaxError) return c.json({ error: `not JSON: ${error.message}` }, 400);
    if (!(error instanceof ZodError)) throw error;
    const faultsOf = error.issues.map((each) => `${each.path.join('.') || 'body'}: ${each.message}`);
    return c.json({ error: faultsOf.join('; ') }, 400);
  }
}

interface Endpoint {
  readonly desk: Desk;
  readonly faults: FaultPlan;
  readonly closing: AbortSignal | undefined;
}

async function call(c: Context<Env>, endpoint: Endpoint, query: Query): Promise<Response> {
  const { desk, faults, closing } = endpoint;
  const { action } = query;
  if (!action) return errorAnswer(SES_ERRORS.missingAction());
  const sending = action === 'SendRawEmail' || action === 'SendEmail';
  const account = Object.hasOwn(ACCOUNT_ACTIONS, action) ? ACCOUNT_ACTIONS[action] : undefined;
  if (!sending && !account) return errorAnswer(SES_ERRORS.invalidAction(action));

  const submission = sending ? submissionOf(action, query) : undefined;
  if (submission && 'code' in submission) return errorAnswer(submission);
  const effect = faults.next({
    action,
    source: submission?.source ?? '',
    destinations: submission?.destinations ?? [],
    configurationSet: submission?.configurationSet,
    region: desk.account.region,
  });
  if (effect && effect.delayMs > 0) await desk.clock.sleep(effect.delayMs, c.req.raw.signal);
  const outcome = async (): Promise<Outcome> =>
    submission ? send(desk, submission) : (account?.(desk, query) as Outcome);
  if (!effect || effect.ends === 'normally') return answer(action, await outcome());
  if (effect.accepts) await outcome();
  return endBadly(c, effect, closing);
}

function answer(action: string, outcome: Outcome): Response {
  return outcome.ok ? resultAnswer(action, outcome.result) : errorAnswer(outcome.error);
}

async function endBadly(c: Context<Env>, { ends }: FaultEffect, closing?: AbortSignal): Promise<Response> {
  if (typeof ends === 'object') return errorAnswer(ends);
  const { socket } = c.env.incoming;
  if (ends === 'reset') socket.resetAndDestroy();
  else await untilGone(socket, closing);
  return RESPONSE_ALREADY_SENT;
}

async function untilGone(socket: Socket, closing?: AbortSignal): Promise<void> {
  const cut = () => socket.destroy();
  closing?.addEventListener('abort', cut);
  await new Promise((gone) => socket.once('close', gone));
  closing?.removeEventListener('abort', cut);
}
