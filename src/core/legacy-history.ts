import type { DayNumber, Instant } from "./calendar.ts";
import type { DaySource } from "./day-record.ts";
import type { Days } from "./state.ts";

/**
 * What another system knew of a user: whole days and the numbers of a streak, no single activities. Columns of equal
 * length rather than a list of objects, since histories of thousands of users cross threads.
 */
export interface LegacyHistory {
  /** Dates with activity, ascending, each once. */
  readonly dates: readonly DayNumber[];
  /** Whether the other system called the date complete. */
  readonly complete: readonly boolean[];
  readonly problems: readonly number[];
  /** Lessons completed, by position in `dates`; most dates have none. */
  readonly lessons: Readonly<Record<number, readonly string[]>>;
  /** The zone by whose calendar the dates were counted. */
  readonly zone: string;
  readonly streak: LegacyStreak | null;
  /** No implied date lies before this one. */
  readonly joinedOn: DayNumber | null;
  readonly lastLogin: Instant | null;
}

/** The streak row of another system. */
export interface LegacyStreak {
  readonly current: number;
  readonly max: number;
  /** The last date that counted in `current`. */
  readonly lastDate: DayNumber | null;
}

/** What the length of a legacy streak says beyond the days. */
export interface Implied {
  /** Dates that must have counted although no day shows it, ascending. */
  readonly dates: readonly DayNumber[];
  /** A length that dates cannot show, with the reason. */
  readonly floor?: { readonly length: number; readonly reason: "no_date" | "too_long" | "before_joining" };
}

/** Longer streaks than this imply no dates. */
const MAX_IMPLIED_DAYS = 3_650;

/**
 * The dates that a legacy streak implies: the run of its length up to its last date, less the days that are known. A
 * streak without a date, one of more than {@link MAX_IMPLIED_DAYS}, and whatever would lie before the user joined is a
 * floor of the longest streak instead. Where the days around the last date run on as long as the streak, only the date was
 * not kept up, and nothing is implied.
 */
export function impliedBy({ dates, streak, joinedOn }: LegacyHistory): Implied {
  if (streak === null || streak.current <= 0) return { dates: [] };
  const { current, lastDate } = streak;
  if (lastDate === null) return { dates: [], floor: { length: current, reason: "no_date" } };
  if (current > MAX_IMPLIED_DAYS) return { dates: [], floor: { length: current, reason: "too_long" } };
  const known = new Set(dates);
  if (runAround(lastDate, known) >= current) return { dates: [] };
  const from = Math.max(joinedOn ?? 0, 0);
  const implied: DayNumber[] = [];
  let isCut = false;
  for (let date = lastDate - current + 1; date <= lastDate; date++) {
    if (known.has(date)) continue;
    if (date >= from) implied.push(date);
    else isCut = true;
  }
  return isCut ? { dates: implied, floor: { length: current, reason: "before_joining" } } : { dates: implied };
}

/** The length of the run of known dates that a date lies in. */
function runAround(date: DayNumber, known: ReadonlySet<DayNumber>): number {
  if (!known.has(date)) return 0;
  let [first, last] = [date, date];
  while (known.has(first - 1)) first--;
  while (known.has(last + 1)) last++;
  return last - first + 1;
}

/** Whether a record was taken over from another system. */
export function isLegacy(source: DaySource): boolean {
  return source === "legacy" || source === "implied";
}

/** The first date with activity of the user's own: from it on no date of another system counts. */
export function firstOwnDate({ active, legacy }: Days): DayNumber | undefined {
  let date = active.first();
  while (date !== undefined && legacy.has(date)) date = active.next(date + 1);
  return date;
}
