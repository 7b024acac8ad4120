import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { type DeliverDeps, deliverMessage } from '../../core/deliver-mail.ts';
import { parseDeliveryMessage } from '../../core/delivery/messages.ts';
import { sharedPace } from '../../core/delivery/pacer.ts';
import { skeletonsOf } from '../../core/delivery/skeletons.ts';
import type { Issues, RateLease } from '../../core/ports.ts';
import { eachRecord } from '../each-record.ts';

export interface DeliverHandlerDeps extends Omit<DeliverDeps, 'issues' | 'skeletonOf' | 'pace'> {
  readonly issues: Pick<Issues, 'head' | 'move' | 'skeleton'>;
  readonly rateLease: RateLease;
}

/**
 * Sends the chunks and notices of a batch. Pace and skeletons live as long as the handler, so as long as the process.
 */
export function deliverMailHandler(
  deps: DeliverHandlerDeps,
): (
  event: Pick<SQSEvent, 'Records'>,
  context: Pick<Context, 'getRemainingTimeInMillis'>,
) => Promise<SQSBatchResponse> {
  const all: DeliverDeps = {
    ...deps,
    skeletonOf: skeletonsOf(deps.issues),
    pace: sharedPace(deps.rateLease, deps.clock),
  };
  return (event, context) =>
    eachRecord(
      event,
      (body) =>
        deliverMessage(all, parseDeliveryMessage(body), {
          remainingMs: () => context.getRemainingTimeInMillis(),
        }),
      deps.report,
    );
}
