import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { parsePlanMessage } from '../../core/delivery/messages.ts';
import { type PlanDeps, planShard, planTick } from '../../core/plan-audience.ts';
import { eachRecord } from '../each-record.ts';

/** The schedule of every 15 minutes sends this. */
export interface TickEvent {
  readonly tick: true;
}

/** Plans the shards of a batch of messages, or every issue in work on a tick. */
export function planAudienceHandler(
  deps: PlanDeps,
): (
  event: Pick<SQSEvent, 'Records'> | TickEvent,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<SQSBatchResponse> {
  return async (event, context) => {
    if ('Records' in event) {
      const run = { remainingMs: () => context.getRemainingTimeInMillis() };
      return eachRecord(event, (body) => planShard(deps, parsePlanMessage(body), run), deps.report);
    }
    if (event.tick !== true) throw new Error('neither messages nor a tick');
    await planTick(deps);
    return { batchItemFailures: [] };
  };
}
