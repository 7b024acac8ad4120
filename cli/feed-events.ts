import { parseSesDocument } from '../lambdas/core/delivery/ses-documents.ts';
import type { FeedbackEvent } from '../lambdas/core/delivery/ses-event.ts';
import { proveArrival, recordFeedback } from '../lambdas/core/record-feedback.ts';
import type { RecordFeedbackDeps } from '../lambdas/functions/record-feedback/handler.ts';

/** A document with the events in it; none is bad. */
export interface EventDocument {
  readonly document: unknown;
  readonly events: readonly FeedbackEvent[];
  /** Parts that tell no fact: opens, clicks, SNS's own messages. */
  readonly ignored: number;
}

export type ReadDocuments =
  | { readonly ok: true; readonly documents: readonly EventDocument[] }
  /** `fault` is a sentence without its full stop: which document is none, and why. It quotes nothing. */
  | { readonly ok: false; readonly fault: string };

/** What handing in came to. */
export interface Fed {
  /** Events in the documents, those that tell no fact included. */
  readonly events: number;
  /** Events that stand in the ledger now, those that stood there before included. */
  readonly recorded: number;
  readonly withoutDelivery: number;
  /** Events of mails that belong to no issue. */
  readonly others: number;
  readonly ignored: number;
  readonly suppressed: number;
}

/**
 * Reads a JSON document, a list of them, or JSON lines; each an event of SES, or an SNS message around one.
 */
export function readEventDocuments(text: string): ReadDocuments {
  const parsed = parseDocuments(text.replace(/^\uFEFF/, ''));
  if (typeof parsed === 'string') return { ok: false, fault: parsed };
  const documents: EventDocument[] = [];
  for (const [index, document] of parsed.entries()) {
    const parts = parseSesDocument(document);
    const bad = parts.find((part) => part.kind === 'bad');
    if (bad) {
      const which = parsed.length === 1 ? 'it' : `document ${index + 1} of ${parsed.length}`;
      return { ok: false, fault: `${which} is no event of SES: ${bad.reason}` };
    }
    const events = parts.flatMap((part) => (part.kind === 'event' ? [part.event] : []));
    documents.push({ document, events, ignored: parts.length - events.length });
  }
  return { ok: true, documents };
}

/** Documents, or the fault of the text. */
function parseDocuments(text: string): readonly unknown[] | string {
  try {
    const whole: unknown = JSON.parse(text);
    return Array.isArray(whole) ? whole : [whole];
  } catch {
    // Not one document: lines, if anything.
  }
  const lines = text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [{ line, index }]));
  const documents: unknown[] = [];
  for (const { line, index } of lines) {
    try {
      documents.push(JSON.parse(line));
    } catch {
      return lines.length === 1 || index === lines[0]?.index
        ? 'it is not JSON'
        : `line ${index + 1} is not JSON`;
    }
  }
  return documents;
}

/** Events in one batch: some hundred writes, well under a second. */
const BATCH = 200;

/** Where the documents are now that they were handed in. */
export interface Feeding {
  readonly fed: Fed;
  /** Still to be recorded: a store failed on them, or there was no more time. */
  readonly left: readonly EventDocument[];
  /** Recorded for good: handing them in again would change nothing. Those without a delivery are in neither. */
  readonly done: readonly EventDocument[];
}

/** Records documents batch by batch while `goOn` says so. That events arrive is proved only when none is left. */
export async function feedEvents(
  deps: RecordFeedbackDeps,
  documents: readonly EventDocument[],
  goOn: () => boolean = () => true,
): Promise<Feeding> {
  const sum = { recorded: 0, others: 0, suppressed: 0 };
  let missing = 0;
  const left: EventDocument[] = [];
  const done: EventDocument[] = [];
  let next = 0;
  while (next < documents.length && goOn()) {
    const batch = batchFrom(documents, next);
    next += batch.length;
    const { failed, withoutDelivery, ...result } = await recordFeedback(
      deps,
      batch.flatMap(({ events }) => events),
    );
    for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += result[name];
    missing += withoutDelivery.length;
    const unrecorded = new Set([...failed, ...withoutDelivery]);
    const again = new Set(failed);
    const holds = (set: ReadonlySet<FeedbackEvent>) => (each: EventDocument) =>
      each.events.some((event) => set.has(event));
    left.push(...batch.filter(holds(again)));
    done.push(...batch.filter((each) => !holds(unrecorded)(each)));
  }
  left.push(...documents.slice(next));
  if (left.length === 0) {
    await proveArrival(
      deps,
      documents.flatMap((each) => each.events),
    );
  }
  const ignored = documents.reduce((total, each) => total + each.ignored, 0);
  const events = documents.reduce((total, each) => total + each.events.length, ignored);
  return { fed: { events, ...sum, withoutDelivery: missing, ignored }, left, done };
}

function batchFrom(documents: readonly EventDocument[], start: number): readonly EventDocument[] {
  let events = 0;
  let end = start;
  while (end < documents.length && (end === start || events < BATCH)) {
    events += documents[end]?.events.length ?? 0;
    end += 1;
  }
  return documents.slice(start, end);
}
