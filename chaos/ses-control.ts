import type { Doubled } from './truth.ts';

/** What the run asks of the SES process. */
export function sesControl(endpoint: string) {
  const ask = async (path: string) => {
    const answer = await fetch(`${endpoint}${path}`);
    if (!answer.ok) throw new Error(`${path}: HTTP ${answer.status}`);
    return answer;
  };
  return {
    status: async () =>
      (await (await ask('/status')).json()) as { taken: number; lastAt: number; waiting: number },
    /** Before the signal, so that no mail of a dead process counts as one of a living one. */
    killing: (pid: number) => ask(`/killed?pid=${pid}`),
    /** Every event comes and nothing goes wrong any more. */
    calm: () => ask('/calm'),
    doubled: async () =>
      (await (await ask('/doubled')).json()) as {
        doubled: readonly Doubled[];
        killed: Readonly<Record<string, number>>;
      },
    /** Mails of each recipient. */
    copies: async () => new Uint8Array(await (await ask('/copies')).arrayBuffer()),
  };
}

export type SesControl = ReturnType<typeof sesControl>;
