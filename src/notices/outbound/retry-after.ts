/** Longer than a day nobody is made to wait: the notice would be of no use. */
const MAX_MS = 86_400_000;

/**
 * How long a receiver asks to wait (RFC 9110, 10.2.3): seconds, or a date. At most a day.
 * @returns milliseconds; `undefined` where it says nothing that can be understood
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const ms = /^\d{1,9}$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MAX_MS);
}
