/** Middle of the samples; the mean would follow one garbage collection. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** How many times as long `one` takes as `other`: the median over rounds, in each of which they ran side by side. */
export function ratio(one: readonly number[], other: readonly number[]): number {
  return median(one.map((ms, round) => ms / (other[round] ?? Number.NaN)));
}

/** Long enough for some thousands of calls of the cheapest contender. */
const WARM_UP_MS = 2_000;

async function warmUp({ run }: { run(index: number): unknown }): Promise<void> {
  const until = performance.now() + WARM_UP_MS;
  for (let index = 0; performance.now() < until; index += 1) await run(index);
}

/**
 * Milliseconds per call in each round. The contenders take short turns within a round, so that a slow spell of the
 * machine hits all of them. Before the first round each runs for a while until the compiler is done with it.
 */
export async function takeTurns<Name extends string>(
  contenders: Readonly<Record<Name, { readonly calls: number; run(index: number): unknown }>>,
  rounds: number,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(contenders) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (const name of names) await warmUp(contenders[name]);
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const { calls, run } = contenders[name];
      const began = performance.now();
      for (let index = 0; index < calls; index += 1) await run(round * calls + index);
      samples[name].push((performance.now() - began) / calls);
    }
  }
  return samples;
}
