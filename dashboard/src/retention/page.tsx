import { SegmentedControl } from "@mantine/core";
import type { ReactNode } from "react";
import type { GridData, GridRow, XyData } from "../charts/chart-data.ts";
import { GridCard } from "../charts/grid-card.tsx";
import { XyCard } from "../charts/xy-card.tsx";
import { beforeOf, comparisonOf, type Measure } from "../series/compare.ts";
import { numberIn, type Row, type SeriesAnswer, useSeries } from "../series/use-series.ts";
import { Filters } from "../shell/filters.tsx";
import { PageHead } from "../shell/page-head.tsx";
import { useChoice } from "../shell/view.ts";
import { longDate } from "../words/dates.ts";
import { counted, percent, whole } from "../words/numbers.ts";
import { KINDS, type Kind, type RetentionColumn, retainedOf } from "./cells.ts";

/** More rows than this are more than anybody reads, and than a page draws at once. */
const MOST_ROWS = 100;

/** Whether those who came for the first time come back. */
export function Page(): ReactNode {
  const [kind, chooseKind] = useChoice("kind", ["exact", "unbounded", "bracket"]);
  const [cohorts, chooseCohorts] = useChoice("cohorts", ["week", "day", "month"]);
  const answer = useSeries(KINDS[kind].metric, { period: cohorts, compare: true });
  const curve = useSeries("retention_curve", { period: cohorts, compare: true });
  return (
    <>
      <PageHead title="Retention">
        <Filters>
          <SegmentedControl
            aria-label="Cohorts by"
            size="xs"
            value={cohorts}
            onChange={(value) => chooseCohorts(value as typeof cohorts)}
            data={[
              { value: "day", label: "By day" },
              { value: "week", label: "By week" },
              { value: "month", label: "By month" },
            ]}
          />
        </Filters>
      </PageHead>
      <div className="cards">
        <XyCard
          className="wide"
          title="How many are there again, day by day"
          answer={curve}
          data={curveOf(curve)}
          summary={curveSummary(curve)}
          comparison={comparisonOf({ data: curve.data, range: undefined }, "There again, of all new users", TOLD)}
          empty="No cohort has had its first day yet."
        />
        <GridCard
          className="wide"
          title="Cohort by cohort"
          answer={answer}
          data={gridOf(answer, kind)}
          summary={gridSummary(answer, kind)}
          empty="No cohort has had its first day yet."
          controls={
            <SegmentedControl
              aria-label="Counted as"
              size="xs"
              value={kind}
              onChange={(value) => chooseKind(value as Kind)}
              data={Object.entries(KINDS).map(([value, { label }]) => ({ value, label }))}
            />
          }
        />
      </div>
    </>
  );
}

const TOLD_DAYS = KINDS.exact.columns.filter(({ label }) => ["D1", "D7", "D14", "D30"].includes(label));
const TOLD: readonly Measure[] = [
  { label: "New users", of: (rows) => sizeIn(rows) },
  ...TOLD_DAYS.map((column) => ({
    label: `On day ${column.label.slice(1)}`,
    of: (rows: readonly Row[]) => retainedIn(rows, column),
    format: percent,
    isShare: true,
  })),
];

/** The share of all complete cohorts that came back. */
function retainedIn(rows: readonly Row[], column: RetentionColumn): number | null {
  const total = rows.at(-1);
  return total === undefined ? null : retainedOf(total, column);
}

function sizeIn(rows: readonly Row[]): number | null {
  const total = rows.at(-1);
  return total === undefined ? null : numberIn(total, "size");
}

/** The total of all complete cohorts. */
function curveOf({ data }: SeriesAnswer): XyData | undefined {
  const total = data?.rows.at(-1);
  if (data === undefined || total === undefined) return undefined;
  const days = KINDS.exact.columns;
  return {
    kind: "area",
    isDates: false,
    xLabel: "Day after the first",
    x: days.map(({ label }) => label),
    series: [
      { label: "There again", color: "chart-1", values: days.map((column) => retainedOf(total, column)) },
      ...beforeOf(data, (rows) => days.map((column) => retainedIn(rows, column))),
    ],
    format: percent,
    axisFormat: percent,
  };
}

function curveSummary({ data }: SeriesAnswer): string | undefined {
  const total = data?.rows.at(-1);
  if (total === undefined) return undefined;
  const told = TOLD_DAYS.flatMap((column) => {
    const share = retainedOf(total, column);
    return share === null ? [] : `${percent(share)} on day ${column.label.slice(1)}`;
  });
  if (told.length === 0) return undefined;
  return `Of ${counted(numberIn(total, "size") ?? 0, "user")} who came for the first time, there again: ${told.join(", ")}.`;
}

function gridOf({ data }: SeriesAnswer, kind: Kind): GridData | undefined {
  // While another kind is asked for, the answer is still of the one before.
  if (data === undefined || data.name !== KINDS[kind].metric) return undefined;
  const { columns } = KINDS[kind];
  const rowOf = (row: Row, label?: string): GridRow => ({
    label: label ?? (row.cohort === "total" ? "All complete" : longDate(String(row.cohort))),
    note: whole(numberIn(row, "size") ?? 0),
    cells: columns.map((column) => retainedOf(row, column)),
  });
  const cohorts = data.rows.slice(0, -1).filter((row) => (numberIn(row, "size") ?? 0) > 0);
  const before = data.previous?.rows.slice(-1).filter((row) => numberIn(row, "size")) ?? [];
  const rows = [
    ...data.rows.slice(-1).map((row) => rowOf(row)),
    ...before.map((row) => rowOf(row, "Period before")),
    ...cohorts
      .reverse()
      .slice(0, MOST_ROWS)
      .map((row) => rowOf(row)),
  ];
  const greatest = Math.max(...rows.flatMap(({ cells }) => cells.map((cell) => cell ?? 0)));
  return {
    corner: "First day, users",
    columns: columns.map(({ label }) => label),
    rows,
    max: kind === "exact" ? greatest : 1,
    format: (share) => String(Math.round(share * 100)),
  };
}

function gridSummary({ data }: SeriesAnswer, kind: Kind): string | undefined {
  if (data === undefined) return undefined;
  const cohorts = data.rows.slice(0, -1).filter((row) => (numberIn(row, "size") ?? 0) > 0);
  const left = cohorts.length > MOST_ROWS ? ` The newest ${MOST_ROWS} are shown; the CSV has all of them.` : "";
  return `Percent of each cohort. ${KINDS[kind].about} ${counted(cohorts.length, "cohort")}, the newest first; empty where not all of a cohort has had that day.${left}`;
}
