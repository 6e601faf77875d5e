import { formatDate } from "../../src/core/calendar.ts";
import type { MetricSource, Row } from "../../src/metrics/metric.ts";
import { METRICS } from "../../src/metrics/registry.ts";
import { TODAY } from "./year-of-users.ts";

/** The first screen: actives and states of 90 dates, 12 weekly cohorts over 30 dates, L28, streaks as they stand. */
const SCREEN = [
  { name: "dau", days: 90, period: "day" },
  { name: "wau", days: 90, period: "day" },
  { name: "mau28", days: 90, period: "day" },
  { name: "mau30", days: 90, period: "day" },
  { name: "growth_states", days: 90, period: "day" },
  { name: "retention_curve", days: 84, period: "week" },
  { name: "l28", days: 28, period: "day" },
  { name: "current_streaks", days: 1, period: "day" },
] as const;

/** The answers of the first screen, by metric. */
type Screen = Readonly<Record<(typeof SCREEN)[number]["name"], readonly Row[]>>;

/** The same answers as numbers only, in an order that every contender gives: what is compared. */
export interface ScreenNumbers {
  /** Days before today, dau, wau, mau28, mau30, the seven states. */
  readonly daily: readonly (readonly number[])[];
  /** Days before today of the cohort's Monday, dates after the first one, users; nothing where there are none. */
  readonly retention: readonly (readonly number[])[];
  /** Active dates of the last 28, users. */
  readonly l28: readonly (readonly number[])[];
  /** Length, users. */
  readonly streaks: readonly (readonly number[])[];
}

/** Counts the first screen. `source` is asked for each metric, as each call of the API asks for it. */
export async function countScreen(source: () => Promise<MetricSource>): Promise<Screen> {
  const answers: Record<string, readonly Row[]> = {};
  for (const { name, days, period } of SCREEN) {
    const query = { from: TODAY - days + 1, to: TODAY, period };
    answers[name] = (await METRICS.get(name)?.rows(await source(), query)) ?? [];
  }
  return answers as Screen;
}

/** What is compared of the first screen. */
export function numbersOf(screen: Screen): ScreenNumbers {
  const back = new Map(Array.from({ length: 90 }, (_, i) => [formatDate(TODAY - i), i]));
  const cells = (row: Row | undefined): number[] => Object.values(row ?? {}).filter((cell) => typeof cell === "number");
  const { dau, wau, mau28, mau30, growth_states, retention_curve, l28, current_streaks } = screen;
  return {
    daily: dau.map((row, i) => [
      back.get(row.date as string) as number,
      ...[row, wau[i], mau28[i], mau30[i], growth_states[i]].flatMap(cells),
    ]),
    retention: retention_curve.flatMap((row) => {
      const monday = back.get(row.cohort as string);
      if (monday === undefined) return [];
      const users = [row.size, ...Array.from({ length: 30 }, (_, i) => row[`D${i + 1}`])];
      return users.flatMap((count, k) => (typeof count === "number" && count > 0 ? [[monday, k, count]] : []));
    }),
    l28: l28.map(cells),
    streaks: current_streaks.map(cells),
  };
}
