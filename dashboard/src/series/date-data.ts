import type { ChartColor, ChartSeries, XyData } from "../charts/chart-data.ts";
import { longDate, shortDate } from "../words/dates.ts";
import { change, type Format, whole } from "../words/numbers.ts";
import { numbersIn, type SeriesAnswer } from "./use-series.ts";

/** A column of a series as it is shown. */
export interface Column {
  readonly key: string;
  readonly label: string;
  readonly color: ChartColor;
  readonly format?: Format;
}

/** How the columns of a series are drawn over its dates. */
export interface DateDataOptions {
  readonly kind: XyData["kind"];
  readonly columns: readonly Column[];
  readonly format?: Format;
  readonly axisFormat?: Format;
  readonly max?: number;
  /** Whether the last row is still going on. @default false */
  readonly isOpen?: boolean;
}

/** A series over dates, with the period before beside it where it was asked for. */
export function dateData({ data }: SeriesAnswer, options: DateDataOptions): XyData | undefined {
  if (data === undefined) return undefined;
  const { kind, columns, format = whole, ...others } = options;
  const { rows, previous } = data;
  const before: ChartSeries[] = (kind === "stack" ? [] : columns).flatMap(({ key, label, format: own }) =>
    previous === undefined
      ? []
      : {
          label: columns.length === 1 ? "Period before" : `${label}, period before`,
          color: "chart-7",
          isQuiet: true,
          values: rows.map((_, i) => numbersIn(previous.rows, key)[i] ?? null),
          ...(own !== undefined && { format: own }),
        },
  );
  return {
    kind,
    isDates: true,
    xLabel: "Date",
    x: rows.map(({ date }) => String(date)),
    series: [
      ...columns.map(({ key, ...column }): ChartSeries => ({ ...column, values: numbersIn(rows, key) })),
      ...before,
    ],
    format,
    ...others,
  };
}

/** What a line over dates says: the newest whole date, the middle, the greatest, and the period before. */
export function summaryOfDates(
  { data, range }: SeriesAnswer,
  key: string,
  { format = whole, sumBy }: { readonly format?: Format; readonly sumBy?: string } = {},
): string | undefined {
  if (data === undefined) return undefined;
  const known = data.rows.flatMap((row) => {
    const value = row[key];
    return typeof value === "number" ? [{ date: String(row.date), value }] : [];
  });
  const closed = range?.isOpen === true && known.length > 1 ? known.slice(0, -1) : known;
  const last = closed.at(-1);
  if (last === undefined) return undefined;
  const top = closed.reduce((best, row) => (row.value > best.value ? row : best));
  const sum = (rows: readonly { value: number }[]): number => rows.reduce((total, { value }) => total + value, 0);
  const mean = sum(closed) / closed.length;
  const before = data.previous?.rows.flatMap((row) => (typeof row[key] === "number" ? [{ value: row[key] }] : []));
  const meanBefore = before === undefined || before.length === 0 ? undefined : sum(before) / before.length;
  const compared = meanBefore === undefined ? undefined : change(mean, meanBefore);
  const head =
    sumBy !== undefined
      ? `${format(sum(known))} in all, ${format(mean)} a ${sumBy} on average`
      : `${format(last.value)} on ${shortDate(last.date)}, ${format(mean)} on average`;
  return `${head}; most on ${longDate(top.date)} with ${format(top.value)}.${compared === undefined ? "" : ` On average ${compared} than in the period before.`}`.replace(
    "the same than",
    "the same as",
  );
}
