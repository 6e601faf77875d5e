import { isDeepStrictEqual } from "node:util";
import { requireUserId, requireZone } from "../core/admission.ts";
import type { Instant } from "../core/calendar.ts";
import type { Change, Outcome } from "../core/change.ts";
import type { DaystreakError, ErrorCode } from "../core/errors.ts";
import { newestRules } from "../core/policy.ts";
import { defineRules, type RulesInput } from "../core/rules-check.ts";
import type { Applied, Store, UserChanges } from "../storage/store.ts";
import { createActiveNow } from "./active-now.ts";
import { applySplitting } from "./apply-splitting.ts";
import { createBatch } from "./batch.ts";
import { asDaystreakError, createFailureReport } from "./failure-report.ts";
import { createKnown } from "./known.ts";
import type { TrackerObserver } from "./observer.ts";
import { createOperations } from "./operations.ts";
import { createReads } from "./reads.ts";
import { closedError, createRecorder, outcomeOf } from "./recorder.ts";
import type { Tracker } from "./tracker.ts";
import type { TrackerStats } from "./tracker-stats.ts";

/** What a tracker is made of. */
export interface StoreTrackerOptions {
  /** An opened store; the tracker closes it. */
  readonly store: Store;
  /** The rules of streaks. @default those stored in the database, at first the default rules */
  readonly rules?: RulesInput;
  /** The zone of users about whose zone nothing is known. @default "UTC" */
  readonly defaultZone?: string;
  /** Milliseconds since 1970. @default Date.now */
  readonly clock?: () => Instant;
  /** Told of every failure that no caller suffers from. @default prints one, every 10 s at most */
  readonly onError?: (error: DaystreakError) => void;
  /** Users in one write. @default 512 */
  readonly maxBatchUsers?: number;
  /** Changes that may wait for the store; more are refused with `overloaded`. @default 100_000 */
  readonly maxQueued?: number;
  /** Writes under way at once; a user is never in two of them. @default 2 for PostgreSQL, else 1 */
  readonly writes?: number;
  /** Users whose present hour is remembered, at about 90 bytes each. @default 2_000_000 */
  readonly maxMarks?: number;
  /** Views of the present hour that are remembered. @default 100_000 */
  readonly maxViews?: number;
  /** Watches writes, for metrics and traces. @default nobody */
  readonly observer?: TrackerObserver;
}

/** A mark lives an hour at most; the rest is for clocks that differ. */
const DOUBT_MS = 2 * 3_600_000;

/**
 * Makes a tracker over an opened store.
 * @throws DaystreakError `rules_invalid`, `zone_invalid` for a default zone that is none, or what the store fails with
 */
export async function createTracker(options: StoreTrackerOptions): Promise<Tracker> {
  const { store, clock = Date.now, maxBatchUsers = 512, observer } = options;
  const given = options.rules === undefined ? undefined : defineRules(options.rules);
  const defaultZone = requireZone(options.defaultZone ?? "UTC");
  let book = await store.useRules(given, defaultZone, clock());
  const rules = newestRules(book);
  const report = createFailureReport(options.onError, clock);
  const known = createKnown(() => book, rules, options.maxMarks ?? 2_000_000, options.maxViews ?? 100_000);
  const counts = { accepted: 0, duplicate: 0, batches: 0 };
  const rejected: { [code in ErrorCode]?: number } = {};
  let closing: Promise<void> | undefined;

  const calls = {
    async apply(users: readonly UserChanges[]): Promise<Applied[]> {
      counts.batches++;
      const startedAt = performance.now();
      const ended = observer?.writing?.({
        users: users.length,
        changes: users.reduce((sum, { changes }) => sum + changes.length, 0),
      });
      try {
        const applied = await store.apply(users, clock());
        ended?.(undefined);
        return applied;
      } catch (cause) {
        ended?.(asDaystreakError(cause));
        throw cause;
      } finally {
        operations.wrote(performance.now() - startedAt);
      }
    },
    committed: (applied: Applied, changes: readonly Change[]): void => {
      for (const [index, outcome] of applied.outcomes.entries()) {
        const kind = changes[index]?.kind;
        if (kind !== "activity" && kind !== "login") continue;
        if (outcome.status === "rejected") reject(outcome.code);
        else counts[outcome.status]++;
      }
      known.learn(applied, changes, clock());
    },
    failed: report.failed,
  };
  const batch = createBatch({
    ...calls,
    maxUsers: maxBatchUsers,
    maxQueued: options.maxQueued ?? 100_000,
    writes: options.writes ?? (store.kind === "memory" ? 1 : 2),
  });
  const active = createActiveNow(store.shared);
  const operations = createOperations(store.shared, stats, clock());
  const isOpen = (): boolean => closing === undefined;
  const recorder = createRecorder({
    rules,
    batch,
    known,
    report,
    now: clock,
    isOpen,
    onSeen(userId, now) {
      operations.tick(now);
      active.seen(userId, now);
    },
    onRefusal: reject,
  });
  const reads = createReads({ store, book: () => book, now: clock, settled: batch.settled });

  function reject(code: ErrorCode): void {
    rejected[code] = (rejected[code] ?? 0) + 1;
  }

  async function applyAll(users: readonly UserChanges[]): Promise<Outcome[][]> {
    if (!isOpen()) throw closedError();
    const outcomes: Outcome[][] = [];
    for (let from = 0; from < users.length; from += maxBatchUsers) {
      const slice = users.slice(from, from + maxBatchUsers);
      for (const { userId } of slice) requireUserId(userId);
      const results = await applySplitting(slice, calls);
      outcomes.push(...results.map((list) => list.map(outcomeOf)));
    }
    return outcomes;
  }

  async function refresh(): Promise<void> {
    known.doubt(await store.shared.erasedSince(clock() - DOUBT_MS));
    const stored = await store.shared.book(defaultZone);
    if (isDeepStrictEqual(stored, book)) return;
    store.shared.useBook(stored);
    book = stored;
  }

  function stats(): TrackerStats {
    return {
      marked: recorder.marked + batch.coalesced,
      accepted: counts.accepted,
      duplicates: counts.duplicate,
      rejected: Object.values(rejected).reduce((sum, count) => sum + count, 0),
      rejectedBy: { ...rejected },
      failed: report.count,
      batches: counts.batches,
      queued: batch.queued,
      queuedChanges: batch.queuedChanges,
      marks: known.size,
      markHits: recorder.marked,
      markMisses: recorder.unmarked,
    };
  }

  async function close(): Promise<void> {
    await batch.flush();
    await store.close();
  }

  return {
    store,
    get book() {
      return book;
    },
    rules,
    now: clock,
    record: recorder.record,
    recordMany: recorder.recordMany,
    recordLogin: recorder.recordLogin,
    knows: recorder.knows,
    change: recorder.change,
    applyAll,
    ...reads,
    failed: report.failed,
    activeNow: () => active.count(clock()),
    async publishActive() {
      await active.publish(clock());
      await operations.publish(clock());
    },
    refresh,
    flush: batch.flush,
    stats,
    operations,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}
