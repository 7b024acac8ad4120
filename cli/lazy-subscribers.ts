import type { Subscribers } from '../lambdas/core/ports.ts';
import type { Floods } from '../lambdas/core/subscribers/flood.ts';
import type { Imports } from '../lambdas/core/subscribers/imports.ts';

/** Subscribers whose store is opened by the first call: opening it reads a secret that most commands do not need. */
export function lazySubscribers(open: () => Promise<Subscribers>): Subscribers {
  const store = once(open);
  return {
    get: async (...args) => (await store()).get(...args),
    getMany: async (...args) => (await store()).getMany(...args),
    findByEmail: async (...args) => (await store()).findByEmail(...args),
    add: async (...args) => (await store()).add(...args),
    unsubscribe: async (...args) => (await store()).unsubscribe(...args),
    known: async (...args) => (await store()).known(...args),
    change: async (key, decide) => (await store()).change(key, decide),
    history: async (...args) => (await store()).history(...args),
    dropHistory: async (...args) => (await store()).dropHistory(...args),
    count: async (...args) => (await store()).count(...args),
    suppress: async (...args) => (await store()).suppress(...args),
    choose: async (...args) => (await store()).choose(...args),
    async *activeReaders(query) {
      yield* (await store()).activeReaders(query);
    },
    async *list(filter) {
      yield* (await store()).list(filter);
    },
  };
}

/** Imports whose store is opened by the first call, for the same reason. */
export function lazyImports(open: () => Promise<Imports>): Imports {
  const store = once(open);
  return {
    standing: async (...args) => (await store()).standing(...args),
    addMany: async (...args) => (await store()).addMany(...args),
    note: async (...args) => (await store()).note(...args),
    get: async (...args) => (await store()).get(...args),
    async *list() {
      yield* (await store()).list();
    },
    async *batches(importId) {
      yield* (await store()).batches(importId);
    },
    undo: async (...args) => (await store()).undo(...args),
  };
}

/** One-click requests, likewise. */
export function lazyFloods(open: () => Promise<Floods>): Floods {
  const store = once(open);
  return {
    note: async (...args) => (await store()).note(...args),
    flag: async (...args) => (await store()).flag(...args),
    async *list() {
      yield* (await store()).list();
    },
    async *clicks(issueId, domain) {
      yield* (await store()).clicks(issueId, domain);
    },
    noteUndone: async (...args) => (await store()).noteUndone(...args),
  };
}

function once<Store>(open: () => Promise<Store>): () => Promise<Store> {
  let opened: Promise<Store> | undefined;
  return () => {
    opened ??= open();
    return opened;
  };
}
