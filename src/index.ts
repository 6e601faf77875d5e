import { metricsOf } from "./api/metrics-of.ts";
import { openStore } from "./storage/open.ts";
import type { Store } from "./storage/store.ts";
import { createTracker as createStoreTracker, type StoreTrackerOptions } from "./tracker/create-tracker.ts";
import type { TrackerObserver } from "./tracker/observer.ts";
import { createSweep } from "./tracker/sweep.ts";
import type { Tracker } from "./tracker/tracker.ts";

export type { Activity, ActivityInput, ActivitySource, LoggedActivity, TypeKind } from "./core/activity.ts";
export { LEARNING_TYPES, PRESENCE_TYPES } from "./core/activity.ts";
export type {
  CalendarAnswer,
  CalendarDay,
  ExplainAnswer,
  StreakAnswer,
  StreakNumbers,
  StreakState,
} from "./core/answers.ts";
export type { DayNumber, Instant, LocalDate } from "./core/calendar.ts";
export type { Change, Outcome, Protection } from "./core/change.ts";
export { DaystreakError, ERROR_CODES, type ErrorCode, statusOf } from "./core/errors.ts";
export type { Fact, FactKind } from "./core/fact.ts";
export { NOTICE_KINDS, type NoticeKind } from "./core/notices/notice.ts";
export type { Goal, PathRule, RuleBook, Rules } from "./core/rules.ts";
export { DEFAULT_RULES, defineRules, type RulesInput } from "./core/rules-check.ts";
export type { UserState } from "./core/state.ts";
export type { ZoneData } from "./core/zone-packing.ts";
export { zoneDataVersion } from "./core/zones.ts";
export { createLive, type EndReason, type Live, type LiveOptions, type Update, type Watcher } from "./live/live.ts";
export { updatesOf } from "./live/updates.ts";
export type { Channel, Delivery, DeliveryOutcome } from "./notices/channel.ts";
export type { Store } from "./storage/store.ts";
export type { SweepRound, TrackerObserver, Writing } from "./tracker/observer.ts";
export type { FeedPage, RecordOptions, Tracker } from "./tracker/tracker.ts";
export type { TrackerStats } from "./tracker/tracker-stats.ts";

/** What {@link createTracker} takes. Every field has a default. */
export interface TrackerOptions extends Omit<StoreTrackerOptions, "store"> {
  /**
   * `sqlite:./data/daystreak.db`, `postgres://…` or `memory:`.
   * @default "sqlite:./data/daystreak.db"
   */
  readonly database?: string;
  /** A store that is open already, instead of `database`; the tracker closes it. */
  readonly store?: Store;
  /**
   * Whether this process also concludes what time alone brings about (breaks, frozen dates), and keeps what reports are
   * made of. One process of a database is enough; the numbers shown do not depend on it.
   * @default true
   */
  readonly sweep?: boolean;
}

/**
 * Opens the database and makes the tracker of this process.
 *
 * ```ts
 * const tracker = await createTracker({ database: "sqlite:./data/daystreak.db", defaultZone: "Europe/Paris" });
 * await tracker.record({ userId: "ada", type: "problem_solved", ref: "two-sum" });
 * const streak = await tracker.streak("ada");
 * ```
 *
 * @throws DaystreakError `config_invalid` for a URL that names no database, `rules_invalid`, `zone_invalid`, or what the
 * database fails with
 */
export async function createTracker(options: TrackerOptions = {}): Promise<Tracker> {
  const { database = "sqlite:./data/daystreak.db", store, sweep = true, ...rest } = options;
  const opened = store ?? (await openStore(database));
  try {
    const tracker = await createStoreTracker({ ...rest, store: opened });
    return sweep ? sweeping(tracker, rest.observer) : tracker;
  } catch (error) {
    if (store === undefined) await opened.close();
    throw error;
  }
}

/** The tracker with a sweep that runs as long as it is open. */
function sweeping(tracker: Tracker, observer: TrackerObserver | undefined): Tracker {
  const sweep = createSweep({ tracker, ...(observer !== undefined && { observer }) });
  const { keeper } = metricsOf(tracker);
  sweep.start();
  keeper.start();
  const close = async (): Promise<void> => {
    await Promise.all([sweep.stop(), keeper.stop()]);
    await tracker.close();
  };
  let closing: Promise<void> | undefined;
  return Object.create(tracker, {
    close: {
      value: () => {
        closing ??= close();
        return closing;
      },
    },
  });
}
