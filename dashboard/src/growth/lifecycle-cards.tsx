import type { ReactNode } from "react";
import { XyCard } from "../charts/xy-card.tsx";
import { comparisonOf, mean, quotient } from "../series/compare.ts";
import { dateData, summaryOfDates } from "../series/date-data.ts";
import { type SeriesAnswer, useSeries } from "../series/use-series.ts";
import { type Period, shortDate } from "../words/dates.ts";
import { ratio, whole } from "../words/numbers.ts";

const CAME = [
  { key: "lc_new", label: "New", color: "chart-3" },
  { key: "lc_returning", label: "Returning", color: "chart-1" },
  { key: "lc_resurrecting", label: "Resurrecting", color: "chart-5" },
  { key: "lc_dormant", label: "Gone dormant", color: "chart-7" },
] as const;

/** Who came, stayed, came back and left, and whether more are won than lost. */
export function LifecycleCards({ period }: { readonly period: Period }): ReactNode {
  const answer = useSeries("lifecycle", { period, compare: true });
  const isOpen = answer.range?.isOpen === true;
  return (
    <>
      <XyCard
        title={`Lifecycle by ${period}`}
        answer={answer}
        data={dateData(answer, { kind: "lines", columns: CAME, isOpen })}
        summary={summaryOf(answer, period)}
        comparison={comparisonOf(answer, `In an average ${period}`, [
          ...CAME.map(({ key, label }) => mean(label, key)),
          quotient("Won for each one lost", ["lc_new", "lc_resurrecting"], "lc_dormant"),
        ])}
      />
      <XyCard
        title="Quick ratio"
        answer={answer}
        data={dateData(answer, {
          kind: "area",
          columns: [{ key: "quick_ratio", label: "Won for each one lost", color: "chart-2" }],
          format: ratio,
          axisFormat: ratio,
          isOpen,
        })}
        summary={quickSummary(answer, period)}
      />
    </>
  );
}

function quickSummary(answer: SeriesAnswer, period: Period): string | undefined {
  const text = summaryOfDates(answer, "quick_ratio", { format: ratio, period });
  return text === undefined ? undefined : `Above 1, more are won than lost. ${text}`;
}

function summaryOf({ data, range }: SeriesAnswer, period: Period): string | undefined {
  const row = data?.rows.at(range?.isOpen === true && data.rows.length > 1 ? -2 : -1);
  if (row === undefined) return undefined;
  const told = CAME.map(({ key, label }) => `${label.toLowerCase()} ${whole(Number(row[key] ?? 0))}`);
  return `The last whole ${period}, from ${shortDate(String(row.date))}: ${told.join("; ")}.`;
}
