import type { Flood, Floods, OneClick } from '../../core/subscribers/flood.ts';

/** One-click requests as long as their process lives. */
export function memoryFloods(): Floods {
  const floods = new Map<string, Flood & { flagged: boolean }>();
  const clicks = new Map<string, Map<string, OneClick>>();
  const keyOf = (issueId: string, domain: string) => JSON.stringify([issueId, domain]);

  return {
    async note(click) {
      const { issueId, domain, subscriberId, at } = click;
      const key = keyOf(issueId, domain);
      clicks.set(key, (clicks.get(key) ?? new Map()).set(subscriberId, click));
      const before = floods.get(key) ?? {
        issueId,
        domain,
        count: 0,
        firstAt: at,
        lastAt: at,
        flagged: false,
      };
      floods.set(key, { ...before, count: before.count + 1, lastAt: at });
      return before.count + 1;
    },
    async flag(issueId, domain) {
      const flood = floods.get(keyOf(issueId, domain));
      if (!flood || flood.flagged) return false;
      floods.set(keyOf(issueId, domain), { ...flood, flagged: true });
      return true;
    },
    async *list() {
      const sorted = [...floods].sort(([a], [b]) => (a < b ? -1 : 1));
      for (const [, { flagged, ...flood }] of sorted) if (flagged) yield flood;
    },
    async *clicks(issueId, domain) {
      const found = [...(clicks.get(keyOf(issueId, domain))?.values() ?? [])];
      yield* found.sort((a, b) => (a.subscriberId < b.subscriberId ? -1 : 1));
    },
    async noteUndone(issueId, domain, at) {
      const flood = floods.get(keyOf(issueId, domain));
      if (flood) floods.set(keyOf(issueId, domain), { ...flood, undoneAt: at });
    },
  };
}
