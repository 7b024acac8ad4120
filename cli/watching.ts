import { watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

/** Editors write a file in several steps; this many milliseconds of quiet make one change. */
const QUIET = 80;

/**
 * Runs `work` now and again after every change of the files or of anything below the folders, one run at a time; a change
 * during a run asks for another. Resolves when `signal` aborts and the run in progress has ended. `work` must not throw.
 */
export async function whileWatching(
  paths: { readonly files: readonly string[]; readonly folders: readonly string[] },
  work: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let wake = () => {};
  let changed = true;
  let timer: NodeJS.Timeout | undefined;
  const change = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      changed = true;
      wake();
    }, QUIET);
  };
  const watchers = [
    // A file is watched by its folder: an editor that saves by renaming replaces the file itself.
    ...paths.files.map((file) =>
      watch(dirname(resolve(file)), (_, name) => {
        if (name === null || name === basename(file)) change();
      }),
    ),
    ...paths.folders.map((folder) => watch(folder, { recursive: true }, change)),
  ];
  signal.addEventListener('abort', () => wake(), { once: true });
  while (!signal.aborted) {
    if (changed) {
      changed = false;
      await work();
    } else {
      await new Promise<void>((resolveWait) => {
        wake = resolveWait;
      });
    }
  }
  clearTimeout(timer);
  for (const watcher of watchers) watcher.close();
}
