import { type PollDeps, pollSources } from '../../core/poll-sources.ts';

/** What the invocation answers, for whoever invokes it by hand. */
export interface CollectAnswer {
  /** Topics that are new. */
  readonly fresh: number;
  readonly polled: number;
  /** Sources whose servers said that nothing has changed. */
  readonly unchanged: number;
  /** Ids of the sources that could not be read; each is reported with its reason. */
  readonly sick: readonly string[];
}

/** Polls all sources once, whatever the event says. Throws only when the table cannot be written. */
export function collectBriefingHandler(deps: PollDeps): () => Promise<CollectAnswer> {
  return async () => {
    const polled = await pollSources(deps);
    const fresh = polled.flatMap((each) => (each.kind === 'polled' ? each.fresh : [])).length;
    const of = (kind: (typeof polled)[number]['kind']) => polled.filter((each) => each.kind === kind);
    return {
      fresh,
      polled: of('polled').length,
      unchanged: of('unchanged').length,
      sick: of('sick').map((each) => each.source),
    };
  };
}
