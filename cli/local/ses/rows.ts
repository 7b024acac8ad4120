import type { SesEvent } from './events.ts';
import type { OutboxEvent, OutboxMail } from './store.ts';

type Row = Record<string, unknown>;

/** A row of `mails` as its readers know it. */
export function mailOf(row: Row): OutboxMail {
  const configurationSet = row['configuration_set'];
  return {
    seq: Number(row['seq']),
    messageId: String(row['message_id']),
    at: new Date(Number(row['at'])).toISOString(),
    source: String(row['source']),
    sender: String(row['sender']),
    subject: String(row['subject']),
    destinations: JSON.parse(String(row['destinations'])) as string[],
    recipientsFrom: row['recipients_from'] === 'headers' ? 'headers' : 'destinations',
    ...(typeof configurationSet === 'string' ? { configurationSet } : {}),
    tags: JSON.parse(String(row['tags'])) as Record<string, string>,
    bytes: Number(row['bytes']),
  };
}

/** A row of `events`. */
export function eventOf(row: Row): OutboxEvent {
  return {
    seq: Number(row['seq']),
    messageId: String(row['message_id']),
    document: JSON.parse(String(row['document'])) as SesEvent,
  };
}

/** The search text as a LIKE pattern that means it literally, with `!` as the escape; null for none. */
export function likePattern(search: string | undefined): string | null {
  return search === undefined || search === '' ? null : `%${search.replace(/[!%_]/g, '!$&')}%`;
}
