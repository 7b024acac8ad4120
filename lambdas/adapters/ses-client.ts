import { SESClient, type SESClientConfig } from '@aws-sdk/client-ses';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { encodingMailsFast } from './raw-mail-encoding.ts';
import { SigningHash } from './signing-hash.ts';

export interface SesClientOptions {
  /** Calls under way at once, so as many kept sockets; default 32. */
  readonly concurrency?: number;
  /** Milliseconds from the call to the last byte of the answer; default 10,000. */
  readonly requestTimeoutMs?: number;
  /** Region, credentials, endpoint; default: the environment, `AWS_ENDPOINT_URL_SES` included. */
  readonly config?: SESClientConfig;
}

export const DEFAULT_REQUEST_TIMEOUT_MS = 10_000;

/** A connection takes some 50 ms, a resolver that is down several seconds; then it is certain that nothing was sent. */
const CONNECTION_TIMEOUT_MS = 3_000;

/**
 * An idle socket is dropped after this long, before SES closes it: a mail written into a connection that the other side
 * is just closing is a mail in doubt.
 */
const IDLE_SOCKET_MS = 4_000;

/**
 * A client that calls once and never again by itself: SES has no idempotency key, so a repetition is a second mail. Its
 * sockets are kept between calls.
 */
export function sesClient(options: SesClientOptions = {}): SESClient {
  const { concurrency = 32, requestTimeoutMs = DEFAULT_REQUEST_TIMEOUT_MS, config = {} } = options;
  const agent = { keepAlive: true, maxSockets: concurrency, timeout: IDLE_SOCKET_MS };
  const client = new SESClient({
    sha256: SigningHash,
    ...config,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({
      connectionTimeout: Math.min(CONNECTION_TIMEOUT_MS, requestTimeoutMs),
      requestTimeout: requestTimeoutMs,
      // Without it the time-out only writes a warning and the call goes on.
      throwOnRequestTimeout: true,
      httpAgent: agent,
      httpsAgent: agent,
    }),
  });
  return encodingMailsFast(client);
}
