import { DAY_MS } from "../src/core/calendar.ts";
import { METRICS } from "../src/metrics/registry.ts";
import type { Tracker } from "../src/tracker/tracker.ts";
import { type Ask, DEFINITIONS, type Learner, textOf } from "../test/metrics/truth/definitions.ts";
import type { Commit } from "./commit-streaks.ts";
import { type Compared, calling } from "./course-reports.ts";

/** Where in the log dates are looked at: in its middle, and around its end. Counting from definitions is slow. */
const SHARES = [0.3, 0.98];
const DATES = 30;

/** Asks the API for every report about the authors of commits, and compares it with a count from the definitions. */
export async function compareAuthors(tracker: Tracker, commits: readonly Commit[]): Promise<Compared> {
  const call = calling(tracker);
  const learners = learnersOf(commits);
  const dates = learners.flatMap(({ active }) => [...active]);
  const first = dates.reduce((least, date) => Math.min(least, date));
  const last = dates.reduce((most, date) => Math.max(most, date));
  const differences: string[] = [];
  let compared = 0;
  for (const share of SHARES) {
    const from = Math.floor(first - 10 + (last - first) * share);
    for (const [name, count] of Object.entries(DEFINITIONS)) {
      for (const period of METRICS.get(name)?.hasPeriods === true
        ? (["day", "week", "month"] as const)
        : ["day" as const]) {
        const ask: Ask = { from, to: from + DATES - 1, period };
        const path = `metrics/${name}/?from=${textOf(ask.from)}&to=${textOf(ask.to)}&period=${period}`;
        const { rows } = await call<{ rows: Record<string, unknown>[] }>(path);
        const expected = count(learners, ask);
        if (rows.length !== expected.length)
          differences.push(`${path}: ${rows.length} rows, expected ${expected.length}`);
        for (const [i, want] of expected.entries()) {
          for (const [column, cell] of Object.entries(want)) {
            compared++;
            if (rows[i]?.[column] === cell) continue;
            differences.push(`${path}, row ${i}, ${column}: ${rows[i]?.[column]}, expected ${cell}`);
          }
        }
      }
    }
  }
  return { check: "commits: reports by the API", compared, differences };
}

/** Local dates and hours by the offset of each commit. */
function learnersOf(commits: readonly Commit[]): Learner[] {
  const none = new Map<number, never>();
  return [...Map.groupBy(commits, ({ user }) => user).values()].map((own) => {
    const logged = new Map<number, number[]>();
    for (const { ts, offset } of own) {
      const wall = ts * 1000 + offset * 60_000;
      const date = Math.floor(wall / DAY_MS);
      logged.set(date, [...(logged.get(date) ?? []), Math.floor((wall - date * DAY_MS) / 3_600_000)]);
    }
    const hours = new Map([...logged].map(([date, all]) => [date, new Set(all)]));
    const nothing = {
      complete: new Set<number>(),
      kept: new Set<number>(),
      problems: none,
      lessons: none,
      views: none,
    };
    return { active: new Set(logged.keys()), hours, logged, ...nothing };
  });
}
