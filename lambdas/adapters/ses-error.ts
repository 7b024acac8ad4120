import type { SendErrorDescription } from '../core/delivery/classify-send-error.ts';

/** Fields that the SDK, Node and OpenSSL put on what they throw. */
interface ThrownFields {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: unknown;
}

/**
 * Words of errors that carry no code of their own and can only come before the request is written: the SDK's connection
 * time-out, and Node's reset during the TLS handshake (which has the code of any other reset).
 */
const NEVER_LEFT =
  /did not establish a connection|disconnected before secure TLS connection was established|Region is missing|Could not load credentials/;

/** What the SDK throws when an answer is not XML of SES: it has a status, and no code of the service. */
const UNREADABLE_NAMES = new Set(['Unknown', 'UnknownError', 'Error', 'SyntaxError', 'TypeError']);

/** The SDK's message when the answer brought none. */
const NO_MESSAGE = new Set(['Unknown', 'UnknownError', '']);

const text = (value: unknown) => (typeof value === 'string' ? value : undefined);

/** Describes what `client.send` threw, for `classifySendError`. `recipient` is the bare address the mail was for. */
export function describeSendError(thrown: unknown, recipient?: string): SendErrorDescription {
  const error = (typeof thrown === 'object' && thrown !== null ? thrown : {}) as ThrownFields;
  const name = text(error.name) ?? 'Error';
  const code = text(error.code);
  const syscall = text(error.syscall);
  const httpStatus = error.$metadata?.httpStatusCode;
  // The SDK adds a second line with advice for programmers.
  const said = text(error.message)?.split('\n')[0]?.trim() ?? '';
  const answered = httpStatus !== undefined || error.$response !== undefined;
  const unexplained = httpStatus === undefined ? (code ?? name) : `HTTP ${httpStatus} without an explanation`;
  const message =
    name === 'AbortError'
      ? 'no complete answer before the time-out'
      : NO_MESSAGE.has(said)
        ? unexplained
        : said;
  return {
    name,
    message,
    ...(code === undefined ? {} : { code }),
    ...(syscall === undefined ? {} : { syscall }),
    ...(httpStatus === undefined ? {} : { httpStatus }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(!answered && NEVER_LEFT.test(message) ? { requestSent: false } : {}),
    ...(answered && UNREADABLE_NAMES.has(name) ? { unreadable: true } : {}),
  };
}
