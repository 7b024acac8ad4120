import { Presets, SingleBar } from 'cli-progress';

/** How far a job is, on stderr; a bar on a terminal, nothing where nobody watches. */
export interface Progress {
  /** One more is done, or `to` are. */
  advance(to?: number): void;
  stop(): void;
}

/** `what` is the plural of the things counted; `quiet` (as under `--json`) shows nothing. */
export function progressBar(what: string, total: number, quiet: boolean): Progress {
  if (quiet || !process.stderr.isTTY || total === 0)
    return { advance: () => undefined, stop: () => undefined };
  const bar = new SingleBar(
    {
      format: `  {bar} {value}/{total} ${what}  {eta_formatted} left`,
      hideCursor: true,
      stream: process.stderr,
    },
    Presets.shades_grey,
  );
  bar.start(total, 0);
  return {
    advance: (to) => (to === undefined ? bar.increment() : bar.update(to)),
    stop: () => bar.stop(),
  };
}
