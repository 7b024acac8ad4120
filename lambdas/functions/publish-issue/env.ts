/** Environment variables of publish-issue; infra sets exactly these. */
export const names = [
  'TABLE_NAME',
  'BUCKET_NAME',
  'PLAN_QUEUE_URL',
  'DELIVERY_QUEUE_URL',
  'SITE_URL',
] as const;

export type Env = Readonly<Record<(typeof names)[number], string>>;
