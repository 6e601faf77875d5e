import { requireDate } from "../../src/core/calendar.ts";
import { DaySets } from "../../src/metrics/day-sets.ts";
import type { MetricSource } from "../../src/metrics/metric.ts";
import { PartSums } from "../../src/metrics/part-sums.ts";
import { METRICS } from "../../src/metrics/registry.ts";
import { exactly } from "../support/bar.ts";
import type { BenchCase } from "../support/bench-case.ts";
import { randomOf } from "../support/people.ts";
import { interleave } from "../support/rounds.ts";
import { estimate } from "../support/statistics.ts";

const DATES = 365;
const TODAY = requireDate("2026-06-15");
const FIRST = TODAY - DATES + 1;
const MB = 1_000_000;

/** The first screen: actives and states of 90 dates, 12 weekly cohorts over 30 dates, L28, streaks as they stand. */
const SCREEN = [
  { name: "dau", days: 90, period: "day" },
  { name: "growth_states", days: 90, period: "day" },
  { name: "retention_curve", days: 84, period: "week" },
  { name: "l28", days: 28, period: "day" },
  { name: "current_streaks", days: 1, period: "day" },
] as const;

/** Reports counted from sets that are made directly, without a database: nothing remembered, and after one late activity. */
export const reportsCase: BenchCase = async ({ name, sizes, note }) => {
  const users = sizes.registered;
  const before = process.memoryUsage().arrayBuffers;
  const { sets, userDays } = year(users);
  const memory = process.memoryUsage().arrayBuffers - before;
  note(`${users} users, ${userDays} user-days`);
  const random = randomOf(11);
  const kept = new PartSums();
  let rows = 0;
  const answer = async (sums: PartSums): Promise<void> => {
    const source: MetricSource = { parts: sets.parts, first: sets.first, sums, totals: async () => [], group: "" };
    for (const { name: metric, days, period } of SCREEN) {
      const query = { from: TODAY - days + 1, to: TODAY, period };
      rows += (await METRICS.get(metric)?.rows(source, query))?.length ?? 0;
    }
  };
  const milliseconds = async (sums: PartSums): Promise<number> => {
    const startedAt = process.threadCpuUsage();
    await answer(sums);
    const { user, system } = process.threadCpuUsage(startedAt);
    return (user + system) / 1000;
  };
  const measured = await interleave(sizes.rounds, {
    anew: () => milliseconds(new PartSums()),
    after: () => {
      sets.set("active", TODAY, Math.floor(random() * users), true);
      sets.set("active", TODAY - Math.floor(random() * DATES), Math.floor(random() * users), true);
      return milliseconds(kept);
    },
  });
  if (rows === 0) throw new Error("there are no rows");
  const detail = { users, userDays, dates: DATES };
  return [
    {
      name,
      what: "the first screen, nothing remembered",
      bar: atMost(250),
      unit: "ms CPU",
      measured: estimate(measured.anew),
      detail,
    },
    {
      name,
      what: "after one activity today and one in the past",
      bar: atMost(50),
      unit: "ms CPU",
      measured: estimate(measured.after),
      detail,
    },
    {
      name,
      what: "the sets in memory",
      bar: atMost(400),
      unit: "MB",
      measured: exactly(Math.round(memory / MB)),
      detail,
    },
  ];
};

function atMost(value: number): { kind: "at most"; value: number } {
  return { kind: "at most", value };
}

/** Users who join over the year, come in runs, and fade: about one in seven is there on a date. */
function year(users: number): { sets: DaySets; userDays: number } {
  const sets = new DaySets();
  const random = randomOf(3);
  let userDays = 0;
  for (let user = 0; user < users; user++) {
    const joined = FIRST + Math.floor(random() ** 2 * DATES);
    const habit = random() ** 3;
    let isThere = true;
    for (let day = joined; day <= TODAY; day++) {
      if (isThere) {
        sets.set("active", day, user, true);
        userDays++;
      }
      isThere = random() < (isThere ? 0.35 + 0.6 * habit : 0.25 * habit + 0.01);
    }
  }
  return { sets, userDays };
}
