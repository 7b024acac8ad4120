import { createServer as createTcpServer, type LookupFunction } from 'node:net';
import { SESClient, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../cli/local/free-port.ts';
import { sesClient } from '../../lambdas/adapters/ses-client.ts';
import { describeSendError } from '../../lambdas/adapters/ses-error.ts';
import { classifySendError, type SendFailure } from '../../lambdas/core/delivery/classify-send-error.ts';
import { localCredentials } from '../support/dynamo.ts';
import { answer, type Behaviour, type ScriptedEndpoint, scriptedEndpoint, sesError } from './ses-endpoint.ts';

const recipient = 'anna@example.com';
const unverified = (...identities: string[]) =>
  `Email address is not verified. The following identities failed the check in region EU-CENTRAL-1: ${identities.join(', ')}`;

/** Short for the outcome that a row expects: kind, and reason or code where it matters. */
type Expected =
  | 'throttled'
  | 'quota'
  | 'unreachable'
  | `refused ${string}`
  | `blocked ${string}`
  | `uncertain ${string}`;

function short(failure: SendFailure): Expected {
  return failure.kind === 'not-sent' ? failure.reason : `${failure.kind} ${failure.code}`;
}

/** What SES or something in front of it answers, and what that means. */
const ANSWERS: readonly (readonly [number, string, string, Expected])[] = [
  [400, 'Throttling', 'Maximum sending rate exceeded.', 'throttled'],
  [454, 'Throttling', 'Maximum sending rate exceeded.', 'throttled'],
  [400, 'Throttling', 'Rate exceeded', 'throttled'],
  [503, 'Throttling', 'Rate exceeded', 'throttled'],
  [400, 'ThrottlingException', 'Rate exceeded', 'throttled'],
  [429, 'TooManyRequestsException', 'Too many requests', 'throttled'],
  [400, 'RequestLimitExceeded', 'Request limit exceeded.', 'throttled'],
  [429, 'SomethingNew', 'slow down', 'throttled'],
  [400, 'Throttling', 'Daily message quota exceeded.', 'quota'],
  [400, 'LimitExceededException', 'Daily message quota exceeded', 'quota'],
  [400, 'MessageRejected', 'Message content is not allowed', 'refused MessageRejected'],
  [400, 'MessageRejected', unverified('anna@example.com'), 'refused sandbox-recipient'],
  [400, 'MessageRejected', unverified('Anna@Example.com'), 'refused sandbox-recipient'],
  [400, 'MessageRejected', unverified('Anna <anna@example.com>'), 'refused sandbox-recipient'],
  [400, 'MessageRejected', unverified('wire@example.com'), 'blocked sender-not-verified'],
  [
    400,
    'MessageRejected',
    unverified('anna@example.com', 'Wire <wire@example.com>'),
    'blocked sender-not-verified',
  ],
  [400, 'MessageRejected', 'Email address is not verified.', 'blocked sender-not-verified'],
  [400, 'MessageRejected', 'Email address not verified wire@example.com', 'blocked sender-not-verified'],
  [400, 'MessageRejected', 'Sending is paused for this account.', 'blocked MessageRejected'],
  [
    400,
    'InvalidParameterValue',
    'Local address contains control or whitespace',
    'refused InvalidParameterValue',
  ],
  [400, 'InvalidParameterValue', 'Missing final "@domain"', 'refused InvalidParameterValue'],
  [400, 'InvalidParameterValue', 'Invalid email tag value <a.b>', 'blocked InvalidParameterValue'],
  [
    400,
    'AccountSendingPausedException',
    'Email sending is disabled',
    'blocked AccountSendingPausedException',
  ],
  [400, 'ConfigurationSetSendingPausedException', 'paused', 'blocked ConfigurationSetSendingPausedException'],
  [400, 'ConfigurationSetDoesNotExist', 'no <briefwire>', 'blocked ConfigurationSetDoesNotExistException'],
  [400, 'MailFromDomainNotVerifiedException', 'no MX', 'blocked MailFromDomainNotVerifiedException'],
  [403, 'AccessDenied', 'User is not authorized to perform ses:SendRawEmail', 'blocked AccessDenied'],
  [403, 'AccessDeniedException', 'not authorized', 'blocked AccessDeniedException'],
  [403, 'ExpiredToken', 'The security token included in the request is expired', 'blocked ExpiredToken'],
  [403, 'InvalidClientTokenId', 'The security token is invalid', 'blocked InvalidClientTokenId'],
  [403, 'MissingAuthenticationToken', 'Request is missing a token', 'blocked MissingAuthenticationToken'],
  [403, 'SignatureDoesNotMatch', 'Signature expired: 20261124T060000Z', 'blocked SignatureDoesNotMatch'],
  [403, 'RequestTimeTooSkewed', 'The difference is too large', 'blocked RequestTimeTooSkewed'],
  [403, 'OptInRequired', 'Sign up for SES first', 'blocked OptInRequired'],
  [400, 'InvalidAction', 'Could not find operation', 'blocked InvalidAction'],
  [404, '', '', 'blocked NotFound'],
  [500, 'InternalFailure', 'try again', 'uncertain InternalFailure'],
  [400, 'InternalFailure', 'try again', 'uncertain InternalFailure'],
  [503, 'ServiceUnavailable', 'try later', 'uncertain ServiceUnavailable'],
  [500, 'SomethingNew', 'no idea', 'uncertain SomethingNew'],
  [408, 'RequestTimeout', 'too slow', 'uncertain RequestTimeout'],
];

/** Connections and answers that go wrong after the request was written. */
const ACCIDENTS: readonly (readonly [string, Behaviour, Expected])[] = [
  ['an empty 500', answer(500, ''), 'uncertain http-500'],
  ['a page of HTML with 502', answer(502, '<html><body>Bad gateway</body></html>'), 'uncertain http-502'],
  ['a broken page with 403', answer(403, '<html><hr></html>'), 'uncertain http-403'],
  ['plain text with 400', answer(400, 'no {'), 'uncertain http-400'],
  ['an empty 429', answer(429, ''), 'throttled'],
  ['a redirect', answer(301, ''), 'uncertain http-301'],
  ['JSON with 200', answer(200, '{"MessageId":"1"}'), 'uncertain unreadable-answer'],
  ['a connection that is closed', (request) => request.socket.destroy(), 'uncertain ECONNRESET'],
  ['a connection that is reset', (request) => request.socket.resetAndDestroy(), 'uncertain ECONNRESET'],
  [
    'words that are not HTTP',
    (request) => request.socket.end('hello\r\n\r\n'),
    'uncertain HPE_INVALID_CONSTANT',
  ],
  [
    'an answer that is cut off',
    (request, response) => {
      response.writeHead(200, { 'content-length': '500' });
      response.write('<SendRaw', () => request.socket.destroy());
    },
    'uncertain unreadable-answer',
  ],
];

describe('an error of the real client, made by a real endpoint', () => {
  let endpoint: ScriptedEndpoint;

  /** Sends by that client, which must fail, and classifies what it threw. */
  async function failureOf(client: SESClient): Promise<SendFailure> {
    const command = new SendRawEmailCommand({
      Source: 'wire@example.com',
      Destinations: [recipient],
      RawMessage: { Data: new Uint8Array([1]) },
    });
    const thrown = await client.send(command).then(
      () => expect.unreachable('the call was to fail'),
      (error: unknown) => error,
    );
    client.destroy();
    return classifySendError(describeSendError(thrown, recipient));
  }
  const clientAt = (url: string, config = {}) =>
    sesClient({ requestTimeoutMs: 2_000, config: { endpoint: url, ...localCredentials, ...config } });

  beforeAll(async () => {
    endpoint = await scriptedEndpoint();
  });
  afterAll(() => endpoint.stop());

  it.each(ANSWERS)('HTTP %i %s "%s" is %s', async (status, code, message, expected) => {
    endpoint.behave(code === '' ? answer(status, '') : sesError(status, code, message));
    const failure = await failureOf(clientAt(endpoint.url));
    expect(short(failure)).toBe(expected);
    expect(failure.detail).toContain(code === '' ? 'HTTP 404' : message);
  });

  it.each(ACCIDENTS)('%s is as expected', async (_, behaviour, expected) => {
    endpoint.behave(behaviour);
    const failure = await failureOf(clientAt(endpoint.url));
    expect(short(failure)).toBe(expected);
    expect(failure.detail).not.toMatch(/Unknown|Deserialization/);
  });

  it('a port that nobody listens on is unreachable', async () => {
    expect(short(await failureOf(clientAt(`http://127.0.0.1:${await freePort()}`)))).toBe('unreachable');
  });

  it.each([
    ['a name that nobody knows', { code: 'ENOTFOUND', syscall: 'getaddrinfo' }],
    ['a resolver that is down', { code: 'EAI_AGAIN', syscall: 'getaddrinfo' }],
  ])('%s is unreachable', async (_, fields) => {
    const lookup: LookupFunction = (_host, _options, done) =>
      done(Object.assign(new Error(`getaddrinfo ${fields.code}`), fields), '');
    const requestHandler = new NodeHttpHandler({ httpAgent: { lookup } });
    const config = {
      endpoint: 'http://ses.example.com',
      ...localCredentials,
      maxAttempts: 1,
      requestHandler,
    };
    expect(short(await failureOf(new SESClient(config)))).toBe('unreachable');
  });

  it('a TLS greeting answered in plain HTTP is unreachable', async () => {
    expect(short(await failureOf(clientAt(`https://127.0.0.1:${endpoint.port}`)))).toBe('unreachable');
  });

  it('a connection closed during the TLS handshake is unreachable', async () => {
    const server = createTcpServer((socket) => socket.destroy());
    const port = await freePort();
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    expect(short(await failureOf(clientAt(`https://127.0.0.1:${port}`)))).toBe('unreachable');
    await new Promise((resolve) => server.close(resolve));
  });

  it('a connection that is not made in time is unreachable', async () => {
    const requestHandler = new NodeHttpHandler({
      connectionTimeout: 20,
      // A resolver that never answers keeps the socket from connecting.
      httpAgent: { lookup: () => {} },
    });
    const config = {
      endpoint: 'http://ses.example.com',
      ...localCredentials,
      maxAttempts: 1,
      requestHandler,
    };
    expect(short(await failureOf(new SESClient(config)))).toBe('unreachable');
  });

  it('missing credentials stop everything', async () => {
    const credentials = async () => {
      throw Object.assign(new Error('Could not load credentials from any providers'), {
        name: 'CredentialsProviderError',
      });
    };
    expect(short(await failureOf(clientAt(endpoint.url, { credentials })))).toBe(
      'blocked CredentialsProviderError',
    );
  });

  it('a missing region stops everything', async () => {
    const region = async () => {
      throw new Error('Region is missing');
    };
    expect(short(await failureOf(clientAt(endpoint.url, { region })))).toBe('blocked not-configured');
  });
});
