import type { ReactNode } from "react";
import type { XyData } from "../charts/chart-data.ts";
import { XyCard } from "../charts/xy-card.tsx";
import { comparisonOf } from "../series/compare.ts";
import { numberIn, type Row, type SeriesAnswer, useSeries } from "../series/use-series.ts";
import { percent } from "../words/numbers.ts";

const RATES = [
  { key: "CURR", label: "Current (CURR)", color: "chart-1" },
  { key: "NURR", label: "New (NURR)", color: "chart-3" },
  { key: "RURR", label: "Reactivated (RURR)", color: "chart-2" },
  { key: "SURR", label: "Resurrected (SURR)", color: "chart-5" },
  { key: "iWAURR", label: "At risk, this week (iWAURR)", color: "chart-4" },
] as const;

/** Dates over which those who moved, and those who could, are added up: day by day small groups jump about. */
const WINDOW = 7;

/** What share of each state is there again on the next date. */
export function RatesCard(): ReactNode {
  const answer = useSeries("growth_rates", { compare: true });
  return (
    <XyCard
      title="Who is there again the next day, over 7 days"
      answer={answer}
      data={dataOf(answer)}
      summary={summaryOf(answer)}
      comparison={comparisonOf(
        answer,
        "Over all these dates",
        RATES.map(({ key, label }) => ({ label, of: (rows) => rateOf(rows, key), format: percent, isShare: true })),
      )}
    />
  );
}

function dataOf({ data, range }: SeriesAnswer): XyData | undefined {
  if (data === undefined) return undefined;
  const rows = range?.isOpen === true ? data.rows.slice(0, -1) : data.rows;
  const { previous } = data;
  const over = (all: readonly Row[], key: string): (number | null)[] =>
    rows.map((_, i) => rateOf(all.slice(Math.max(0, i - WINDOW + 1), i + 1), key));
  return {
    kind: "lines",
    isDates: true,
    xLabel: "7 days up to",
    x: rows.map(({ date }) => String(date)),
    series: RATES.map(({ key, label, color }) => ({ label, color, values: over(rows, key) })),
    ...(previous !== undefined && {
      beside: RATES.map(({ key, label, color }) => ({
        label: `${label}, period before`,
        color,
        values: over(previous.rows, key),
      })),
    }),
    format: percent,
    axisFormat: percent,
    max: 1,
  };
}

/** Those who moved of those who could, over several dates. */
function rateOf(rows: readonly Row[], key: string): number | null {
  const sum = (column: string): number => rows.reduce((total, row) => total + (numberIn(row, column) ?? 0), 0);
  const of = sum(`den_${key}`);
  return of === 0 ? null : sum(`num_${key}`) / of;
}

/** The rates of all whole dates. */
function summaryOf({ data, range }: SeriesAnswer): string | undefined {
  if (data === undefined) return undefined;
  const rows = range?.isOpen === true ? data.rows.slice(0, -1) : data.rows;
  const told = RATES.flatMap(({ key }) => {
    const rate = rateOf(rows, key);
    return rate === null ? [] : `${key} ${percent(rate)}`;
  });
  return told.length === 0 ? undefined : `Over all these dates: ${told.join("; ")}.`;
}
