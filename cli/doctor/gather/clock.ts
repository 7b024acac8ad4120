import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { Clock } from '../../../lambdas/core/ports.ts';
import { type Gathered, known, unknown } from '../line.ts';

/**
 * Notes by how much this machine's clock is ahead of AWS's, from the Date of an answer that the client gets anyway. The
 * header has whole seconds, and the answer's way counts too, so it is good to about two seconds.
 */
export function watchClock(client: SESv2Client, clock: Pick<Clock, 'now'>): () => Gathered<number> {
  let ahead: number | undefined;
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      const { headers } = (result.response ?? {}) as { headers?: Readonly<Record<string, string>> };
      const theirs = Date.parse(headers?.['date'] ?? '');
      if (!Number.isNaN(theirs)) ahead = clock.now().getTime() - theirs;
      return result;
    },
    // Outside of the step that throws what an error's answer says: its Date counts as well.
    { step: 'deserialize', priority: 'low', name: 'briefwireClock' },
  );
  return () => (ahead === undefined ? unknown('AWS gave no answer with a date') : known(ahead));
}
