import type { SendOutcome } from '../ports.ts';

/** An error of a call to SES as plain data, whatever client threw it. */
export interface SendErrorDescription {
  /** The service's error code or the error's class, e.g. `Throttling`, `TimeoutError`. */
  readonly name: string;
  /** Node's or OpenSSL's code, e.g. `ECONNRESET`, `CERT_HAS_EXPIRED`. */
  readonly code?: string;
  /** Node's system call, e.g. `connect`, `getaddrinfo`. */
  readonly syscall?: string;
  /** Absent when there was no answer. */
  readonly httpStatus?: number;
  readonly message: string;
  /** `false` when it is certain that no byte of the request left: no connection, no credentials. */
  readonly requestSent?: boolean;
  /** The answer could not be read as one of SES's. */
  readonly unreadable?: boolean;
  /** Bare address the mail was for. */
  readonly recipient?: string;
}

/** What an error says about the mail; everything but `accepted`. */
export type SendFailure = Exclude<SendOutcome, { kind: 'accepted' }>;

/** One line of the table: the first whose test holds decides. */
interface Rule {
  readonly when: (error: SendErrorDescription) => boolean;
  readonly means: (error: SendErrorDescription) => SendFailure;
}

const named = (...names: readonly string[]) => {
  const set = new Set(names);
  return (error: SendErrorDescription) => set.has(error.name);
};
const coded = (pattern: RegExp) => (error: SendErrorDescription) => pattern.test(error.code ?? '');
const saying = (pattern: RegExp) => (error: SendErrorDescription) => pattern.test(error.message);

const notSent =
  (reason: 'throttled' | 'quota' | 'unreachable') =>
  (error: SendErrorDescription): SendFailure => ({ kind: 'not-sent', reason, detail: error.message });
const stopped =
  (kind: 'refused' | 'blocked' | 'uncertain', code?: string) =>
  (error: SendErrorDescription): SendFailure => ({
    kind,
    code: code ?? (error.name === 'Error' ? error.code : undefined) ?? error.name,
    detail: error.message,
  });

/**
 * SES's words for both limits, over all its error codes (SES developer guide, "Errors related to the sending quotas").
 * A code without these words is a request rate: of the API, or of the account's sends.
 */
const dailyQuota = saying(/daily message quota exceeded/i);
const throttling = named(
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'LimitExceededException',
  'PriorRequestNotComplete',
  'SlowDown',
);

/** Codes that name the account, the sender, the credentials or our clock: the next recipient would get the same. */
const accountWide = named(
  'AccountSendingPausedException',
  'ConfigurationSetSendingPausedException',
  'ConfigurationSetDoesNotExist',
  'ConfigurationSetDoesNotExistException',
  'InvalidConfigurationSet',
  'InvalidConfigurationSetException',
  'MailFromDomainNotVerified',
  'MailFromDomainNotVerifiedException',
  'FromEmailAddressNotVerified',
  'FromEmailAddressNotVerifiedException',
  'ProductionAccessNotGranted',
  'ProductionAccessNotGrantedException',
  'AccessDenied',
  'AccessDeniedException',
  'NotAuthorized',
  'UnauthorizedOperation',
  'OptInRequired',
  'ExpiredToken',
  'ExpiredTokenException',
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'UnrecognizedClientException',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'AuthFailure',
  'IncompleteSignature',
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'RequestExpired',
  'RequestInTheFuture',
  'RequestTimeTooSkewed',
  'CredentialsProviderError',
);

/** Certificate checks, by the names that Node and OpenSSL give them: they end before HTTP begins. */
const certificateRefused = coded(
  /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|CRL_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/,
);

/** A handshake that failed; the same codes come for faults in mid-stream, so OpenSSL's words must say which it was. */
const handshakeFailed = (error: SendErrorDescription) =>
  coded(/^(EPROTO|ERR_SSL_)/)(error) &&
  /wrong version number|packet length too long|unsupported protocol|no protocols available|handshake failure|protocol version|unrecognized name/i.test(
    error.message,
  );

/** Codes of the network that can only come while a connection is made. */
const neverConnected = coded(/^(ECONNREFUSED|ENOTFOUND|EAI_[A-Z]+|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL)$/);

const NOT_VERIFIED = /(address|identit)\w* (is |are )?not verified/i;

/** The identities at the end of "... failed the check in region EU-CENTRAL-1: a@x.org, Name <b@x.org>", lower case. */
function failedIdentities(message: string): readonly string[] {
  const list = /failed the check in region [^:]*:(.*)$/is.exec(message)?.[1] ?? '';
  return list
    .split(',')
    .map((each) => (/<([^<>]*)>/.exec(each)?.[1] ?? each).trim().toLowerCase())
    .filter((each) => each !== '');
}

/** In the sandbox recipients must be verified too; only when nothing else failed is it this recipient's matter alone. */
function onlyRecipientUnverified({ message, recipient }: SendErrorDescription): boolean {
  const failed = failedIdentities(message);
  return failed.length > 0 && failed.every((each) => each === recipient?.toLowerCase());
}

const status = (from: number, to: number) => (error: SendErrorDescription) =>
  error.httpStatus !== undefined && error.httpStatus >= from && error.httpStatus <= to;

const RULES: readonly Rule[] = [
  // Codes say more than the HTTP status: SES answers throttling with 400 and with 503.
  { when: (error) => throttling(error) && dailyQuota(error), means: notSent('quota') },
  { when: throttling, means: notSent('throttled') },
  { when: accountWide, means: stopped('blocked') },
  {
    when: saying(/^(Region is missing|Could not load credentials|Resolved credential object is not valid)/),
    means: stopped('blocked', 'not-configured'),
  },
  {
    when: (error) => error.name === 'MessageRejected' && NOT_VERIFIED.test(error.message),
    means: (error) =>
      onlyRecipientUnverified(error)
        ? stopped('refused', 'sandbox-recipient')(error)
        : stopped('blocked', 'sender-not-verified')(error),
  },
  {
    when: (error) =>
      error.name === 'MessageRejected' && /sending.{0,40}(paused|suspended|disabled)/i.test(error.message),
    means: stopped('blocked'),
  },
  {
    // Both stand in every message of an issue in the same way.
    when: (error) =>
      named('InvalidParameterValue', 'InvalidParameter', 'ValidationError')(error) &&
      /configuration ?set|\btags?\b/i.test(error.message),
    means: stopped('blocked'),
  },
  {
    when: named('MessageRejected', 'InvalidParameterValue', 'InvalidParameter', 'ValidationError'),
    means: stopped('refused'),
  },

  // Without an answer: what never left is no attempt, anything later may have arrived.
  { when: (error) => error.requestSent === false, means: notSent('unreachable') },
  {
    when: (error) => error.syscall === 'connect' || error.syscall === 'getaddrinfo',
    means: notSent('unreachable'),
  },
  { when: neverConnected, means: notSent('unreachable') },
  { when: (error) => certificateRefused(error) || handshakeFailed(error), means: notSent('unreachable') },

  { when: status(429, 429), means: notSent('throttled') },
  {
    when: (error) => error.unreadable === true,
    means: (error) => {
      const failed = error.httpStatus !== undefined && error.httpStatus >= 300;
      return stopped('uncertain', failed ? `http-${error.httpStatus}` : 'unreadable-answer')(error);
    },
  },
  {
    when: named('InternalFailure', 'InternalServiceError', 'ServiceUnavailable', 'RequestTimeout'),
    means: stopped('uncertain'),
  },
  { when: status(408, 408), means: stopped('uncertain') },
  // A code we do not know: SES says no, and whether it says so to everybody cannot be told. Stop rather than burn a list.
  { when: status(400, 499), means: stopped('blocked') },
  {
    when: (error) =>
      named('TimeoutError', 'AbortError')(error) && (error.code ?? 'ETIMEDOUT') === 'ETIMEDOUT',
    means: stopped('uncertain', 'timeout'),
  },
  {
    when: coded(/^(ECONNRESET|EPIPE|ETIMEDOUT|UND_ERR_SOCKET)$/),
    means: (error) => stopped('uncertain', error.code)(error),
  },
];

/**
 * What a failed call to SES says about the mail; each kind asks for another step of the send protocol. When in doubt the
 * answer is `uncertain`: it costs a wait, where a wrong "not sent" would cost a reader a second copy.
 */
export function classifySendError(error: SendErrorDescription): SendFailure {
  const rule = RULES.find(({ when }) => when(error));
  return rule ? rule.means(error) : stopped('uncertain')(error);
}
