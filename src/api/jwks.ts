import { DaystreakError } from "../core/errors.ts";
import { type TokenKey, tokenKeysOf } from "./token-keys.ts";

/** Options of {@link createJwks}. */
export interface JwksOptions {
  /** Where the issuer publishes its keys. Nothing else is ever fetched, and no redirect is followed. */
  readonly url: string;
  /** Milliseconds that only go forward. @default performance.now */
  readonly now?: () => number;
  /** @default the runtime's own */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** Told of failed fetches. */
  readonly onError?: (error: unknown) => void;
  /** Keys older than this are fetched again before the next token is judged. @default 600_000 */
  readonly maxAgeMs?: number;
  /** Between two fetches at least this passes, whatever tokens ask for. @default 30_000 */
  readonly cooldownMs?: number;
  /** @default 5_000 */
  readonly timeoutMs?: number;
}

/** The published keys of a token issuer, kept up to date. */
export interface Jwks {
  /**
   * Fetches the keys where they are too old; nothing to wait for otherwise. In an outage the last good keys stay.
   * @throws DaystreakError `overloaded` where there never were any
   */
  refresh(): Promise<void> | undefined;
  /** The key of a token's header. An id never seen is looked for once more, unless that was done just now. */
  find(kid: string | undefined, alg: string): Promise<TokenKey | undefined>;
  /** Called whenever a key came or went. */
  onChange(listener: () => void): void;
}

const MAX_BYTES = 512 * 1024;
/** Without any key every token waits for the first ones: they are asked for more often. */
const FIRST_RETRY_MS = 2_000;

/** Makes the keys of a URL; the first fetch begins at once. */
export function createJwks(options: JwksOptions): Jwks {
  const { url, now = () => performance.now(), fetch = globalThis.fetch, onError } = options;
  const { maxAgeMs = 600_000, cooldownMs = 30_000, timeoutMs = 5_000 } = options;
  const listeners: (() => void)[] = [];
  let keys: readonly TokenKey[] = [];
  let print = "";
  let isLoaded = false;
  let isDown = false;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let triedAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> | undefined;

  /** Takes what the issuer says now: keys it no longer lists are gone. A set without a single usable key is a failure. */
  async function load(): Promise<void> {
    const response = await fetch(url, {
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
      headers: { accept: "application/jwk-set+json, application/json" },
    });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    const text = await response.text();
    if (text.length > MAX_BYTES) throw new Error(`${url} answered more than ${MAX_BYTES} bytes`);
    const fresh = tokenKeysOf(JSON.parse(text));
    if (fresh.length === 0) throw new Error(`${url} lists no key that can verify tokens`);
    fetchedAt = now();
    isLoaded = true;
    isDown = false;
    const freshPrint = JSON.stringify(fresh);
    if (freshPrint === print) return;
    print = freshPrint;
    keys = fresh;
    for (const listener of listeners) listener();
  }

  function fetchOnce(): Promise<void> {
    if (underWay !== undefined) return underWay;
    triedAt = now();
    underWay = load()
      .catch((error: unknown) => {
        isDown = true;
        onError?.(error);
      })
      .finally(() => {
        underWay = undefined;
      });
    return underWay;
  }

  const mayTry = (): boolean => now() - triedAt >= (isLoaded ? cooldownMs : Math.min(cooldownMs, FIRST_RETRY_MS));
  const findNow = (kid: string | undefined, alg: string): TokenKey | undefined => {
    const able = keys.filter((key) => (key.algorithms as readonly string[]).includes(alg));
    if (kid !== undefined) return able.find((key) => key.kid === kid);
    return able.length === 1 ? able[0] : undefined;
  };

  void fetchOnce();

  async function firstLoad(): Promise<void> {
    if (underWay !== undefined || mayTry()) await fetchOnce();
    if (!isLoaded)
      throw new DaystreakError("overloaded", "the keys of the token issuer cannot be fetched; try again in a moment");
  }

  return {
    refresh() {
      if (!isLoaded) return firstLoad();
      if (now() - fetchedAt < maxAgeMs) return undefined;
      // While the issuer is known to be down nobody waits for it.
      if (!isDown) return fetchOnce();
      if (mayTry()) void fetchOnce();
      return undefined;
    },
    async find(kid, alg) {
      const known = findNow(kid, alg);
      if (known !== undefined) return known;
      if (underWay === undefined && !mayTry()) return undefined;
      await fetchOnce();
      return findNow(kid, alg);
    },
    onChange: (listener) => {
      listeners.push(listener);
    },
  };
}
