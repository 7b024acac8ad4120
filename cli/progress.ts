import { Presets, SingleBar } from 'cli-progress';

/** How far a job is, on stderr: a bar on a terminal, a line now and then elsewhere. */
export interface Progress {
  /** One more is done, or `to` are. */
  advance(to?: number): void;
  stop(): void;
}

/** Least milliseconds between two plain lines. */
const LINE_EVERY_MS = 2_000;

/** `what` is the plural of the things counted; `quiet` (as under `--json`) shows nothing. */
export function progressBar(what: string, total: number, quiet: boolean): Progress {
  if (quiet || total === 0) return { advance: () => undefined, stop: () => undefined };
  return process.stderr.isTTY ? bar(what, total) : lines(what, total);
}

function bar(what: string, total: number): Progress {
  const shown = new SingleBar(
    {
      format: `  {bar} {value}/{total} ${what}  {eta_formatted} left`,
      hideCursor: true,
      stream: process.stderr,
    },
    Presets.shades_grey,
  );
  shown.start(total, 0);
  return {
    advance: (to) => (to === undefined ? shown.increment() : shown.update(to)),
    stop: () => shown.stop(),
  };
}

function lines(what: string, total: number): Progress {
  let value = 0;
  let said = -1;
  let saidAt = Number.NEGATIVE_INFINITY;
  const say = () => {
    if (value === said) return;
    said = value;
    saidAt = performance.now();
    process.stderr.write(`  ${value}/${total} ${what}\n`);
  };
  return {
    advance(to) {
      value = to ?? value + 1;
      if (performance.now() - saidAt >= LINE_EVERY_MS) say();
    },
    stop: say,
  };
}
