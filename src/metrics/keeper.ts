import type { Instant } from "../core/calendar.ts";
import type { RuleBook } from "../core/rules.ts";
import { type Timer, unrefTimer } from "../core/timer.ts";
import type { Store } from "../storage/store.ts";
import type { Follower } from "./follower.ts";
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

const LEASE = "metrics";
const LEASE_MS = 5 * 60_000;

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
  let cancel: (() => void) | undefined;
  let underWay: Promise<unknown> | undefined;
  let isStopped = false;

  async function round(): Promise<boolean> {
    if (!(await hasNews())) return false;
    const at = now();
    if (!(await store.shared.lease(LEASE, holder, at, at + LEASE_MS))) return false;
    try {
      if (!(await store.metrics.isBuilt())) {
        await rebuildMetrics({ store, book, now });
        follower.forget();
      }
      await saveMetrics(store.metrics, follower, now());
    } finally {
      await store.shared.release(LEASE, holder);
    }
    return true;
  }

  /** On an idle system a round reads one page of an index and writes nothing. */
  async function hasNews(): Promise<boolean> {
    const marks = await store.metrics.newsSince(0);
    return marks.length > 0 || !(await store.metrics.isBuilt());
  }

  function plan(afterMs: number): void {
    cancel = timer(() => {
      underWay = round()
        .catch(onError)
        .finally(() => {
          if (!isStopped) plan(everyMs);
        });
    }, afterMs);
  }

  return {
    round,
    start: () => plan(everyMs),
    async stop() {
      isStopped = true;
      cancel?.();
      await underWay;
    },
  };
}
