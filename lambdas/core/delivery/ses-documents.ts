import { type Fields, isFields, type ParsedEvent, parseSesEvent, sesTypeOf } from './ses-event.ts';

/** Envelopes within envelopes and lists within lists end here; SES and SNS together make one of each. */
const DEEPEST = 4;

/**
 * Every event in a document: an event of SES, an SNS message around one (its `Message` is the event as text), or a list of
 * them. Never throws: each part is read by itself, and what is none says why. An empty list has no events.
 */
export function parseSesDocument(document: unknown): readonly ParsedEvent[] {
  return parseAt(document, DEEPEST);
}

/** As `parseSesDocument`, of JSON text. */
export function parseSesText(text: string): readonly ParsedEvent[] {
  return parseTextAt(text, DEEPEST);
}

function parseAt(document: unknown, depth: number): readonly ParsedEvent[] {
  if (depth === 0) return [{ kind: 'bad', reason: 'it is wrapped too often' }];
  if (Array.isArray(document)) return document.flatMap((each) => parseAt(each, depth - 1));
  if (!isFields(document)) return [{ kind: 'bad', reason: 'it is not a JSON object' }];
  if (sesTypeOf(document) !== undefined) return [parseSesEvent(document)];
  return isSnsMessage(document) ? parseSns(document, depth - 1) : [parseSesEvent(document)];
}

function parseTextAt(text: string, depth: number): readonly ParsedEvent[] {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    return [{ kind: 'bad', reason: 'it is not JSON' }];
  }
  return parseAt(document, depth);
}

interface SnsMessage extends Fields {
  readonly Message: string;
}

/** SNS developer guide, "Parsing Amazon SNS message formats". */
function isSnsMessage(document: Fields): document is SnsMessage {
  return typeof document['Message'] === 'string';
}

/**
 * SNS also asks to confirm subscriptions, and SES says hello in plain text when it is given a topic ("Successfully
 * validated SNS topic ..."): neither is a fault.
 */
function parseSns(envelope: SnsMessage, depth: number): readonly ParsedEvent[] {
  const { Type: type, Message: message } = envelope;
  if (type !== undefined && type !== 'Notification') return [{ kind: 'other', what: 'SNS administration' }];
  if (/^Successfully validated SNS topic/.test(message)) {
    return [{ kind: 'other', what: 'SNS topic validation' }];
  }
  return parseTextAt(message, depth);
}
