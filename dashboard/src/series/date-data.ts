import type { ChartColor, ChartSeries, XyData } from "../charts/chart-data.ts";
import { longDate, type Period, shortDate } from "../words/dates.ts";
import { change, type Format, percent, points, whole } from "../words/numbers.ts";
import { numbersIn, type Row, type SeriesAnswer } from "./use-series.ts";

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
  /** What a stack comes to in all is called. */
  readonly total?: string;
}

/** So many lines can have a line of the period before each; more of them only have columns in the table. */
const MOST_BESIDE = 2;

/** A series over dates, with the period before beside it where it was asked for. */
export function dateData({ data }: SeriesAnswer, options: DateDataOptions): XyData | undefined {
  if (data === undefined) return undefined;
  const { kind, columns, format = whole, total, ...others } = options;
  const { rows, previous } = data;
  const now = columns.map(({ key, ...column }): ChartSeries => ({ ...column, values: numbersIn(rows, key) }));
  const all = total === undefined ? undefined : { label: total, values: sumsOf(rows, columns) };
  const isThere = previous?.rows.some((row) => columns.some(({ key }) => numbersIn([row], key)[0]));
  const before = isThere === true && previous !== undefined ? aligned(previous.rows, rows.length) : undefined;
  const beside = before === undefined ? [] : besideOf(columns, before);
  const stackBefore =
    before === undefined || total === undefined
      ? []
      : [quiet({ label: `${total}, period before`, color: "chart-7", values: sumsOf(before, columns) })];
  const lines = kind === "stack" ? stackBefore : beside.length <= MOST_BESIDE ? beside.map(quiet) : [];
  return {
    kind,
    isDates: true,
    xLabel: "Date",
    x: rows.map(({ date }) => String(date)),
    series: [...now, ...lines],
    ...(all !== undefined && { total: all }),
    ...(lines.length < beside.length && { beside }),
    ...(before !== undefined && { xBefore: before.map((row) => (row === undefined ? undefined : String(row.date))) }),
    format,
    ...others,
  };
}

/** The rows of the period before, one for each of those shown. */
function aligned(rows: readonly Row[], length: number): (Row | undefined)[] {
  return Array.from({ length }, (_, i) => rows[i]);
}

function besideOf(columns: readonly Column[], before: readonly (Row | undefined)[]): ChartSeries[] {
  return columns.map(({ key, label, ...column }) => ({
    ...column,
    label: columns.length === 1 ? "Period before" : `${label}, period before`,
    values: before.map((row) => (row === undefined ? null : (numbersIn([row], key)[0] ?? null))),
  }));
}

function quiet(series: ChartSeries): ChartSeries {
  return { ...series, isQuiet: true };
}

function sumsOf(rows: readonly (Row | undefined)[], columns: readonly Column[]): (number | null)[] {
  return rows.map((row) =>
    row === undefined ? null : columns.reduce((sum, { key }) => sum + (numbersIn([row], key)[0] ?? 0), 0),
  );
}

/** How a line over dates is told. */
interface Telling {
  readonly format?: Format;
  /** How the dates are taken together. @default "day" */
  readonly period?: Period;
  /** Whether its numbers add up to something. @default false */
  readonly isSum?: boolean;
}

/** What a line over dates says: the newest whole date, the middle, the greatest, and the period before. */
export function summaryOfDates(
  { data, range }: SeriesAnswer,
  key: string,
  { format = whole, period = "day", isSum = false }: Telling = {},
): string | undefined {
  if (data === undefined) return undefined;
  const isOpen = range?.isOpen === true && data.rows.length > 1;
  const known = (rows: readonly Row[]): { date: string; value: number }[] =>
    rows.flatMap((row) => {
      const value = row[key];
      return typeof value === "number" ? [{ date: String(row.date), value }] : [];
    });
  const over = isOpen ? data.rows.length - 1 : undefined;
  const closed = known(data.rows.slice(0, over));
  const last = closed.at(-1);
  if (last === undefined) return undefined;
  const top = closed.reduce((best, row) => (row.value > best.value ? row : best));
  const sum = (rows: readonly { value: number }[]): number => rows.reduce((total, { value }) => total + value, 0);
  const mean = sum(closed) / closed.length;
  const when = (date: string): string => (period === "day" ? `on ${date}` : `in the ${period} from ${date}`);
  const head = isSum
    ? `${format(sum(known(data.rows)))} in all, ${format(mean)} a ${period} on average`
    : `${format(last.value)} ${when(shortDate(last.date))}, ${format(mean)} on average`;
  // As many of the period before as are over now.
  const before = known(data.previous?.rows.slice(0, over) ?? []);
  const compared = before.length === 0 ? "" : comparedWords(mean, sum(before) / before.length, format === percent);
  if (top.value === 0) return `None on these dates.${compared}`;
  return `${head}; most ${when(longDate(top.date))} with ${format(top.value)}.${compared}`;
}

/** A mean beside that of the period before; of shares in percentage points. */
function comparedWords(mean: number, before: number, isShare: boolean): string {
  const difference = points(mean - before);
  const told = !isShare
    ? change(mean, before)
    : difference === "0.0"
      ? SAME
      : `${difference.slice(1)} percentage points ${difference.startsWith("+") ? "more" : "less"}`;
  return told === undefined ? "" : ` On average ${told} ${told === SAME ? "as" : "than"} in the period before.`;
}

const SAME = "the same";
