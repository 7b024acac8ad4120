/** Environment variables of record-feedback; infra sets exactly these. */
export const names = ['TABLE_NAME', 'TOKEN_SECRET_ARN'] as const;

export type Env = Readonly<Record<(typeof names)[number], string>>;
