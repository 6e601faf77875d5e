const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60_000;

/** How long to wait after the nth failure in a row: doubling, half of it by chance, never less than the server asks. */
export function backoff(failures: number, atLeastMs = 0): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
  return Math.max(longest / 2, atLeastMs) + (longest / 2) * Math.random();
}

/** `Retry-After` in milliseconds: seconds, or a date. An hour at most, whatever a server says. */
export function retryAfterOf(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\s*\d+\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return ms > 0 ? Math.min(ms, 3_600_000) : undefined;
}
