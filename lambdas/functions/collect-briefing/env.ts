/** Environment variables of collect-briefing; infra sets exactly these. */
export const names = ['TABLE_NAME'] as const;

export type Env = Readonly<Record<(typeof names)[number], string>>;
