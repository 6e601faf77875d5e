import { createApi } from "../src/api/create-api.ts";
import { DAY_MS, type DayNumber, formatDate, requireDate } from "../src/core/calendar.ts";
import type { Tracker } from "../src/tracker/tracker.ts";

/** A table of truth: its first column says what a row is about. */
export interface Truth {
  readonly header: string;
  readonly rows: readonly string[];
}

/** Dates of a course, counted from its start, and what has been computed of it without Daystreak. */
export interface CourseTruth {
  readonly start: DayNumber;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly daily: Truth;
  readonly cohorts: Truth;
  readonly distribution: Truth;
}

/** What a comparison found. */
export interface Compared {
  readonly check: string;
  readonly compared: number;
  readonly differences: string[];
}

type Row = Readonly<Record<string, string | number | null>>;

/** Metrics whose rows together have the columns of a day of the truth. */
const DAILY = ["dau", "wau", "mau28", "mau30", "growth_states", "growth_rates", "lifecycle", "live_streaks"];

/** Asks the API for everybody, page by page, as of the end of the course, and compares every cell. */
export async function compareUsers(
  tracker: Tracker,
  start: DayNumber,
  lastDay: number,
  truth: Truth,
): Promise<Compared> {
  const call = calling(tracker);
  const asOf = (start + lastDay + 1) * DAY_MS - 1;
  const users = new Map<string, Row>();
  for (let cursor: string | null = ""; cursor !== null; ) {
    const query: string = cursor === "" ? "" : `&cursor=${cursor}`;
    const page = await call<{ users: Row[]; next_cursor: string | null }>(`users/?limit=100&as_of=${asOf}${query}`);
    for (const user of page.users) {
      const day = (date: Row[string] | undefined): number => requireDate(String(date)) - start;
      users.set(String(user.user_id), {
        ...user,
        first_day: day(user.first_active_date),
        last_day: day(user.last_active_date),
        asof_day: day(user.date),
        current_streak_strict: user.last_active_date === user.date ? (user.current_streak ?? 0) : 0,
      });
    }
    cursor = page.next_cursor;
  }
  // Rows of the file are not activities: clicks on one page of a day count once.
  return cells("users", truth, (user) => users.get(user), new Set(["events"]));
}

/** Asks the API for the reports of a course, as a stranger with a key does, and compares every cell. */
export async function compareCourse(tracker: Tracker, truth: CourseTruth): Promise<Compared[]> {
  const ask = asking(tracker, truth);
  const daily = new Map<string, Row>();
  for (const name of DAILY) {
    for (const row of await ask(name)) daily.set(String(row.date), { ...daily.get(String(row.date)), ...row });
  }
  const cohorts = new Map((await ask("retention")).map((row) => [String(row.cohort), row]));
  const lengths = new Map((await ask("streak_distribution")).map((row) => [String(row.length), row]));
  const dateOf = (day: string): string => formatDate(truth.start + Number(day));
  return [
    cells("dates", truth.daily, (day) => daily.get(dateOf(day))),
    cells("cohorts", truth.cohorts, (day) => cohorts.get(dateOf(day))),
    cells("lengths of streaks", truth.distribution, (length) => lengths.get(length) ?? NO_STREAKS),
  ];
}

/** Lengths that no streak has are no rows. */
const NO_STREAKS: Row = { runs: 0, users_max: 0, users_current: 0 };

function asking(tracker: Tracker, { start, firstDay, lastDay }: CourseTruth): (name: string) => Promise<Row[]> {
  const call = calling(tracker);
  const range = `from=${formatDate(start + firstDay)}&to=${formatDate(start + lastDay)}`;
  return async (name) => (await call<{ rows: Row[] }>(`metrics/${name}/?${range}`)).rows;
}

/** Calls below `/api/admin/`, with a key that may read. */
export function calling(tracker: Tracker): <T>(path: string) => Promise<T> {
  const api = createApi({
    tracker,
    authenticate: async () => ({ kind: "key", id: "check", name: "check", scopes: new Set(["read"]) }),
  });
  return async <T>(path: string) => {
    const response = await api(new Request(`http://check/api/admin/${path}`));
    if (response?.status !== 200) throw new Error(`${path}: ${response?.status} ${await response?.text()}`);
    return (await response.json()) as T;
  };
}

function cells(
  check: string,
  { header, rows }: Truth,
  find: (key: string) => Row | undefined,
  except: ReadonlySet<string> = new Set(),
): Compared {
  const [, ...columns] = header.split(",");
  const differences: string[] = [];
  for (const line of rows) {
    const [key = "", ...want] = line.split(",");
    const have = find(key);
    for (const [i, column] of columns.entries()) {
      if (except.has(column)) continue;
      const is = String(have?.[column]);
      if (is !== want[i]) differences.push(`${check} ${key}, ${column}: ${is}, expected ${want[i]}`);
    }
  }
  return { check, compared: rows.length * columns.filter((column) => !except.has(column)).length, differences };
}
