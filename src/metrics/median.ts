/** The median absolute deviation of a normal distribution, times this, is its standard deviation. */
const NORMAL = 1.4826;

/** The number in the middle; the mean of the two where there are two. */
export function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[Math.ceil(sorted.length / 2) - 1] as number, sorted[middle] as number];
  return (low + high) / 2;
}

/** The standard deviation as the median absolute deviation tells it, which a few outliers do not widen. */
export function deviationOf(values: readonly number[]): number {
  const median = medianOf(values);
  return NORMAL * medianOf(values.map((value) => Math.abs(value - median)));
}
