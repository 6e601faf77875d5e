import type { DayNumber, Instant } from "../../core/calendar.ts";
import type { LegacyHistory } from "../../core/legacy-history.ts";
import { localDate } from "../../core/zones.ts";
import { type CleanDay, cleanDay, type Plausible } from "./clean-day.ts";
import { cleanStreak, compareStreak } from "./clean-streak.ts";
import type { Ledger } from "./ledger.ts";
import type { LegacySource, RawRow } from "./legacy-source.ts";
import type { OddityCode } from "./oddities.ts";
import { readMoment, readUserId, wholeOf } from "./raw-values.ts";

/** How a source is read. */
export interface ReadOptions {
  readonly source: LegacySource;
  readonly ledger: Ledger;
  /** The instant after which nothing can have been. */
  readonly now: Instant;
  /** Dates before this one cannot have been. */
  readonly earliest: DayNumber;
  /** The zone by whose calendar the other system dated. */
  readonly zone: string;
  /** Problems that meet the goal, where the goal is problems. */
  readonly goalProblems: number;
  /** The first date on which Daystreak counts a user by itself, if there is one. */
  ownSince(userId: string): DayNumber | undefined;
  /** Told how many rows have been read so far. */
  onRows?(rows: number): void;
}

/** One user as another system knew them, read and put right. */
export interface LegacyUser {
  readonly userId: string;
  readonly history: LegacyHistory;
  /** The streak row as it was. */
  readonly streakRow: RawRow<"streaks"> | undefined;
  /** What was odd about the user's rows. */
  readonly codes: ReadonlySet<OddityCode>;
  /** Day rows. */
  readonly dayRows: number;
  /** The sum of `problems_solved` as it stands in those rows. */
  readonly problems: bigint;
}

interface Known {
  readonly row: RawRow<"users"> | undefined;
  readonly joined: Instant | null;
  lastLogin: Instant | null;
  readonly codes: OddityCode[];
  streak: RawRow<"streaks"> | undefined;
  isDone: boolean;
}

/**
 * Reads every row of a source, counts it in the ledger, and gives the users one after the other. Users and streak rows
 * are held in memory, days are not. A user whose days do not lie together comes more than once, with other days.
 */
export async function* readLegacy(options: ReadOptions): AsyncGenerator<LegacyUser> {
  const { source, ledger, now, zone, earliest } = options;
  const plausible: Plausible = { earliest, today: localDate(now, zone) };
  let rows = 0;
  const users = await readUsers();
  await readStreaks();
  let days: { row: RawRow<"days">; day: CleanDay; codes: OddityCode[] }[] = [];
  let userId: string | undefined;
  for await (const batch of source.rows("days")) {
    for (const row of batch) {
      const id = readUserId(row.user_id);
      if (id !== userId) {
        if (days.length > 0) yield finish(userId as string, days);
        days = [];
        userId = id;
      }
      const codes: OddityCode[] = [];
      const day = id === undefined ? undefined : cleanDay(row, plausible, codes, ledger);
      if (id === undefined) codes.push("day_user_unusable");
      else if (knownUser(id) === undefined) codes.push("day_orphan");
      if (day === undefined || id === undefined || knownUser(id) === undefined) ledger.settle("days", row, codes);
      else days.push({ row, day, codes });
    }
    told(batch.length);
  }
  if (days.length > 0) yield finish(userId as string, days);
  for (const [id, { isDone }] of users) if (!isDone) yield finish(id, []);

  function told(count: number): void {
    rows += count;
    options.onRows?.(rows);
  }

  /** Without a table of users everybody who is named is one. */
  function knownUser(id: string): Known | undefined {
    let known = users.get(id);
    if (known === undefined && source.tables.users === undefined) {
      known = { row: undefined, joined: null, lastLogin: null, codes: [], streak: undefined, isDone: false };
      users.set(id, known);
    }
    return known;
  }

  async function readUsers(): Promise<Map<string, Known>> {
    const found = new Map<string, Known>();
    for await (const batch of source.rows("users")) {
      for (const row of batch) {
        const id = readUserId(row.id);
        const twin = id === undefined ? undefined : found.get(id);
        const codes: OddityCode[] = id === undefined ? ["user_id_unusable"] : twin === undefined ? [] : ["user_twice"];
        const lastLogin = readLogin(row, codes);
        const joined = readMoment(row.date_joined) ?? null;
        const isJoined = joined !== null && joined <= now && joined >= 0;
        if (!isJoined && row.date_joined !== null) codes.push("joined_unreadable");
        if (id === undefined || twin !== undefined) {
          ledger.settle("users", row, codes);
          if (twin !== undefined) twin.lastLogin = later(twin.lastLogin, lastLogin);
        } else {
          found.set(id, { row, joined: isJoined ? joined : null, lastLogin, codes, streak: undefined, isDone: false });
        }
      }
      told(batch.length);
    }
    return found;
  }

  function readLogin(row: RawRow<"users">, codes: OddityCode[]): Instant | null {
    if (row.last_login === null) return null;
    const at = readMoment(row.last_login);
    if (at !== undefined && at >= 0 && at <= now) return at;
    codes.push(at !== undefined && at > now ? "login_in_future" : "login_unreadable");
    return null;
  }

  async function readStreaks(): Promise<void> {
    for await (const batch of source.rows("streaks")) {
      for (const row of batch) {
        const id = readUserId(row.user_id);
        const user = id === undefined ? undefined : knownUser(id);
        if (user === undefined) {
          ledger.settle("streaks", row, [id === undefined ? "streak_user_unusable" : "streak_orphan"]);
        } else if (user.streak !== undefined) {
          ledger.settle("streaks", row, ["streak_twice"]);
          user.streak = greater(user.streak, row, plausible);
        } else user.streak = row;
      }
      told(batch.length);
    }
  }

  function finish(id: string, own: typeof days): LegacyUser {
    const user = users.get(id) as Known;
    const since = options.ownSince(id) ?? Number.POSITIVE_INFINITY;
    const joinedOn = user.joined === null ? null : localDate(user.joined, zone);
    const byDate = new Map<DayNumber, CleanDay>();
    let problems = 0n;
    const all = new Set<OddityCode>(user.codes);
    for (const { row, day, codes } of own) {
      problems += wholeOf(row.problems_solved);
      const twin = byDate.get(day.date);
      if (twin !== undefined) codes.push("date_twice");
      byDate.set(day.date, twin === undefined ? day : joinedDays(twin, day));
      if (day.isActive && joinedOn !== null && day.date < joinedOn) codes.push("day_before_joining");
      if (day.isComplete && day.problems < options.goalProblems) codes.push("complete_below_goal");
      if (day.isActive && !day.isComplete && day.problems >= options.goalProblems) codes.push("partial_at_goal");
      if (day.date >= since) codes.push("day_compared_only");
      ledger.settle("days", row, codes, day.date >= since);
      for (const code of codes) all.add(code);
    }
    const active = [...byDate.values()].filter(({ isActive }) => isActive).sort((a, b) => a.date - b.date);
    const dates = active.map(({ date }) => date);
    const streakCodes: OddityCode[] = [];
    const streakRow = user.isDone ? undefined : user.streak;
    const streak = streakRow === undefined ? null : cleanStreak(streakRow, dates.at(-1), plausible, streakCodes);
    const history: LegacyHistory = {
      dates,
      complete: active.map(({ isComplete }) => isComplete),
      problems: active.map(({ problems }) => problems),
      lessons: Object.fromEntries(active.flatMap(({ lessons }, i) => (lessons.length === 0 ? [] : [[i, lessons]]))),
      zone,
      streak,
      joinedOn,
      lastLogin: user.lastLogin,
    };
    compareStreak(history, streakCodes);
    for (const code of streakCodes) all.add(code);
    if (streakRow !== undefined) ledger.settle("streaks", streakRow, streakCodes);
    if (!user.isDone && user.row !== undefined) settleUser(user, own.length, history);
    user.isDone = true;
    return { userId: id, history, streakRow, codes: all, dayRows: own.length, problems };
  }

  function settleUser({ row, streak, codes }: Known, dayRows: number, { dates, joinedOn }: LegacyHistory): void {
    const first = dates[0];
    if (first !== undefined && joinedOn !== null && first < joinedOn) codes.push("joined_after_first_day");
    if (streak === undefined) codes.push(dayRows > 0 ? "user_without_streak" : "user_without_anything");
    ledger.settle("users", row as RawRow<"users">, codes);
  }
}

/** Two rows of one date: the fuller of each. */
function joinedDays(a: CleanDay, b: CleanDay): CleanDay {
  return {
    date: a.date,
    isActive: a.isActive || b.isActive,
    isComplete: a.isComplete || b.isComplete,
    problems: Math.max(a.problems, b.problems),
    lessons: [...new Set([...a.lessons, ...b.lessons])],
  };
}

function greater(a: RawRow<"streaks">, b: RawRow<"streaks">, plausible: Plausible): RawRow<"streaks"> {
  const [one, other] = [cleanStreak(a, undefined, plausible, []), cleanStreak(b, undefined, plausible, [])];
  const newer = (other.lastDate ?? -1) > (one.lastDate ?? -1) || other.current > one.current ? b : a;
  return { ...newer, max_streak: Math.max(one.max, other.max) };
}

function later(a: Instant | null, b: Instant | null): Instant | null {
  return a === null || (b !== null && b > a) ? b : a;
}
