import type { Instant } from "../core/calendar.ts";
import type { DayRecord } from "../core/day-record.ts";
import { DaystreakError } from "../core/errors.ts";
import type { Fact } from "../core/fact.ts";
import { todayOf } from "../core/in-force.ts";
import type { RuleBook } from "../core/rules.ts";
import { emptyState, type UserState } from "../core/state.ts";
import { type Timer, unrefTimer } from "../core/timer.ts";
import { streakAnswer } from "../core/view.ts";
import type { Applied, Bell, Store } from "../storage/store.ts";
import { createEverybody, type Onlooker } from "./everybody.ts";
import { createLanes } from "./lanes.ts";
import { createSeat, type EndReason, type Seat, type Update, updateSince, type Watcher } from "./seat.ts";
import { createVersionCheck } from "./version-check.ts";

export type { Onlooker, SomebodysFact } from "./everybody.ts";
export type { EndReason, Update, Watcher } from "./seat.ts";

/** What following users needs. */
export interface LiveOptions {
  readonly store: Pick<Store, "listen" | "versions" | "state" | "days" | "facts">;
  /** The rules in use. */
  readonly book: () => RuleBook;
  readonly now: () => Instant;
  /** Told where a user could not be read; it is tried again every second. */
  readonly onError?: (error: unknown) => void;
  /** Followers of one user. @default 10 */
  readonly perUser?: number;
  /** Followers of this process. @default 10_000 */
  readonly total?: number;
  /** @default setTimeout, which does not keep the process alive */
  readonly timer?: Timer;
}

/** What was counted since the process began. */
export interface LiveStats {
  /** Followers now. */
  readonly open: number;
  /** Updates given to followers. */
  readonly updates: number;
  /** Followers that were cut off because they did not keep up. */
  readonly cutOff: number;
}

/** Users as they change, for whoever follows them. */
export interface Live {
  /**
   * Follows a user: `watcher` gets the state soon, with the facts newer than the version `since`, and then after every
   * change. Gives what ends it; told that the watcher did not keep up, it counts that.
   * @throws DaystreakError `rate_limited`, `overloaded` where too many follow already, `closed`
   */
  follow(userId: string, since: number | undefined, watcher: Watcher): (why?: "overloaded") => void;
  /**
   * Looks on at what is concluded about anybody; gives what ends it.
   * @throws DaystreakError `overloaded` where too many look on already, `closed`
   */
  followAll(onlooker: Onlooker): () => void;
  stats(): LiveStats;
  /** Ends every following with `closed` and takes no more. */
  close(): void;
}

/** A user whom somebody follows. */
interface Followed {
  readonly userId: string;
  readonly seats: Set<Seat>;
  /** The version shown last; -1 before the first. */
  version: number;
  /** When the state shown changes without a commit. */
  endsAt: Instant;
  isReading: boolean;
  /** Whether to read once more: something happened meanwhile, or reading failed. */
  isStale: boolean;
  /** Whether to show the state though its version is the one shown last. */
  isDue: boolean;
}

/** Facts that a message carries at most. */
const MAX_FACTS = 100;
/** Users read at once. */
const LANES = 16;
const TICK_MS = 1_000;
/** All versions are compared after so many ticks: a doorbell that was lost unnoticed is made up for. */
const CHECK_TICKS = 60;

/** Follows users of one store. Listens to it, and has a timer, only while somebody follows. */
export function createLive(options: LiveOptions): Live {
  const { store, book, now, onError, perUser = 10, total = 10_000, timer = unrefTimer } = options;
  const followed = new Map<string, Followed>();
  const lanes = createLanes(LANES);
  const everybody = createEverybody({ store, now, timer });
  const check = createVersionCheck({
    store,
    userIds: () => [...followed.keys()],
    found(userId, version) {
      const user = followed.get(userId);
      if (user !== undefined && user.version !== version) read(user);
    },
    onError,
  });
  const counts = { open: 0, updates: 0, cutOff: 0 };
  let stop: (() => void) | undefined;
  let isClosed = false;
  let ticks = 0;

  const bell: Bell = {
    watches: (userId) => followed.has(userId),
    committed(applied) {
      for (const user of applied) {
        const known = followed.get(user.userId);
        if (known !== undefined) take(known, user);
      }
    },
    changed(userIds) {
      for (const userId of userIds) {
        const known = followed.get(userId);
        if (known !== undefined) read(known);
      }
    },
    lost: () => check.run(),
    closed: close,
  };

  /** Shows what was just committed here without reading it again, unless it is only a part of what happened. */
  function take(user: Followed, { written, state, facts, days }: Applied): void {
    if (written === "erasure") end(user, "user_erased");
    else if (user.isReading || state.version > user.version + 1) read(user);
    else if (state.version === user.version + 1) {
      const today = todayOf(state, now(), book());
      const record = days?.find(({ date }) => date === today);
      if (record === undefined && state.days.active.has(today)) read(user);
      else show(user, state, record, facts);
    }
  }

  /** Reads a user soon, once, however often it is asked for meanwhile. */
  function read(user: Followed): void {
    user.isStale = true;
    if (user.isReading) return;
    user.isReading = true;
    lanes.run(async () => {
      while (user.isStale && followed.get(user.userId) === user) {
        user.isStale = false;
        try {
          await readOnce(user);
        } catch (error) {
          user.isStale = true;
          onError?.(error);
          break;
        }
      }
      user.isReading = false;
    });
  }

  async function readOnce(user: Followed): Promise<void> {
    const { userId } = user;
    const stored = await store.state(userId);
    if ((stored?.version ?? 0) < user.version) {
      end(user, "user_erased");
      return;
    }
    const state = stored ?? emptyState(userId, now());
    const isNews = user.isDue || state.version > user.version || [...user.seats].some(({ isNew }) => isNew);
    if (!isNews) return;
    const today = todayOf(state, now(), book());
    const [record] = state.days.active.has(today) ? await store.days(userId, today, today) : [];
    const wanted = [...user.seats].some(({ seen }) => seen < state.version);
    const facts = wanted ? await store.facts(userId, MAX_FACTS) : [];
    show(user, state, record, facts.filter(({ version }) => version <= state.version).reverse());
  }

  /** @param facts oldest first, at least all those between the version shown last and this one */
  function show(user: Followed, state: UserState, record: DayRecord | undefined, facts: readonly Fact[]): void {
    const isNews = user.isDue || state.version > user.version;
    const at = now();
    const streak = streakAnswer(state, record, at, book());
    user.version = state.version;
    user.isDue = false;
    user.endsAt = Math.max(Date.parse(streak.day_ends_at), at + TICK_MS);
    let since: number | undefined;
    let update: Update | undefined;
    for (const seat of [...user.seats]) {
      if (!isNews && !seat.isNew) continue;
      // Those who know the same get the same object, so that it is made into text once.
      if (update === undefined || since !== seat.seen) update = updateSince(seat.seen, streak, facts);
      since = seat.seen;
      seat.isNew = false;
      seat.seen = state.version;
      counts.updates++;
      seat.watcher.update(update);
    }
  }

  function end(user: Followed, reason: EndReason): void {
    for (const seat of [...user.seats]) {
      leave(user, seat);
      seat.watcher.end(reason);
    }
  }

  function leave(user: Followed, seat: Seat): void {
    if (!user.seats.delete(seat)) return;
    counts.open--;
    if (user.seats.size === 0) followed.delete(user.userId);
    if (followed.size > 0) return;
    stop?.();
    stop = undefined;
  }

  function tick(): void {
    const at = now();
    ticks++;
    if (check.isDue || ticks % CHECK_TICKS === 0) check.run();
    for (const user of followed.values()) {
      if (at >= user.endsAt) {
        user.endsAt = Number.POSITIVE_INFINITY;
        user.isDue = true;
        read(user);
      } else if (user.isStale && !user.isReading) read(user);
      for (const { watcher } of user.seats) watcher.tick?.(at);
    }
  }

  function begin(): () => void {
    const deaf = store.listen(bell);
    let cancel = (): void => undefined;
    const wait = (): void => {
      cancel = timer(() => {
        wait();
        tick();
      }, TICK_MS);
    };
    wait();
    return () => {
      cancel();
      deaf();
    };
  }

  function close(): void {
    isClosed = true;
    everybody.close();
    for (const user of [...followed.values()]) end(user, "closed");
  }

  return {
    follow(userId, since, watcher) {
      if (isClosed) throw new DaystreakError("closed", "this process is stopping; connect again");
      if (counts.open >= total) throw new DaystreakError("overloaded", "too many streams are open; come back later");
      const known = followed.get(userId);
      if (known !== undefined && known.seats.size >= perUser) {
        throw new DaystreakError("rate_limited", `a user may have ${perUser} streams open: share one between tabs`);
      }
      const user = known ?? newcomer(userId);
      const seat = createSeat(watcher, since);
      user.seats.add(seat);
      followed.set(userId, user);
      counts.open++;
      stop ??= begin();
      read(user);
      return (why) => {
        if (why === "overloaded") counts.cutOff++;
        leave(user, seat);
      };
    },
    followAll: everybody.follow,
    stats: () => ({ ...counts }),
    close,
  };
}

function newcomer(userId: string): Followed {
  return {
    userId,
    seats: new Set(),
    version: -1,
    endsAt: Number.POSITIVE_INFINITY,
    isReading: false,
    isStale: false,
    isDue: false,
  };
}
