/** Environment variables of manage-subscription; infra sets exactly these. */
export const names = [
  'TABLE_NAME',
  'BUCKET_NAME',
  'CONFIGURATION_SET',
  'SITE_URL',
  'TOKEN_SECRET_ARN',
] as const;

export type Env = Readonly<Record<(typeof names)[number], string>>;
