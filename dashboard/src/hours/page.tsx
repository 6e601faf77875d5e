import type { ReactNode } from "react";
import type { GridData, XyData } from "../charts/chart-data.ts";
import { GridCard } from "../charts/grid-card.tsx";
import { XyCard } from "../charts/xy-card.tsx";
import { numberIn, type SeriesAnswer, useSeries } from "../series/use-series.ts";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { percent, whole } from "../words/numbers.ts";

const WEEKDAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour));

/** When in the week people learn. */
export function Page(): ReactNode {
  const answer = useSeries("punch_card");
  const data = dataOf(answer);
  return (
    <>
      <PageHead title="Hours">
        <Filters compare={false} />
      </PageHead>
      <div className="cards">
        <GridCard
          className="wide"
          title="Hours of the week"
          answer={answer}
          data={data}
          summary={data && summaryOf(data)}
        />
        <XyCard title="By hour" answer={answer} data={data && byHour(data)} summary="All weekdays together." />
        <XyCard title="By weekday" answer={answer} data={data && byWeekday(data)} summary="All hours together." />
      </div>
    </>
  );
}

function dataOf({ data }: SeriesAnswer): GridData | undefined {
  if (data === undefined) return undefined;
  const cells = WEEKDAYS.map(() => new Array<number>(24).fill(0));
  for (const row of data.rows) {
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

function byHour({ rows, columns }: GridData): XyData {
  const values = columns.map((_, hour) => rows.reduce((sum, { cells }) => sum + (cells[hour] ?? 0), 0));
  return barsOf("Hour", columns, values);
}

function byWeekday({ rows }: GridData): XyData {
  const values = rows.map(({ cells }) => cells.reduce<number>((sum, seen) => sum + (seen ?? 0), 0));
  return barsOf(
    "Weekday",
    rows.map(({ label }) => label.slice(0, 3)),
    values,
  );
}

function barsOf(xLabel: string, x: readonly string[], values: readonly number[]): XyData {
  return {
    kind: "bars",
    isDates: false,
    xLabel,
    x,
    series: [{ label: "Seen", color: "chart-1", values }],
    format: whole,
  };
}

function summaryOf({ rows }: GridData): string | undefined {
  const all = rows.flatMap(({ label, cells }) => cells.map((seen, hour) => ({ label, hour, seen: seen ?? 0 })));
  const sum = (some: typeof all): number => some.reduce((total, { seen }) => total + seen, 0);
  const total = sum(all);
  if (total === 0) return undefined;
  const top = all.reduce((best, cell) => (cell.seen > best.seen ? cell : best));
  const weekend = sum(all.filter(({ label }) => label.startsWith("S")));
  return `Most on ${top.label} from ${top.hour} to ${top.hour + 1} o'clock, where the learners are. ${percent(weekend / total)} of it is on weekends.`;
}
