import type { Subscribers } from '../ports.ts';
import type { Decision, Known } from './store.ts';

const LONG_AGO = new Date(0).toISOString();

/**
 * A mail that a sign-up was to cause and that is known not to have gone out does not count: whoever signed up may try again
 * at once. `email` as `parseAddress` returns it.
 */
export function uncountMail(subscribers: Pick<Subscribers, 'change'>, email: string): Promise<void> {
  return subscribers.change({ email }, ({ address }: Known): Decision<void> => {
    const before = address?.mails;
    if (!before) return { result: undefined };
    const after = before.count > 1 ? { count: before.count - 1, lastAt: LONG_AGO } : undefined;
    return { result: undefined, writes: [{ kind: 'mails', email, before, ...(after && { after }) }] };
  });
}
