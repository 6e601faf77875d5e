import type { ReactNode } from "react";
import type { GridData, XyData } from "../charts/chart-data.ts";
import { GridCard } from "../charts/grid-card.tsx";
import { XyCard } from "../charts/xy-card.tsx";
import { numberIn, type Row, useSeries } from "../series/use-series.ts";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { capital, change, percent, whole } from "../words/numbers.ts";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

/** When in the week people learn. */
export function Page(): ReactNode {
  const answer = useSeries("punch_card", { compare: true });
  const data = answer.data && dataOf(answer.data.rows);
  const before = answer.data?.previous && dataOf(answer.data.previous.rows);
  return (
    <>
      <PageHead title="Hours">
        <Filters />
      </PageHead>
      <div className="cards">
        <GridCard
          className="wide"
          title="Hours of the week"
          answer={answer}
          data={data}
          summary={data && summaryOf(data, before)}
        />
        <XyCard title="By hour" answer={answer} data={data && byHour(data, before)} summary="All weekdays together." />
        <XyCard
          title="By weekday"
          answer={answer}
          data={data && byWeekday(data, before)}
          summary="All hours together."
        />
      </div>
    </>
  );
}

function dataOf(seen: readonly Row[]): GridData {
  const cells = WEEKDAYS.map(() => new Array<number>(24).fill(0));
  for (const row of seen) {
    const hours = cells[Number(row.weekday) - 1];
    if (hours !== undefined) hours[Number(row.hour)] = numberIn(row, "seen") ?? 0;
  }
  return {
    corner: "Weekday",
    columns: HOURS,
    rows: WEEKDAYS.map((label, i) => ({ label, cells: cells[i] ?? [] })),
    max: Math.max(...cells.flat()),
    format: whole,
    hasText: false,
  };
}

function byHour(data: GridData, before: GridData | undefined): XyData {
  const sums = ({ rows, columns }: GridData): number[] =>
    columns.map((_, hour) => rows.reduce((sum, { cells }) => sum + (cells[hour] ?? 0), 0));
  return barsOf("Hour", data.columns, sums(data), before && sums(before));
}

function byWeekday(data: GridData, before: GridData | undefined): XyData {
  const sums = ({ rows }: GridData): number[] =>
    rows.map(({ cells }) => cells.reduce<number>((sum, seen) => sum + (seen ?? 0), 0));
  const names = data.rows.map(({ label }) => label.slice(0, 3));
  return barsOf("Weekday", names, sums(data), before && sums(before));
}

function barsOf(
  xLabel: string,
  x: readonly string[],
  values: readonly number[],
  before: readonly number[] | undefined,
): XyData {
  return {
    kind: "bars",
    isDates: false,
    xLabel,
    x,
    series: [
      { label: "Seen", color: "chart-1", values },
      ...(before === undefined
        ? []
        : [{ label: "Period before", color: "chart-7", isQuiet: true, values: before } as const]),
    ],
    format: whole,
  };
}

function summaryOf({ rows }: GridData, before: GridData | undefined): string | undefined {
  const all = rows.flatMap(({ label, cells }) => cells.map((seen, hour) => ({ label, hour, seen: seen ?? 0 })));
  const total = sumOf(all);
  if (total === 0) return undefined;
  const top = all.reduce((best, cell) => (cell.seen > best.seen ? cell : best));
  const weekend = sumOf(all.filter(({ label }) => label.startsWith("S")));
  const earlier = sumOf(before?.rows.flatMap(({ cells }) => cells.map((seen) => ({ seen: seen ?? 0 }))) ?? []);
  const told = change(total, earlier);
  const compared = told === undefined ? "" : ` ${capital(told)} ${told === "the same" ? "as" : "than"} before.`;
  return `Most on ${top.label} from ${top.hour} to ${top.hour + 1} o'clock, where the learners are. ${percent(weekend / total)} of it is on weekends.${compared}`;
}

function sumOf(cells: readonly { readonly seen: number }[]): number {
  return cells.reduce((total, { seen }) => total + seen, 0);
}
