/** One price of AWS. */
export interface Price {
  /** US dollars for `per` units, without free tiers and discounts. */
  readonly usd: number;
  readonly per: number;
  readonly unit: string;
  /** The latest month for which it is known to have stood on that page (docs/testing.md, "Prices"). */
  readonly asOf: string;
  readonly source: string;
}

const MILLION = 1_000_000;

/** Public prices of us-east-1; other regions differ by some per cent. */
export const PRICES = {
  sesMail: {
    usd: 0.1,
    per: 1_000,
    unit: 'mails',
    asOf: '2024-11',
    source: 'https://aws.amazon.com/ses/pricing/',
  },
  dynamoWrite: {
    usd: 0.625,
    per: MILLION,
    unit: 'write request units',
    asOf: '2025-07',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  dynamoRead: {
    usd: 0.125,
    per: MILLION,
    unit: 'read request units',
    asOf: '2025-07',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  sqsRequest: {
    usd: 0.4,
    per: MILLION,
    unit: 'requests',
    asOf: '2026-03',
    source: 'https://aws.amazon.com/sqs/pricing/',
  },
  snsPublish: {
    usd: 0.5,
    per: MILLION,
    unit: 'publishes',
    asOf: '2026-06',
    source: 'https://aws.amazon.com/sns/pricing/',
  },
  lambdaRequest: {
    usd: 0.2,
    per: MILLION,
    unit: 'requests',
    asOf: '2026-05',
    source: 'https://aws.amazon.com/lambda/pricing/',
  },
  /** arm64. */
  lambdaTime: {
    usd: 0.0000133334,
    per: 1,
    unit: 'GB-seconds',
    asOf: '2026-05',
    source: 'https://aws.amazon.com/lambda/pricing/',
  },
  s3Put: {
    usd: 0.005,
    per: 1_000,
    unit: 'PUT and LIST requests',
    asOf: '2024-11',
    source: 'https://aws.amazon.com/s3/pricing/',
  },
  s3Get: {
    usd: 0.0004,
    per: 1_000,
    unit: 'GET requests',
    asOf: '2024-11',
    source: 'https://aws.amazon.com/s3/pricing/',
  },
  httpApi: {
    usd: 1,
    per: MILLION,
    unit: 'requests',
    asOf: '2025-05',
    source: 'https://aws.amazon.com/api-gateway/pricing/',
  },
  logs: {
    usd: 0.5,
    per: 1,
    unit: 'GB of CloudWatch logs',
    asOf: '2026-06',
    source: 'https://aws.amazon.com/cloudwatch/pricing/',
  },
} as const satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;
