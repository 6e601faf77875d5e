import { SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import type { XyData } from "../charts/chart-data.ts";
import { XyCard } from "../charts/xy-card.tsx";
import { beforeOf } from "../series/compare.ts";
import { numberIn, type Row, type SeriesAnswer, useSeries } from "../series/use-series.ts";
import { useChoice } from "../shell/view.ts";
import { percent, whole } from "../words/numbers.ts";

/** Lengths taken together, so that long streaks can be seen beside the many short ones: first and last. */
const STEPS = [
  [1, 1],
  [2, 2],
  [3, 6],
  [7, 13],
  [14, 29],
  [30, 59],
  [60, 99],
  [100, 364],
  [365, Number.POSITIVE_INFINITY],
] as const;

const SHOWN = {
  now: { metric: "current_streaks", column: "users", title: "Streaks now, by length", label: "Users" },
  longest: { metric: "streak_distribution", column: "users_max", title: "Longest streak of each user", label: "Users" },
  runs: { metric: "streak_distribution", column: "runs", title: "All runs there ever were, by length", label: "Runs" },
} as const;
type Shown = keyof typeof SHOWN;

/** How long streaks are. */
export function LengthsCard(): ReactNode {
  const [shown, show] = useChoice("lengths", ["now", "longest", "runs"]);
  const { metric, title } = SHOWN[shown];
  const answer = useSeries(metric, { compare: true });
  const data = dataOf(answer, shown);
  return (
    <XyCard
      title={title}
      answer={answer}
      data={data}
      summary={data && summaryOf(data)}
      empty="Nobody has a streak."
      controls={
        <SegmentedControl
          aria-label="Which lengths"
          size="xs"
          value={shown}
          onChange={(value) => show(value as Shown)}
          data={[
            { value: "now", label: "Now" },
            { value: "longest", label: "Longest" },
            { value: "runs", label: "All runs" },
          ]}
        />
      }
    />
  );
}

function dataOf({ data }: SeriesAnswer, shown: Shown): XyData | undefined {
  const { metric, column, label } = SHOWN[shown];
  if (data === undefined || data.name !== metric) return undefined;
  const sumsOf = (rows: readonly Row[]): number[] =>
    STEPS.map(([first, last]) =>
      rows.reduce((sum, row) => {
        const length = Number(row.length);
        return length >= first && length <= last ? sum + (numberIn(row, column) ?? 0) : sum;
      }, 0),
    );
  const sums = sumsOf(data.rows);
  const used = Math.max(4, sums.findLastIndex((sum) => sum > 0) + 1);
  return {
    kind: "bars",
    isDates: false,
    xLabel: "Days",
    x: STEPS.slice(0, used).map(nameOf),
    series: [
      { label, color: "chart-1", values: sums.slice(0, used) },
      ...beforeOf(data, (previous) => sumsOf(previous).slice(0, used)),
    ],
    format: whole,
  };
}

function nameOf([first, last]: (typeof STEPS)[number]): string {
  if (first === last) return String(first);
  return last === Number.POSITIVE_INFINITY ? `${first}+` : `${first}–${last}`;
}

function summaryOf({ x, series }: XyData): string | undefined {
  const [values = [], before] = series.map((one) => one.values.map((value) => value ?? 0));
  const sumOf = (some: readonly number[]): number => some.reduce((sum, value) => sum + value, 0);
  const all = sumOf(values);
  if (all === 0) return undefined;
  const week = sumOf(values.slice(3));
  const most = values.indexOf(Math.max(...values));
  return `${whole(all)} in all; ${percent(week / all)} are of 7 days or more. Most often: ${x[most]} ${x[most] === "1" ? "day" : "days"}.${before === undefined ? "" : ` ${whole(sumOf(before))} at the end of the period before.`}`;
}
