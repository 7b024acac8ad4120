/** Environment variables of deliver-mail; infra sets exactly these. */
export const names = [
  'TABLE_NAME',
  'BUCKET_NAME',
  'PLAN_QUEUE_URL',
  'DELIVERY_QUEUE_URL',
  'CONFIGURATION_SET',
  'SITE_URL',
  'TOKEN_SECRET_ARN',
] as const;

export type Env = Readonly<Record<(typeof names)[number], string>>;
