const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long after each attempt the next one comes: the table of the Standard Webhooks specification. */
const DELAYS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];
/** By which share a wait is longer or shorter, so that what failed together does not come back together. */
const JITTER = 0.2;

/**
 * How long to wait after an attempt.
 * @param attempts attempts so far, 1 or more
 * @param random a number in [0, 1)
 * @returns milliseconds, or `undefined` where enough has been tried
 */
export function retryAfter(attempts: number, random: number): number | undefined {
  const delay = DELAYS[attempts - 1];
  return delay === undefined ? undefined : Math.round(delay * (1 - JITTER + 2 * JITTER * random));
}
