import type { DayNumber } from "../core/calendar.ts";
import type { Alert } from "./alert.ts";
import { completionRate } from "./catalog/completion-rate.ts";
import { liveStreaks } from "./catalog/live-streaks.ts";
import { dailyRows } from "./daily-rows.ts";
import { BASELINE_REACH, expectedDau } from "./dau-baseline.ts";
import type { MetricSource, Row } from "./metric.ts";

/** The most important numbers of a date. */
export interface OverviewDate {
  readonly date: string;
  readonly dau: number;
  readonly wau: number;
  readonly mau28: number;
  readonly new: number;
  /** Users with a streak. */
  readonly live_streak_users: number;
  readonly completion_rate: number | null;
}

/** Everybody at a glance. */
export interface Overview {
  /** Users ever seen. */
  readonly users: number;
  readonly today: OverviewDate;
  readonly yesterday: OverviewDate;
  /** The same weekday a week ago. */
  readonly week_ago: OverviewDate;
  /** What today's weekday lets expect by its end; null without four weeks of history. */
  readonly expected_dau: number | null;
  /** What was strange on the seven dates before today, and is today. */
  readonly alerts: readonly Alert[];
}

const WEEK = 7;

/** Today as far as it has come, beside yesterday and a week ago. */
export async function overview(source: MetricSource, today: DayNumber, alerts: readonly Alert[]): Promise<Overview> {
  const week = { from: today - WEEK, to: today, period: "day" } as const;
  const daily = dailyRows(source, week);
  const streaks = await liveStreaks.rows(source, week);
  const completion = await completionRate.rows(source, week);
  const dateOf = (back: number): OverviewDate => {
    const at = WEEK - back;
    const { date, dau, wau, mau28, new: fresh } = daily[at] as (typeof daily)[number];
    return {
      date,
      dau,
      wau,
      mau28,
      new: fresh,
      live_streak_users: (streaks[at] as Row).live_streak_users as number,
      completion_rate: (completion[at] as Row).completion_rate as number | null,
    };
  };
  const start = Math.max(today - BASELINE_REACH, Math.min(source.first ?? today, today));
  const dau = dailyRows(source, { from: start, to: today }).map((row) => row.dau);
  return {
    users: daily[WEEK]?.ever ?? 0,
    today: dateOf(0),
    yesterday: dateOf(1),
    week_ago: dateOf(WEEK),
    expected_dau: expectedDau(dau),
    alerts,
  };
}
