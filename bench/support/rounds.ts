/** One side of a comparison: does its work once and gives what was measured. */
export type Contender = (round: number) => number | Promise<number>;

/**
 * Runs contenders side by side: A, B, C, A, B, C, …, so that whatever else the machine does meets all of them alike.
 * @returns each contender's measurements, by round; warm-up rounds are left out
 */
export async function interleave<Name extends string>(
  rounds: number,
  contenders: Readonly<Record<Name, Contender>>,
  warmUps = 2,
): Promise<Record<Name, number[]>> {
  const entries = Object.entries(contenders) as [Name, Contender][];
  const measured = Object.fromEntries(entries.map(([name]) => [name, []])) as unknown as Record<Name, number[]>;
  for (let round = -warmUps; round < rounds; round++) {
    for (const [name, run] of entries) {
      const value = await run(round);
      if (round >= 0) measured[name].push(value);
    }
  }
  return measured;
}

/** Keeps `inFlight` calls under way until each of `items` had one. @returns seconds */
export async function inFlight<T>(
  items: readonly T[],
  inFlight: number,
  call: (item: T) => Promise<unknown>,
): Promise<number> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < items.length) await call(items[next++] as T);
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: Math.min(inFlight, items.length) }, lane));
  return (performance.now() - startedAt) / 1000;
}
