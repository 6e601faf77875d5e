/** A median with the interval in which the true one lies with 95 % confidence. */
export interface Estimate {
  readonly median: number;
  readonly low: number;
  readonly high: number;
}

/** The middle value; the mean of the middle two where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  if (sorted.length === 0) return Number.NaN;
  return sorted.length % 2 === 1
    ? (sorted[half] as number)
    : ((sorted[half - 1] as number) + (sorted[half] as number)) / 2;
}

/**
 * Median and interval by order statistics: no assumption about the distribution, no random numbers. Below six values no
 * such interval exists; then it is the whole range.
 */
export function estimate(values: readonly number[]): Estimate {
  const sorted = [...values].sort((a, b) => a - b);
  const below = ranksBelow(sorted.length);
  return {
    median: median(sorted),
    low: sorted[below] ?? Number.NaN,
    high: sorted[sorted.length - 1 - below] ?? Number.NaN,
  };
}

/** Two series, round by round. */
export function perRound(
  a: readonly number[],
  b: readonly number[],
  combine: (a: number, b: number) => number,
): number[] {
  return a.map((value, round) => combine(value, b[round] as number));
}

/** How many values may be cut at either end: the most for which P(Binomial(n, ½) ≤ cut) stays within 2.5 %. */
function ranksBelow(n: number): number {
  let term = 0.5 ** n;
  let sum = term;
  let cut = 0;
  for (; sum <= 0.025; cut++) {
    term *= (n - cut) / (cut + 1);
    sum += term;
  }
  return Math.max(0, cut - 1);
}
