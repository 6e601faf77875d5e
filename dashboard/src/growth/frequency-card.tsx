import { SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import type { XyData } from "../charts/chart-data.ts";
import { XyCard } from "../charts/xy-card.tsx";
import { beforeOf } from "../series/compare.ts";
import { numbersIn, type Row, type SeriesAnswer, useSeries } from "../series/use-series.ts";
import { useChoice } from "../shell/view.ts";
import { longDate } from "../words/dates.ts";
import { percent, whole } from "../words/numbers.ts";

const TITLES = {
  l28: "Active days of the last 28",
  l7: "Active days of the last 7",
  engagement: "Engagement levels",
} as const;

/** How often users come. */
export function FrequencyCard(): ReactNode {
  const [metric, choose] = useChoice("frequency", ["l28", "l7", "engagement"]);
  const answer = useSeries(metric, { compare: true });
  return (
    <XyCard
      title={TITLES[metric]}
      answer={answer}
      data={dataOf(answer)}
      summary={summaryOf(answer)}
      controls={
        <SegmentedControl
          aria-label="How often"
          size="xs"
          value={metric}
          onChange={(value) => choose(value as typeof metric)}
          data={[
            { value: "l28", label: "L28" },
            { value: "l7", label: "L7" },
            { value: "engagement", label: "Levels" },
          ]}
        />
      }
    />
  );
}

/** Users who were not there at all would hide the others: they are in the words, and in the CSV. */
function dataOf({ data }: SeriesAnswer): XyData | undefined {
  if (data === undefined) return undefined;
  const isLevels = data.name === "engagement";
  const shown = (all: readonly Row[]): Row[] => all.filter((row) => (isLevels ? row.level !== "none" : row.days !== 0));
  const rows = shown(data.rows);
  return {
    kind: "bars",
    isDates: false,
    xLabel: isLevels ? "Level" : "Active days",
    x: rows.map((row) => String(isLevels ? `${row.level} ${row.from}–${row.to}` : row.days)),
    series: [
      { label: "Users", color: "chart-1", values: numbersIn(rows, "users") },
      ...beforeOf(data, (previous) => numbersIn(shown(previous), "users")),
    ],
    format: whole,
  };
}

function summaryOf({ data }: SeriesAnswer): string | undefined {
  if (data === undefined) return undefined;
  const users = numbersIn(data.rows, "users").map((value) => value ?? 0);
  const all = users.reduce((sum, value) => sum + value, 0);
  const there = thereIn(data.rows);
  if (all === 0) return undefined;
  const often = data.rows.reduce(
    (sum, row, i) => sum + (row.level === "daily" || Number(row.days) >= 21 ? (users[i] ?? 0) : 0),
    0,
  );
  const tail = data.name === "l7" ? "" : ` ${percent(there === 0 ? 0 : often / there)} of them on 21 days or more.`;
  const before = data.previous && thereIn(data.previous.rows);
  const compared = before === undefined ? "" : ` By ${longDate(data.previous?.to ?? "")} it was ${whole(before)}.`;
  return `Up to ${longDate(data.to)}, ${whole(there)} of ${whole(all)} users ever seen were there at all.${tail}${compared}`;
}

/** Users who were there at all: all but those of the first row. */
function thereIn(rows: readonly Row[]): number {
  return numbersIn(rows.slice(1), "users").reduce<number>((sum, value) => sum + (value ?? 0), 0);
}
