import { type Gathered, known, unknown } from '../line.ts';

/** Errors of AWS whose name is enough to say what to do. */
const NAMED: Readonly<Record<string, readonly [why: string, remedy: string]>> = {
  CredentialsProviderError: [
    'there are no AWS credentials',
    'Run `aws sso login`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
  ],
  ExpiredToken: ['the AWS credentials have expired', 'Run `aws sso login` or renew them.'],
  ExpiredTokenException: ['the AWS credentials have expired', 'Run `aws sso login` or renew them.'],
  UnrecognizedClientException: [
    'AWS does not know the credentials',
    'Check AWS_ACCESS_KEY_ID and the region.',
  ],
  InvalidClientTokenId: ['AWS does not know the credentials', 'Check AWS_ACCESS_KEY_ID and the region.'],
  InvalidSignatureException: [
    'AWS refuses the signature of the credentials',
    'Check AWS_SECRET_ACCESS_KEY and the clock of this machine.',
  ],
  SignatureDoesNotMatch: [
    'AWS refuses the signature of the credentials',
    'Check AWS_SECRET_ACCESS_KEY and the clock of this machine.',
  ],
  RequestTimeTooSkewed: ['the clock of this machine is wrong', 'Set it by NTP.'],
  ThrottlingException: ['AWS answered that it was asked too often', 'Run it again in a minute.'],
  TooManyRequestsException: ['AWS answered that it was asked too often', 'Run it again in a minute.'],
  NotFoundException: ['it is not there', 'Deploy with `npx cdk deploy --all`.'],
  ResourceNotFoundException: ['it is not there', 'Deploy with `npx cdk deploy --all`.'],
};

const NETWORK: Readonly<Record<string, string>> = {
  ENOTFOUND: 'its name was not found',
  EAI_AGAIN: 'no name server answered',
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was cut',
  ETIMEDOUT: 'it did not answer in time',
  ESERVFAIL: 'the name server failed',
  ETIMEOUT: 'no name server answered in time',
  EREFUSED: 'the name server refused',
};

/** The name of a class of errors, and not a text that somebody put there. */
const CLASS = /^[A-Z][A-Za-z]{2,40}(Exception|Error|Fault)$/;

const DENIED = /AccessDenied|NotAuthorized|UnauthorizedOperation|AuthorizationError/;

/**
 * Asks, and makes of a failure the clause why it is not known. An error's own text is never handed on: AWS's messages about
 * signatures quote the request, credentials included. `action` is the IAM action that the question takes.
 */
export async function asking<Value>(action: string, ask: () => Promise<Value>): Promise<Gathered<Value>> {
  try {
    return known(await ask());
  } catch (error) {
    return reasonOf(error, action);
  }
}

/** The clause of an error, made of words of ours alone. */
export function reasonOf(error: unknown, action: string) {
  const { name, code } = wordsOf(error);
  if (DENIED.test(name) || DENIED.test(code)) {
    return unknown(
      `your credentials may not call ${action}`,
      `Allow ${action} to the role or user that you work with.`,
    );
  }
  const named = Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
  if (named) return unknown(`${action}: ${named[0]}`, named[1]);
  const network = Object.hasOwn(NETWORK, code) ? NETWORK[code] : undefined;
  if (network) return unknown(`${action}: ${network}`, 'Check the network, the region and AWS_ENDPOINT_URL.');
  if (name === 'Error' && (error as Error).message === 'Region is missing') {
    return unknown('there is no AWS region', 'Set AWS_REGION, e.g. AWS_REGION=eu-central-1.');
  }
  if (name === 'TimeoutError' || name === 'AbortError')
    return unknown(`${action}: it did not answer in time`);
  const kind = CLASS.test(name) ? ` with ${name}` : '';
  return unknown(
    `${action} failed${kind}`,
    'Run it again; if it stays so, ask the same of the AWS command line, which shows the whole answer.',
  );
}

function wordsOf(error: unknown): { readonly name: string; readonly code: string } {
  if (typeof error !== 'object' || error === null) return { name: '', code: '' };
  const { name, code, Code } = error as Record<string, unknown>;
  return { name: String(name ?? ''), code: String(code ?? Code ?? '') };
}
