import { WorkFailed } from './output.ts';

/** What to do about an error of the AWS SDK, as a sentence; `about` names what was asked, e.g. `stack Briefwire-App`. */
export function remedyFor(error: unknown, about: string): string {
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (/Region is missing/.test(message))
    return 'No AWS region: set AWS_REGION, e.g. AWS_REGION=eu-central-1.';
  if (name === 'CredentialsProviderError' || /credentials/i.test(message)) {
    return 'No AWS credentials: run `aws sso login`, or set AWS_PROFILE or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.';
  }
  if (/ExpiredToken|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch/.test(name)) {
    return `AWS does not accept these credentials (${message}): run \`aws sso login\`, or set others.`;
  }
  if (/AccessDenied|UnauthorizedOperation/.test(name)) {
    return `These credentials may not do that: ${message}. Deploying takes an administrator, or the rights of docs/deploy.md.`;
  }
  if (/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ETIMEDOUT/.test(`${name} ${message}`)) {
    return `AWS cannot be reached (${message}): is there a network, and is AWS_ENDPOINT_URL right if it is set?`;
  }
  return `${about} cannot be read: ${message}`;
}

/** Asks AWS; throws WorkFailed with the remedy when it cannot be asked. */
export async function askingAws<Answer>(about: string, ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (error) {
    throw new WorkFailed(remedyFor(error, about), { cause: error });
  }
}
