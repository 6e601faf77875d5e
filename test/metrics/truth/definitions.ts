/**
 * Every number about all users counted once more, from its definition alone: loops over plain arrays of dates, slow and
 * plain. Nothing here comes from the code that is checked with it.
 */

/** What is known of a learner: dates as days since 1970, and what was done on them. */
export interface Learner {
  readonly active: ReadonlySet<number>;
  readonly complete: ReadonlySet<number>;
  /** Protected dates; those that are active, too, count as active. */
  readonly kept: ReadonlySet<number>;
  /** Distinct problems solved, and lessons completed, by date. */
  readonly problems: ReadonlyMap<number, ReadonlySet<string> | number>;
  readonly lessons: ReadonlyMap<number, ReadonlySet<string>>;
  /** Lessons viewed, by date: once a date, or once an id. */
  readonly views: ReadonlyMap<number, readonly string[]>;
  /** Hours of the clock in which the learner was seen, by date. */
  readonly hours: ReadonlyMap<number, ReadonlySet<number>>;
  /** Hours of the clock of every single activity, by date. */
  readonly logged: ReadonlyMap<number, readonly number[]>;
}

/** A question: dates, both included, and how they are taken together. */
export interface Ask {
  readonly from: number;
  readonly to: number;
  readonly period: "day" | "week" | "month";
}

/** A line of an answer. */
export type TruthRow = Record<string, string | number | null>;

type Count = (learners: readonly Learner[], ask: Ask) => TruthRow[];

const DAY_MS = 86_400_000;

/** A date as text. */
export function textOf(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function datesIn(from: number, to: number): number[] {
  const dates: number[] = [];
  for (let day = from; day <= to; day++) dates.push(day);
  return dates;
}

/** ISO weekday, 1 is Monday. 1970-01-01 was a Thursday. */
function weekday(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The first date of the period that a date is in. */
function startOf(day: number, period: Ask["period"]): number {
  if (period === "day") return day;
  if (period === "week") return day - weekday(day) + 1;
  return day - Number(textOf(day).slice(8)) + 1;
}

/** Whole periods that a range touches. */
function periodsIn({ from, to, period }: Ask): { from: number; to: number }[] {
  const starts = [...new Set(datesIn(from, to).map((day) => startOf(day, period)))];
  return starts.map((start) => {
    let end = start;
    while (startOf(end + 1, period) === start) end++;
    return { from: start, to: end };
  });
}

function share(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 1e6) / 1e6;
}

function isActiveIn({ active }: Learner, from: number, to: number): boolean {
  for (const day of active) if (from <= day && day <= to) return true;
  return false;
}

function activeOn(learners: readonly Learner[], from: number, to = from): Learner[] {
  return learners.filter((learner) => isActiveIn(learner, from, to));
}

function firstOf({ active }: Learner): number {
  return Math.min(...active);
}

/** The last active date before a date; undefined where there is none. */
function lastBefore({ active }: Learner, day: number): number | undefined {
  const before = [...active].filter((date) => date < day);
  return before.length === 0 ? undefined : Math.max(...before);
}

const STATES = ["new", "current", "reactivated", "resurrected", "atRiskWAU", "atRiskMAU", "dormant"] as const;

function stateOn(learner: Learner, day: number): (typeof STATES)[number] | undefined {
  const last = lastBefore(learner, day);
  if (learner.active.has(day)) {
    if (last === undefined) return "new";
    return day - last <= 7 ? "current" : day - last <= 30 ? "reactivated" : "resurrected";
  }
  if (last === undefined) return undefined;
  return day - last <= 6 ? "atRiskWAU" : day - last <= 29 ? "atRiskMAU" : "dormant";
}

const MOVES = {
  NURR: ["new", "current"],
  CURR: ["current", "current"],
  RURR: ["reactivated", "current"],
  SURR: ["resurrected", "current"],
  iWAURR: ["atRiskWAU", "current"],
  reactivationRate: ["atRiskMAU", "reactivated"],
  resurrectionRate: ["dormant", "resurrected"],
  wauLossRate: ["atRiskWAU", "atRiskMAU"],
  mauLossRate: ["atRiskMAU", "dormant"],
} as const;

/** Runs of active dates up to a date, joined over protected ones; `isAlive` as it reads on that date, which is open. */
function runsUpTo({ active, kept }: Learner, day: number): { length: number; isAlive: boolean }[] {
  const dates = [...active].filter((date) => date <= day).sort((a, b) => a - b);
  const isBridged = (from: number, to: number): boolean => datesIn(from + 1, to - 1).every((date) => kept.has(date));
  const runs: { length: number; last: number }[] = [];
  for (const date of dates) {
    const run = runs.at(-1);
    if (run !== undefined && isBridged(run.last, date)) {
      run.length++;
      run.last = date;
    } else runs.push({ length: 1, last: date });
  }
  return runs.map(({ length, last }) => ({ length, isAlive: isBridged(last, day) }));
}

function streakOn(learner: Learner, day: number): number {
  return runsUpTo(learner, day).find(({ isAlive }) => isAlive)?.length ?? 0;
}

function isMissed({ active, kept }: Learner, day: number): boolean {
  return !active.has(day) && !kept.has(day);
}

/** Users by a number of theirs. */
function histogram(values: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

const daily =
  (row: (learners: readonly Learner[], day: number) => TruthRow): Count =>
  (learners, { from, to }) =>
    datesIn(from, to).map((day) => ({ date: textOf(day), ...row(learners, day) }));

const frequency = (learners: readonly Learner[], to: number, length: number): number[] => {
  const seen = activeOn(learners, Number.NEGATIVE_INFINITY, to);
  const counts = new Array<number>(length + 1).fill(0);
  for (const { active } of seen) {
    const dates = datesIn(to - length + 1, to).filter((day) => active.has(day)).length;
    counts[dates] = (counts[dates] as number) + 1;
  }
  return counts;
};

interface Cohort {
  readonly row: TruthRow;
  readonly last: number;
  readonly members: readonly Learner[];
}

function cohortsOf(learners: readonly Learner[], ask: Ask): Cohort[] {
  return periodsIn(ask).flatMap(({ from, to }) => {
    const last = Math.min(to, ask.to);
    const members = learners.filter((one) => one.active.size > 0 && from <= firstOf(one) && firstOf(one) <= last);
    return members.length === 0 ? [] : [{ row: { cohort: textOf(from), size: members.length }, last, members }];
  });
}

/** Members active between two dates after their own first, as far as the question looks. */
function back({ members }: Cohort, from: number, to: number, end: number): number {
  return members.filter((one) => isActiveIn(one, firstOf(one) + from, Math.min(firstOf(one) + to, end))).length;
}

const retention: Count = (learners, ask) => {
  const total: TruthRow = { cohort: "total", size: learners.length };
  const cohorts = cohortsOf(learners, ask);
  total.size = cohorts.reduce((sum, { members }) => sum + members.length, 0);
  const spans = [
    ...[1, 3, 7, 14, 30].map((k) => ({ names: [`D${k}`, `U${k}`], suffix: `${k}`, a: k, b: k })),
    ...[
      [1, 1],
      [2, 7],
      [8, 30],
    ].map(([a = 0, b = 0]) => ({ names: [`B${a}_${b}`], suffix: `B${a}_${b}`, a, b })),
  ];
  for (const { names, suffix, a, b } of spans) {
    for (const name of [...names, `size_${suffix}`]) total[name] = 0;
    for (const cohort of cohorts) {
      const isComplete = cohort.last + b <= ask.to;
      for (const name of names) {
        const until = name.startsWith("U") ? Number.POSITIVE_INFINITY : b;
        cohort.row[name] = back(cohort, a, until, ask.to);
        if (isComplete) total[name] = (total[name] as number) + cohort.row[name];
      }
      cohort.row[`elig${suffix}`] = isComplete ? 1 : 0;
      if (isComplete) total[`size_${suffix}`] = (total[`size_${suffix}`] as number) + cohort.members.length;
    }
  }
  return [...cohorts.map(({ row }) => row), total];
};

const retentionCurve: Count = (learners, ask) => {
  const cohorts = cohortsOf(learners, ask);
  const total: TruthRow = { cohort: "total", size: cohorts.reduce((sum, { members }) => sum + members.length, 0) };
  for (let k = 1; k <= 30; k++) {
    const complete = cohorts.filter(({ last }) => last + k <= ask.to);
    for (const cohort of cohorts) cohort.row[`D${k}`] = complete.includes(cohort) ? back(cohort, k, k, ask.to) : null;
    total[`D${k}`] = complete.reduce((sum, { row }) => sum + (row[`D${k}`] as number), 0);
    total[`size_${k}`] = complete.reduce((sum, { members }) => sum + members.length, 0);
  }
  return [...cohorts.map(({ row }) => row), total];
};

const lifecycle: Count = (learners, ask) =>
  periodsIn(ask).map(({ from, to }) => {
    const before = startOf(from - 1, ask.period);
    const now = activeOn(learners, from, to);
    const was = activeOn(learners, before, from - 1);
    const fresh = now.filter((one) => firstOf(one) >= from);
    const returning = now.filter((one) => was.includes(one));
    const resurrecting = now.length - fresh.length - returning.length;
    const dormant = was.filter((one) => !now.includes(one)).length;
    return {
      date: textOf(from),
      lc_new: fresh.length,
      lc_returning: returning.length,
      lc_resurrecting: resurrecting,
      lc_dormant: dormant,
      quick_ratio: share(fresh.length + resurrecting, dormant),
    };
  });

const distribution: Count = (learners, { to }) => {
  const seen = activeOn(learners, Number.NEGATIVE_INFINITY, to);
  const runs = histogram(seen.flatMap((one) => runsUpTo(one, to).map(({ length }) => length)));
  const longest = histogram(seen.map((one) => Math.max(...runsUpTo(one, to).map(({ length }) => length))));
  const current = histogram(seen.map((one) => streakOn(one, to)));
  const lengths = new Set([0, ...runs.keys(), ...longest.keys(), ...current.keys()]);
  return [...lengths]
    .sort((a, b) => a - b)
    .map((length) => ({
      length,
      runs: runs.get(length) ?? 0,
      users_max: longest.get(length) ?? 0,
      users_current: current.get(length) ?? 0,
    }));
};

const survival: Count = (learners, { to }) => {
  const runs = learners.flatMap((one) => runsUpTo(one, to));
  return datesIn(1, Math.max(0, ...runs.map(({ length }) => length))).map((day) => {
    const reached = runs.filter(({ length }) => length >= day).length;
    const of = runs.filter(({ length, isAlive }) => length >= day || !isAlive).length;
    return { day, reached, of, survival: share(reached, of) };
  });
};

function perPeriod(ask: Ask, row: (days: readonly number[]) => TruthRow): TruthRow[] {
  return periodsIn(ask).map(({ from, to }) => ({ date: textOf(from), ...row(datesIn(from, to)) }));
}

function problemsOn({ problems }: Learner, day: number): number {
  const solved = problems.get(day) ?? 0;
  return typeof solved === "number" ? solved : solved.size;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

const lessonViews: Count = (learners, { from, to }) => {
  const pairs = (of: "views" | "lessons"): string[] =>
    learners.flatMap((one) => datesIn(from, to).flatMap((day) => [...(one[of].get(day) ?? [])]));
  const [viewed, completed] = [pairs("views"), pairs("lessons")];
  return [...new Set([...viewed, ...completed])]
    .map((lesson) => {
      const views = viewed.filter((other) => other === lesson).length;
      const completions = completed.filter((other) => other === lesson).length;
      const abandoned = Math.max(0, views - completions);
      return { lesson, views, completions, abandoned, abandoned_share: share(abandoned, views) };
    })
    .sort((a, b) => b.views - a.views || (a.lesson < b.lesson ? -1 : 1));
};

const punchCard: Count = (learners, { from, to }) =>
  datesIn(1, 7).flatMap((day) =>
    datesIn(0, 23).map((hour) => ({
      weekday: day,
      hour,
      seen: sum(
        datesIn(from, to)
          .filter((date) => weekday(date) === day)
          .map((date) => learners.filter(({ hours }) => hours.get(date)?.has(hour) === true).length),
      ),
      activities: datesIn(from, to)
        .filter((date) => weekday(date) === day)
        .flatMap((date) => learners.flatMap(({ logged }) => logged.get(date) ?? []))
        .filter((other) => other === hour).length,
    })),
  );

const LEVELS = [
  ["none", 0, 0],
  ["low", 1, 3],
  ["medium", 4, 11],
  ["high", 12, 20],
  ["daily", 21, 28],
] as const;

/** The definitions by the name of the metric. */
export const DEFINITIONS: Readonly<Record<string, Count>> = {
  dau: daily((all, day) => ({ dau: activeOn(all, day).length })),
  wau: daily((all, day) => ({ wau: activeOn(all, day - 6, day).length })),
  mau28: daily((all, day) => ({ mau28: activeOn(all, day - 27, day).length })),
  mau30: daily((all, day) => ({ mau30: activeOn(all, day - 29, day).length })),
  stickiness: daily((all, day) => ({
    dau_wau: share(activeOn(all, day).length, activeOn(all, day - 6, day).length),
    dau_mau28: share(activeOn(all, day).length, activeOn(all, day - 27, day).length),
  })),
  new_and_returning: daily((all, day) => {
    const active = activeOn(all, day);
    const fresh = active.filter((one) => firstOf(one) === day).length;
    return { new: fresh, returning: active.length - fresh };
  }),
  growth_states: daily((all, day) => {
    const states = all.map((one) => stateOn(one, day));
    return Object.fromEntries(STATES.map((state) => [state, states.filter((other) => other === state).length]));
  }),
  growth_rates: daily((all, day) => {
    const row: TruthRow = {};
    const pairs = all.map((one) => [stateOn(one, day - 1), stateOn(one, day)] as const);
    for (const [name, [from, to]] of Object.entries(MOVES)) {
      const could = pairs.filter(([was]) => was === from);
      const did = could.filter(([, is]) => is === to);
      row[name] = share(did.length, could.length);
      row[`num_${name}`] = did.length;
      row[`den_${name}`] = could.length;
    }
    return row;
  }),
  lifecycle,
  retention,
  retention_curve: retentionCurve,
  l7: (all, { to }) => frequency(all, to, 7).map((users, days) => ({ days, users })),
  l28: (all, { to }) => frequency(all, to, 28).map((users, days) => ({ days, users })),
  engagement: (all, { to }) => {
    const counts = frequency(all, to, 28);
    return LEVELS.map(([level, a, b]) => ({ level, from: a, to: b, users: sum(counts.slice(a, b + 1)) }));
  },
  current_streaks: (all, { to }) => {
    const counts = histogram(activeOn(all, Number.NEGATIVE_INFINITY, to).map((one) => streakOn(one, to)));
    counts.set(0, counts.get(0) ?? 0);
    return [...counts].sort(([a], [b]) => a - b).map(([length, users]) => ({ length, users }));
  },
  streak_distribution: distribution,
  streak_survival: survival,
  live_streaks: daily((all, day) => {
    const lengths = all.map((one) => streakOn(one, day));
    return {
      live_streak_users: lengths.filter((length) => length > 0).length,
      live_streak_sum: sum(lengths),
      live_streak_max: Math.max(0, ...lengths),
      // Also of who begins anew on the date.
      broken_streaks: all.filter((one) => streakOn(one, day - 1) > 0 && isMissed(one, day - 1)).length,
    };
  }),
  completion_rate: (all, ask) =>
    perPeriod(ask, (days) => {
      const active = sum(days.map((day) => activeOn(all, day).length));
      const complete = sum(days.map((day) => all.filter((one) => one.complete.has(day)).length));
      return { active_days: active, complete_days: complete, completion_rate: share(complete, active) };
    }),
  problems_solved: (all, ask) =>
    perPeriod(ask, (days) => ({ problems_solved: sum(days.flatMap((day) => all.map((one) => problemsOn(one, day)))) })),
  lessons_completed: (all, ask) =>
    perPeriod(ask, (days) => ({
      lessons_completed: sum(days.flatMap((day) => all.map(({ lessons }) => lessons.get(day)?.size ?? 0))),
    })),
  lesson_views: lessonViews,
  punch_card: punchCard,
};
