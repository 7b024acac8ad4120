import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Report } from '../core/ports.ts';

/**
 * Works off the records of a batch one after another. A record that throws is named in the answer, so that SQS gives back
 * that one alone (event source mapping with ReportBatchItemFailures).
 */
export async function eachRecord(
  event: Pick<SQSEvent, 'Records'>,
  work: (body: string) => Promise<void>,
  report: Report,
): Promise<SQSBatchResponse> {
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  for (const record of event.Records) {
    try {
      await work(record.body);
    } catch (error) {
      report({ code: 'record-failed', messageId: record.messageId, error: sentenceOf(error) });
      batchItemFailures.push({ itemIdentifier: record.messageId });
    }
  }
  return { batchItemFailures };
}

/** An error with what caused it, in one line. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message} (${sentenceOf(error.cause)})`;
}
