import type { Change, StreakSource } from "../src/source.ts";
import type { CalendarDay, ExplainAnswer, StreakAnswer } from "../src/wire.ts";

/** A learner whose evening never ends: what the gallery and the tests of the widgets show. */
const NOW: number = Date.parse("2026-03-04T18:20:00Z");
const TODAY = "2026-03-04";
const DAY_MS = 86_400_000;

/** A source whose news are told by hand, and which counts who listens. */
export interface DemoSource extends StreakSource {
  streak: StreakAnswer | null;
  /** While set, reads wait (`"silent"`) or are refused. */
  trouble: "silent" | "refused" | undefined;
  /** Calls of `calendar`, `explain` and `feed` so far. */
  readonly calls: string[];
  readonly listeners: number;
  tell(change: Change): void;
}

/** The streak of the demo, with changes. */
export function demoStreak(changes: Partial<StreakAnswer> = {}): StreakAnswer {
  const presence = {
    current_streak: 24,
    max_streak: 41,
    last_activity_date: TODAY,
    started_on: "2026-02-09",
    state: "active" as const,
  };
  const goal = { ...presence, current_streak: 6, max_streak: 19, started_on: "2026-02-27" };
  const { current_streak, max_streak, last_activity_date, started_on, state } = { ...presence, ...changes };
  return {
    user_id: "ada",
    as_of: new Date(NOW).toISOString(),
    zone: "Europe/Paris",
    date: TODAY,
    ...presence,
    presence: { current_streak, max_streak, last_activity_date, started_on, state },
    goal,
    today: { status: "partial", problems_solved: 2, lesson_ids: ["fractions"] },
    freezes: { held: 1, cap: 2 },
    restores_left: 0,
    next_milestone: { days: 30, remaining: 6 },
    day_ends_at: "2026-03-04T23:00:00.000Z",
    lost: null,
    version: 41,
    ...changes,
  };
}

/** The streak on which nothing was done today. */
export function atRisk(changes: Partial<StreakAnswer> = {}): StreakAnswer {
  return demoStreak({
    current_streak: 23,
    last_activity_date: "2026-03-03",
    state: "at_risk",
    today: { status: "none", problems_solved: 0, lesson_ids: [] },
    ...changes,
  });
}

/** A year with good weeks and bad ones, always the same. */
export function demoDays(until: string = TODAY, count = 371): CalendarDay[] {
  const days: CalendarDay[] = [];
  const last = Date.parse(until) / DAY_MS;
  const protections = ["rest", "paused", "excused", "restored", "bridged", "frozen"] as const;
  for (let day = last - count + 1; day <= last; day++) {
    const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
    const dice = Math.abs(Math.sin(day * 12.9898) * 43_758.5453) % 1;
    const isRunning = date > "2026-02-08";
    const mood = isRunning ? 0.9 : 0.5 + 0.42 * Math.sin(day / 23);
    const isProtected = dice > 0.94 && date < "2026-02-09";
    const status = !isRunning && (isProtected || dice > mood) ? "none" : dice < mood * 0.62 ? "complete" : "partial";
    if (status === "none" && !isProtected) continue;
    days.push({
      date,
      status,
      problems_solved: status === "complete" ? 3 + Math.floor(dice * 9) : status === "partial" ? 1 : 0,
      lesson_ids: status === "complete" && dice < 0.2 ? ["fractions"] : [],
      ...(isProtected ? { protection: protections[day % 6] ?? "rest" } : {}),
      zone: status === "none" ? null : "Europe/Paris",
      first_at: status === "none" ? null : `${date}T07:12:00.000Z`,
      last_at: status === "none" ? null : `${date}T08:40:00.000Z`,
    });
  }
  return days;
}

/** A source that knows all of it. */
export function createDemoSource(
  streak: StreakAnswer | null = demoStreak(),
  days: CalendarDay[] = demoDays(),
): DemoSource {
  const listeners = new Set<(change: Change) => void>();
  const calls: string[] = [];
  const source: DemoSource = {
    streak,
    trouble: undefined,
    calls,
    get listeners() {
      return listeners.size;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    now: () => NOW,
    tell(change) {
      if (change.type === "streak") source.streak = change.streak;
      for (const listener of [...listeners]) listener(change);
    },
    calendar: ({ from = "2025-03-05", to = TODAY } = {}) =>
      answer(`calendar ${from} ${to}`, () => ({
        from,
        to,
        zone: "Europe/Paris",
        days: days.filter(({ date }) => date >= from && date <= to),
      })),
    explain: (date = TODAY) => answer(`explain ${date}`, () => explained(date)),
    feed: () => answer("feed", () => ({ facts: [], next_cursor: null })),
  };
  return source;

  function answer<T>(call: string, make: () => T): Promise<T> {
    calls.push(call);
    if (source.trouble === "silent") return new Promise(() => {});
    return source.trouble === "refused" ? Promise.reject(new Error("503")) : Promise.resolve(make());
  }

  function explained(date: string): ExplainAnswer {
    const day = days.find((candidate) => candidate.date === date);
    const isToday = date === source.streak?.date;
    const status = isToday ? (source.streak?.today.status ?? "none") : (day?.status ?? "none");
    const reach = Math.max(0, (source.streak?.current_streak ?? 0) - (Date.parse(TODAY) - Date.parse(date)) / DAY_MS);
    const kind = day?.protection;
    return {
      user_id: "ada",
      date,
      effect: status !== "none" ? "counted" : kind !== undefined ? "protected" : isToday ? "open" : "broke",
      summary: "",
      status,
      presence: reach,
      goal: Math.min(6, reach),
      protection: kind === undefined ? null : { kind, reason: kind === "excused" ? "School trip" : null, by: "system" },
      closed: !isToday,
      zone: day?.zone ?? null,
      zones: day?.zone === null || day === undefined ? [] : [day.zone ?? "UTC"],
      rules_version: 1,
      daily_goal: { problems: 3 },
      evidence: {
        problems_solved: day?.problems_solved ?? 0,
        problem_ids: [],
        lesson_ids: day?.lesson_ids ?? [],
        active_minutes: 25,
        hours: [],
        first_at: day?.first_at ?? null,
        last_at: day?.last_at ?? null,
        source: "live",
        flags: [],
        activities: [],
      },
    };
  }
}
