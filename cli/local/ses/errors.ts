import type { SesError } from './answers.ts';

/**
 * SES's own errors. Codes and statuses of the modelled ones are those of the service's model (`awsQueryError`), those of
 * the common ones of "Common Errors" in the API reference; messages are as SES words them where that is public.
 */
function sender(code: string, message: string, status = 400): SesError {
  return { status, type: 'Sender', code, message };
}

export const SES_ERRORS = {
  invalidParameter: (message: string) => sender('InvalidParameterValue', message),
  missingParameter: (name: string) =>
    sender('MissingParameter', `The request must contain the parameter ${name}.`),
  missingAction: () => sender('MissingAction', 'The request must contain the parameter Action.'),
  malformed: (message: string) => sender('MalformedInput', message),
  tooLarge: (most: number) => sender('RequestEntityTooLarge', `Request size exceeded ${most} bytes.`, 413),
  invalidAction: (action: string) =>
    sender('InvalidAction', `Could not find operation ${action} for version 2010-12-01`),
  /** HTTP 400 with code Throttling: only the message tells the rate from the day's quota. */
  rateExceeded: () => sender('Throttling', 'Maximum sending rate exceeded.'),
  dailyQuotaExceeded: () => sender('Throttling', 'Daily message quota exceeded.'),
  notVerified: (identities: readonly string[], region: string) =>
    sender(
      'MessageRejected',
      `Email address is not verified. The following identities failed the check in region ${region.toUpperCase()}: ${identities.join(', ')}`,
    ),
  accountPaused: () => sender('AccountSendingPausedException', 'Email sending is disabled for this account.'),
  /** What SES answers when AWS itself paused the account: the code of a refused message, yet it is about the account. */
  accountPausedByAws: () =>
    sender(
      'MessageRejected',
      'Sending paused for this account. For more information, please check the inbox of the email address associated with your AWS account.',
    ),
  configurationSetPaused: (name: string) =>
    sender(
      'ConfigurationSetSendingPausedException',
      `Email sending is disabled for the configuration set <${name}>.`,
    ),
  noConfigurationSet: (name: string) =>
    sender('ConfigurationSetDoesNotExist', `Configuration set <${name}> does not exist.`),
  mailFromNotVerified: () =>
    sender(
      'MailFromDomainNotVerifiedException',
      'The message could not be sent because the MX record of the custom MAIL FROM domain is not set up.',
    ),
  accessDenied: (action: string, source: string) =>
    sender(
      'AccessDenied',
      `User \`arn:aws:iam::000000000000:user/laptop' is not authorized to perform \`ses:${action}' on resource \`arn:aws:ses:local:000000000000:identity/${source}'`,
      403,
    ),
  expiredToken: () => sender('ExpiredToken', 'The security token included in the request is expired', 403),
  clockSkew: () =>
    sender(
      'SignatureDoesNotMatch',
      'Signature expired: 20000101T000000Z is now earlier than 20000101T000500Z (20000101T001000Z - 5 min.)',
      403,
    ),
  internalFailure: (): SesError => ({
    status: 500,
    type: 'Receiver',
    code: 'InternalFailure',
    message: 'The request processing has failed because of an unknown error, exception or failure.',
  }),
  unavailable: (): SesError => ({
    status: 503,
    type: 'Receiver',
    code: 'ServiceUnavailable',
    message: 'The request has failed due to a temporary failure of the server.',
  }),
} as const;
