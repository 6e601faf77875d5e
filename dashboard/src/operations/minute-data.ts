import type { XyData } from "../charts/chart-data.ts";
import type { Column } from "../series/date-data.ts";
import type { ServiceReport } from "../wire.ts";
import type { Format } from "../words/numbers.ts";

/** A chart of the minutes. */
export interface MinuteChart {
  readonly title: string;
  readonly kind: "area" | "lines";
  readonly format: Format;
  readonly columns: readonly Column[];
  readonly max?: number;
  /** Whether it is as wide as the page. */
  readonly isWide?: boolean;
  /** Whether nothing to show is good news. */
  readonly isGoodEmpty?: boolean;
}

const MINUTE_MS = 60_000;
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

/** Every minute from the first that was not quiet to now, by the clock of who looks. */
export function minuteData({ rows, as_of: asOf }: ServiceReport, { kind, format, columns, max }: MinuteChart): XyData {
  const known = new Map(rows.map((row) => [Date.parse(String(row.at)), row]));
  const first = rows.length === 0 ? undefined : Date.parse(String(rows[0]?.at));
  const minutes: number[] = [];
  if (first !== undefined) for (let at = first; at <= Date.parse(asOf); at += MINUTE_MS) minutes.push(at);
  return {
    kind,
    isDates: false,
    xLabel: "Minute",
    x: minutes.map((at) => CLOCK.format(at)),
    series: columns.map(({ key, ...column }) => ({
      ...column,
      values: minutes.map((at) => {
        const row = known.get(at);
        // A quiet minute did nothing; how long nothing took is not known.
        if (row === undefined) return kind === "area" ? 0 : null;
        const value = row[key];
        return typeof value === "number" ? value : null;
      }),
    })),
    format,
    axisFormat: format,
    ...(max !== undefined && { max }),
  };
}

/** The newest number of each column, and the greatest. */
export function minuteSummary({ rows }: ServiceReport, { columns, format }: MinuteChart): string | undefined {
  const told = columns.flatMap(({ key, label }) => {
    const values = rows.flatMap((row) => (typeof row[key] === "number" ? [row[key]] : []));
    const last = values.at(-1);
    return last === undefined ? [] : `${label}: ${format(last)} now, ${format(Math.max(...values))} at most`;
  });
  return told.length === 0 ? undefined : `${told.join("; ")}.`;
}
