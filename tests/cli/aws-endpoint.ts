import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { generateKeys, keysToJson } from '../../lambdas/adapters/keys.ts';
import { aNewsletter } from '../support/issue-builders.ts';
import { sqsAnswers } from '../support/sqs-moves.ts';

/** As much of CloudFormation, Secrets Manager and SES v2 as `--aws` needs to look after readers, on loopback. */
export interface AwsEndpoint {
  /** The environment of a command that talks to it. */
  readonly env: Record<string, string>;
  /** What SES's own suppression list holds. */
  readonly suppressed: Set<string>;
  /** Dead letters by queue: `plan`, `delivery`, `feedback`. SQS moves them back when it is asked to. */
  readonly dead: Map<string, number>;
  /** SES v2 answers this status while it is set. */
  refusal: { readonly status: number; readonly code: string } | undefined;
  stop(): Promise<void>;
}

const SECRET_ARN = 'arn:aws:secretsmanager:eu-central-1:111111111111:secret:keys';

/** Where SES v2 keeps an address that it mails nothing (API reference, DeleteSuppressedDestination). */
const SUPPRESSED = '/v2/email/suppression/addresses/';

/** An account with our App stack, whose table is `tableName` of the DynamoDB at `dynamo`. */
export async function awsEndpoint(dynamo: string, tableName: string): Promise<AwsEndpoint> {
  const suppressed = new Set<string>();
  const dead = new Map<string, number>();
  const sqs = sqsAnswers(dead);
  let url = '';
  const outputs = () => ({
    BucketName: 'bucket',
    TableName: tableName,
    // The SDK asks where the queue's own address leads.
    PlanQueueUrl: `${url}/111111111111/plan`,
    DeliveryQueueUrl: `${url}/111111111111/delivery`,
    FeedbackQueueUrl: `${url}/111111111111/feedback`,
    TokenSecretArn: SECRET_ARN,
    PagesUrl: 'https://news.example.com',
  });
  const members = () =>
    Object.entries(outputs()).map(
      ([name, value]) => `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`,
    );
  const stack = () =>
    `<member><StackName>${aNewsletter().aws.stackPrefix}-App</StackName><CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>CREATE_COMPLETE</StackStatus><Outputs>${members().join('')}</Outputs></member>`;
  const stacks = () =>
    `<DescribeStacksResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStacksResult><Stacks>${stack()}</Stacks></DescribeStacksResult></DescribeStacksResponse>`;
  const secret = JSON.stringify({
    ARN: SECRET_ARN,
    Name: 'keys',
    SecretString: keysToJson(generateKeys()),
  });
  const endpoint: Pick<AwsEndpoint, 'refusal'> = { refusal: undefined };
  const server = createServer((request, response) => {
    const target = String(request.headers['x-amz-target'] ?? '');
    if (target.startsWith('AmazonSQS.'))
      return void sqs(target.slice('AmazonSQS.'.length), request, response);
    request.resume();
    const json = (status: number, body: string, headers = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    const refuse = (status: number, code: string) =>
      json(status, JSON.stringify({ message: `${code} it is` }), { 'x-amzn-errortype': code });
    const path = request.url ?? '';
    if (target === 'secretsmanager.GetSecretValue') json(200, secret);
    else if (request.method === 'DELETE' && path.startsWith(SUPPRESSED)) {
      if (endpoint.refusal) refuse(endpoint.refusal.status, endpoint.refusal.code);
      else if (suppressed.delete(decodeURIComponent(path.slice(SUPPRESSED.length)))) json(200, '{}');
      else refuse(404, 'NotFoundException');
    } else if (path === '/') response.writeHead(200, { 'content-type': 'text/xml' }).end(stacks());
    else refuse(400, 'UnknownOperationException');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return Object.assign(endpoint, {
    suppressed,
    dead,
    env: {
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_ENDPOINT_URL_CLOUDFORMATION: url,
      AWS_ENDPOINT_URL_SECRETS_MANAGER: url,
      AWS_ENDPOINT_URL_SESV2: url,
      AWS_ENDPOINT_URL_SQS: url,
      AWS_ENDPOINT_URL_DYNAMODB: dynamo,
      AWS_MAX_ATTEMPTS: '1',
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  });
}
