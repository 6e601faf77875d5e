import type { ChartSeries, ComparedNumber, Comparison } from "../charts/chart-data.ts";
import type { Series } from "../wire.ts";
import { type Format, ratio, whole } from "../words/numbers.ts";
import { numberIn, type Row, type SeriesAnswer } from "./use-series.ts";

/** A number made of the rows of a range; null where they say nothing about it. */
export interface Measure {
  readonly label: string;
  readonly of: (rows: readonly Row[]) => number | null;
  /** @default whole */
  readonly format?: Format;
  readonly isShare?: boolean;
}

/**
 * Measures of the dates shown beside those of the period before; `undefined` where that was not asked for. A date, week
 * or month that still goes on is left out, where the range is given.
 */
export function comparisonOf(
  { data, range }: Pick<SeriesAnswer, "data" | "range">,
  about: string,
  measures: readonly Measure[],
): Comparison | undefined {
  if (data?.previous === undefined) return undefined;
  const isOpen = range?.isOpen === true && data.rows.length > 1;
  const now = isOpen ? data.rows.slice(0, -1) : data.rows;
  // As many of the period before as are over now, so that sums stand beside sums of as many dates.
  const before = isOpen ? data.previous.rows.slice(0, now.length) : data.previous.rows;
  const rows = measures.map(
    ({ label, of, format = whole, isShare = false }): ComparedNumber => ({
      label,
      now: of(now),
      before: of(before),
      format,
      isShare,
    }),
  );
  return {
    about,
    now: { from: data.from, to: data.to },
    before: { from: data.previous.from, to: data.previous.to },
    rows,
  };
}

/** A quiet line of the period before, beside one line over categories; none where that was not asked for, or nothing was there. */
export function beforeOf(
  { previous }: Series,
  values: (rows: readonly Row[]) => readonly (number | null)[],
): readonly ChartSeries[] {
  const before = previous === undefined ? [] : values(previous.rows);
  return before.some(Boolean) ? [{ label: "Period before", color: "chart-7", isQuiet: true, values: before }] : [];
}

/** The mean of columns added up, to a tenth where it is small. */
export function mean(label: string, ...keys: readonly string[]): Measure {
  return {
    label,
    of: (rows) => (rows.length === 0 ? null : sumOf(rows, keys) / rows.length),
    format: (value) => (value < 100 ? TENTHS.format(value) : whole(value)),
  };
}

/** The sum of a column. */
export function sum(label: string, key: string): Measure {
  return { label, of: (rows) => sumOf(rows, [key]) };
}

/** How many of one thing there are for one of another, both added up. */
export function quotient(label: string, of: readonly string[], by: string): Measure {
  return {
    label,
    of(rows) {
      const divisor = sumOf(rows, [by]);
      return divisor === 0 ? null : sumOf(rows, of) / divisor;
    },
    format: ratio,
  };
}

const TENTHS = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });

function sumOf(rows: readonly Row[], keys: readonly string[]): number {
  return rows.reduce((total, row) => total + keys.reduce((own, key) => own + (numberIn(row, key) ?? 0), 0), 0);
}
