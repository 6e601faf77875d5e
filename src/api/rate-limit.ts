/** What is left of a limit after a call. */
export interface Allowance {
  /** Whether the call is within the limit. */
  readonly isAllowed: boolean;
  readonly perMinute: number;
  /** Calls that could follow at once. */
  readonly remaining: number;
  /** Seconds until all of the limit is there again. */
  readonly resetSeconds: number;
  /** Seconds until one more call is within the limit; 0 where it is now. */
  readonly retrySeconds: number;
}

/** Counts calls by whoever makes them. */
export interface RateLimit {
  /** Counts one call of `key`, which has its own limit where one is given. */
  take(key: string, perMinute?: number): Allowance;
  /** Callers in memory. */
  readonly size: number;
}

/** Options of {@link createRateLimit}. */
export interface RateLimitOptions {
  /** Calls a minute; as many may come at once. */
  readonly perMinute: number;
  /** Milliseconds that only go forward. @default performance.now */
  readonly now?: () => number;
  /** Callers remembered; whoever called longest ago is forgotten first. @default 100_000 */
  readonly maxKeys?: number;
}

const MINUTE_MS = 60_000;

/**
 * A limit that refills steadily (the generic cell rate algorithm): one number a caller says when the calls made so far
 * would have been spread out evenly. Memory is bounded, and a window has no edge at which twice the limit passes.
 */
export function createRateLimit({
  perMinute,
  now = () => performance.now(),
  maxKeys = 100_000,
}: RateLimitOptions): RateLimit {
  const spentUntil = new Map<string, number>();
  return {
    take(key, own = perMinute) {
      const at = now();
      const cost = MINUTE_MS / own;
      const before = Math.max(spentUntil.get(key) ?? at, at);
      const isAllowed = before + cost - at <= MINUTE_MS + 1e-6;
      const after = isAllowed ? before + cost : before;
      // Removed and set again, so that the map is ordered by the last call.
      spentUntil.delete(key);
      if (spentUntil.size >= maxKeys) spentUntil.delete(spentUntil.keys().next().value as string);
      spentUntil.set(key, after);
      return {
        isAllowed,
        perMinute: own,
        remaining: Math.max(0, Math.floor((MINUTE_MS - (after - at)) / cost + 1e-6)),
        resetSeconds: Math.ceil((after - at) / 1000),
        retrySeconds: isAllowed ? 0 : Math.max(1, Math.ceil((before + cost - MINUTE_MS - at) / 1000)),
      };
    },
    get size() {
      return spentUntil.size;
    },
  };
}
