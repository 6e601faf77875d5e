import type { Instant } from "../core/calendar.ts";
import { createRounds } from "../core/rounds.ts";
import type { RuleBook } from "../core/rules.ts";
import { type Timer, unrefTimer } from "../core/timer.ts";
import type { Store } from "../storage/store.ts";
import { type Follower, NEWS_KEPT_MS } from "./follower.ts";
import { underMetricsLease } from "./metrics-lease.ts";
import { type RebuiltStore, rebuildMetrics } from "./rebuild-metrics.ts";
import { saveMetrics } from "./save-metrics.ts";

/** What keeping reports needs. */
export interface KeeperOptions {
  readonly store: RebuiltStore & Pick<Store, "shared">;
  readonly follower: Follower;
  /** The rules in use. */
  readonly book: () => RuleBook;
  readonly now: () => Instant;
  /** Told of a round that failed; the next one tries again. */
  readonly onError: (error: unknown) => void;
  /** Names this process in the lease. @default a random name */
  readonly holder?: string;
  /** Milliseconds between rounds. @default 60_000 */
  readonly everyMs?: number;
  /** @default setTimeout, which does not keep the process alive */
  readonly timer?: Timer;
}

/** Writes down what reports are made of, for the whole database: one process at a time does. */
export interface Keeper {
  start(): void;
  /** Ends after the round under way. */
  stop(): Promise<void>;
  /** One round: nothing where another process holds the lease; says whether this one did. */
  round(): Promise<boolean>;
}

/** Makes a keeper. Two at once (one stopped and continued, say) do no harm: sets are the same whoever writes them, and totals are added once. */
export function createKeeper(options: KeeperOptions): Keeper {
  const {
    store,
    follower,
    book,
    now,
    onError,
    holder = crypto.randomUUID(),
    everyMs = 60_000,
    timer = unrefTimer,
  } = options;
  async function round(): Promise<boolean> {
    if (!(await hasWork())) return false;
    const done = await underMetricsLease({ shared: store.shared, holder, now }, async (renew) => {
      if ((await store.metrics.builtAt()) === undefined) await rebuildMetrics({ store, book, now, onPage: renew });
      await saveMetrics(store.metrics, follower, now());
      return true;
    });
    return done === true;
  }

  /** On an idle system a round reads one page of an index and writes nothing. */
  async function hasWork(): Promise<boolean> {
    const marks = await store.metrics.newsSince(0);
    const old = now() - NEWS_KEPT_MS;
    if (marks.some(({ at, isCounted }) => !isCounted || at < old)) return true;
    return (await store.metrics.builtAt()) === undefined;
  }

  const { start, stop } = createRounds({ round, onError, everyMs, firstAfterMs: everyMs, timer });
  return { round, start, stop };
}
