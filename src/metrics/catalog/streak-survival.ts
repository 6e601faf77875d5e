import type { Metric } from "../metric.ts";
import { share } from "../share.ts";
import { streakDistribution } from "./streak-distribution.ts";

/** What share of runs gets how far. */
export const streakSurvival: Metric = {
  name: "streak_survival",
  title: "Survival of runs",
  unit: "share",
  definition:
    "Of all runs that began, the share that reached the given day. Runs that are still going and have not had the chance to reach it are left out of that day.",
  key: "day",
  columns: {
    reached: "runs that reached the day",
    of: "runs that reached it or ended before it",
    survival: "reached / of",
  },
  defaultDays: 1,
  async rows(source, query) {
    const rows = (await streakDistribution.rows(source, query)) as {
      length: number;
      runs: number;
      users_current: number;
    }[];
    const longest = Math.max(0, ...rows.map(({ length }) => length));
    const runs = new Array<number>(longest + 2).fill(0);
    const running = new Array<number>(longest + 2).fill(0);
    for (const row of rows) {
      runs[row.length] = row.runs;
      running[row.length] = row.length === 0 ? 0 : row.users_current;
    }
    let reached = runs.reduce((sum, n) => sum + n, 0);
    let unknown = 0;
    const all = reached;
    return Array.from({ length: longest }, (_, i) => {
      const day = i + 1;
      reached -= runs[i] as number;
      unknown += running[i] as number;
      return { day, reached, of: all - unknown, survival: share(reached, all - unknown) };
    });
  },
};
