import { DaystreakError } from "../../core/errors.ts";
import { type Metric, PERIODS, type Period, type Row, type Series } from "../../metrics/metric.ts";
import type { Metrics } from "../../metrics/metrics.ts";
import { columnsOf, METRICS } from "../../metrics/registry.ts";
import { METRIC_LIST, SERIES } from "../contract/metrics.ts";
import { dateText, oneOf, text } from "../contract/schema.ts";
import { csvFile, FORMAT, wantsCsv } from "../format.ts";
import { dateOf } from "../query.ts";
import { json } from "../reply.ts";
import type { QueryParameter, Route } from "../route.ts";

const PERIOD: QueryParameter = {
  name: "period",
  description: "How dates are taken together; weeks begin on Monday. Each day by default.",
  schema: oneOf(...PERIODS),
};

const GROUP: QueryParameter = {
  name: "group",
  description: "Counts only the users of this group. Who is in it is known for a minute.",
  schema: text(),
};
const COMPARE: QueryParameter = {
  name: "compare",
  description:
    "`previous` gives as many dates right before, too; where dates are taken together, as many weeks or months. In CSV the column `range` says `asked` or `previous`.",
  schema: oneOf("previous"),
};

/** `GET /api/admin/metrics/…`: one call for each metric of the registry. */
export function metricRoutes(metrics: Metrics): Route[] {
  const common = { method: "GET", group: "Metrics", access: "read" } as const;
  return [
    {
      ...common,
      path: "/api/admin/metrics/",
      operation: "listMetrics",
      summary: "The metrics that there are, with their definitions",
      answer: { description: "All of them.", schema: METRIC_LIST },
      async handle() {
        const all = [...METRICS.values()].map((metric) => {
          const { name, title, unit, definition, columns, hasPeriods = false, isOfEverybody = false } = metric;
          return { name, title, unit, definition, columns, has_periods: hasPeriods, has_groups: !isOfEverybody };
        });
        return json({ metrics: all });
      },
    },
    ...[...METRICS.values()].map(
      (metric): Route => ({
        ...common,
        path: `/api/admin/metrics/${metric.name}/`,
        operation: operationOf(metric),
        summary: metric.title,
        description: metric.definition,
        query: [
          ...rangeOf(metric),
          ...(metric.hasPeriods === true ? [PERIOD] : []),
          ...(metric.isOfEverybody === true ? [] : [GROUP]),
          COMPARE,
          FORMAT,
        ],
        answer: { description: "The series.", schema: SERIES, others: ["text/csv"] },
        refusals: ["date_invalid", "range_invalid", "request_invalid"],
        async handle({ request, query }) {
          const series = await metrics.series(metric.name, {
            from: dateOf(query, "from"),
            to: dateOf(query, "to"),
            period: periodOf(query),
            group: query.get("group") || undefined,
            compare: wantsPrevious(query),
          });
          if (!wantsCsv(request, query)) return json(series);
          return csvFile(tableOf(series), `${series.name}-${series.from}-${series.to}`, columnsOf(metric));
        },
      }),
    ),
  ];
}

/** The rows of a series; where the dates before are answered too, those of both, told apart by the first column. */
function tableOf({ rows, previous }: Series): readonly Row[] {
  if (previous === undefined) return rows;
  const named = (range: string, some: readonly Row[]): Row[] => some.map((row) => ({ range, ...row }));
  return [...named("previous", previous.rows), ...named("asked", rows)];
}

function operationOf({ name }: Metric): string {
  const words = name.split("_").map((word) => `${word.slice(0, 1).toUpperCase()}${word.slice(1)}`);
  return `get${words.join("")}Metric`;
}

function rangeOf({ defaultDays }: Metric): QueryParameter[] {
  const first =
    defaultDays === 1
      ? "The first date; the last one by default."
      : `The first date; ${defaultDays} dates are given by default.`;
  return [
    { name: "from", description: first, schema: dateText() },
    { name: "to", description: "The last date; today in the app's zone by default.", schema: dateText() },
  ];
}

/** @throws DaystreakError `range_invalid` */
function periodOf(query: URLSearchParams): Period | undefined {
  const given = query.get("period");
  const period = PERIODS.find((known) => known === given);
  if (given !== null && period === undefined) {
    throw new DaystreakError("range_invalid", `period must be one of ${PERIODS.join(", ")}`);
  }
  return period;
}

function wantsPrevious(query: URLSearchParams): boolean {
  const given = query.get("compare");
  if (given === null || given === "previous") return given !== null;
  throw new DaystreakError("request_invalid", "compare must be previous");
}
