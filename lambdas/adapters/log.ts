import { type DestinationStream, pino } from 'pino';
import type { Report } from '../core/ports.ts';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LogOptions {
  /** Least level that is written; default `info`. */
  readonly level?: LogLevel;
  /** Stands in every line, e.g. the function's name. */
  readonly fields?: Readonly<Record<string, string>>;
  /** Where lines go; default stdout. */
  readonly destination?: DestinationStream;
}

/** Fields whose value is never written, at any depth; compared in lower case. */
const SECRET = new Set([
  'email',
  'address',
  'to',
  'recipient',
  'name',
  'raw',
  'token',
  'secret',
  'authorization',
  'cookie',
  'password',
]);
/** An address inside a sentence, e.g. of an error of SES. */
const ADDRESS = /[^\s@<>()"',;:]+@[A-Za-z0-9.-]*[A-Za-z0-9]/g;
/** A link of ours with its token; the path says which page it was. */
const QUERY = /(https?:\/\/[^\s?#"'<>]+)[?#][^\s"'<>]*/g;
/** Deeper than any report of ours; the rest of a foreign object is cut off. */
const DEEPEST = 6;

const withoutSecrets = (text: string) => text.replace(QUERY, '$1?…').replace(ADDRESS, '(address)');

function safe(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Uint8Array) return `(${value.byteLength} bytes)`;
  if (value instanceof Date) return value;
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= DEEPEST) return '(deeper)';
  if (value instanceof Error) return safeError(value, depth);
  if (Array.isArray(value)) return value.map((each) => safe(each, depth + 1));
  if (value instanceof Map) return safe(Object.fromEntries(value), depth);
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      SECRET.has(key.toLowerCase()) ? '(redacted)' : safe(each, depth + 1),
    ]),
  );
}

function safeError(error: Error, depth: number): unknown {
  return {
    type: error.name,
    message: withoutSecrets(error.message),
    ...('code' in error ? { code: safe(error.code, depth + 1) } : {}),
    ...(error.stack === undefined ? {} : { stack: withoutSecrets(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: safe(error.cause, depth + 1) }),
  };
}

const LEVELS: ReadonlySet<unknown> = new Set<LogLevel>(['debug', 'info', 'warn', 'error']);

/**
 * A report that writes one JSON line an event: `level` (the event's own `level`, else `info`), `time` as ISO 8601, `code`
 * and the event's fields, without personal data: named fields are redacted, addresses and query strings inside any text
 * are masked. Alarms and queries go by `code`.
 */
export function jsonLog({ level = 'info', fields = {}, destination }: LogOptions = {}): Report {
  const logger = pino(
    {
      level,
      base: fields,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    // Synchronous: a function may be frozen right after its answer.
    destination ?? pino.destination({ fd: 1, sync: true }),
  );
  return ({ level: wanted, ...event }) => {
    const at = LEVELS.has(wanted) ? (wanted as LogLevel) : 'info';
    logger[at](safe(event, 0));
  };
}
