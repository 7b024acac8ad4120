/** Middle of the samples; the mean would follow one garbage collection. */
export function median(samples: readonly number[]): number {
  const sorted = [...samples].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/**
 * Milliseconds per call, the median over rounds. The contenders take turns within a round, so that a slow spell of the
 * machine hits all of them; the first round warms up and does not count.
 */
export async function takeTurns<Name extends string>(
  contenders: Readonly<Record<Name, { readonly calls: number; run(index: number): unknown }>>,
  rounds: number,
): Promise<Record<Name, number>> {
  const names = Object.keys(contenders) as Name[];
  const samples = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const { calls, run } = contenders[name];
      const began = performance.now();
      for (let index = 0; index < calls; index += 1) await run(round * calls + index);
      if (round > 0) samples.get(name)?.push((performance.now() - began) / calls);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(samples.get(name) ?? [])])) as Record<
    Name,
    number
  >;
}
