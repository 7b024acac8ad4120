import type { IncomingMessage, ServerResponse } from 'node:http';

/** A move of dead letters, as SQS keeps it. */
interface Move {
  readonly SourceArn: string;
  Status: string;
  ApproximateNumberOfMessagesMoved: number;
  FailureReason?: string;
}

/** What goes wrong with the next move. */
export interface MoveFault {
  readonly reason: string;
}

const ARN = 'arn:aws:sqs:eu-central-1:111111111111:';

/**
 * SQS's JSON protocol as far as moving dead letters needs it (API reference, StartMessageMoveTask). `dead` has the dead
 * letters by queue; a move that is asked for is running when it is first looked at, and has ended when it is again.
 */
export function sqsAnswers(dead: Map<string, number>, faults: MoveFault[] = []) {
  const moves: Move[] = [];
  const nameOf = (text: string) => /([a-z]+)(?:-dead)?$/.exec(text)?.[1] ?? '';

  function look(source: string): Move[] {
    const found = moves.filter(({ SourceArn }) => SourceArn === source).slice(-1);
    const shown = found.map((each) => ({ ...each }));
    for (const move of found) {
      if (move.Status !== 'RUNNING') continue;
      const fault = faults.shift();
      move.Status = fault ? 'FAILED' : 'COMPLETED';
      if (fault) move.FailureReason = fault.reason;
      else {
        move.ApproximateNumberOfMessagesMoved = dead.get(nameOf(source)) ?? 0;
        dead.delete(nameOf(source));
      }
    }
    return shown;
  }

  function answer(action: string, input: Record<string, string>, host: string): object {
    const { QueueUrl = '', QueueName = '', SourceArn = '' } = input;
    switch (action) {
      case 'GetQueueUrl':
        return { QueueUrl: `http://${host}/111111111111/${QueueName}` };
      case 'GetQueueAttributes':
        return {
          Attributes: QueueUrl.endsWith('-dead')
            ? { ApproximateNumberOfMessages: String(dead.get(nameOf(QueueUrl)) ?? 0) }
            : { RedrivePolicy: JSON.stringify({ deadLetterTargetArn: `${ARN}${nameOf(QueueUrl)}-dead` }) },
        };
      case 'StartMessageMoveTask':
        moves.push({ SourceArn, Status: 'RUNNING', ApproximateNumberOfMessagesMoved: 0 });
        return { TaskHandle: 'handle' };
      case 'ListMessageMoveTasks':
        return { Results: look(SourceArn) };
      default:
        throw new Error(`SQS is asked for ${action}`);
    }
  }

  return async (action: string, request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const input = JSON.parse(Buffer.concat(parts).toString()) as Record<string, string>;
    response.writeHead(200, { 'content-type': 'application/x-amz-json-1.0' });
    response.end(JSON.stringify(answer(action, input, request.headers.host ?? '')));
  };
}
