const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Runs `cleanup` (synchronous, once) when this process ends by `process.exit`, by itself, or by a signal that nobody else
 * handles; a signal that somebody handles is theirs. Returns how to take it back.
 */
export function onProcessEnd(cleanup: () => void): () => void {
  const atExit = () => {
    undo();
    cleanup();
  };
  const atSignal = (signal: NodeJS.Signals) => {
    if (process.listenerCount(signal) > ours.size) return;
    for (const run of [...ours]) run();
    process.kill(process.pid, signal);
  };
  const undo = () => {
    ours.delete(atExit);
    process.off('exit', atExit);
    for (const signal of SIGNALS) process.off(signal, atSignal);
  };
  ours.add(atExit);
  process.on('exit', atExit);
  for (const signal of SIGNALS) process.on(signal, atSignal);
  return undo;
}

/** Every hook of this module puts one listener on each signal; more listeners than these mean that somebody else listens. */
const ours = new Set<() => void>();
