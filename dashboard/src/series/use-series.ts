import { useAnswer } from "../api/answers.tsx";
import type { ChartAnswer } from "../charts/xy-card.tsx";
import { useView } from "../shell/view.ts";
import type { MetricList, Series } from "../wire.ts";
import type { Period } from "../words/dates.ts";
import { type DateRange, useRange } from "./range.ts";

/** A row of a series. */
export type Row = Series["rows"][number];

/** A series that a chart shows. */
export interface SeriesAnswer extends ChartAnswer {
  /** The newest answer; while another question is asked, the one before. */
  readonly data: Series | undefined;
  readonly range: DateRange | undefined;
}

/** What is asked beside what the address says. */
export interface SeriesOptions {
  readonly period?: Period | undefined;
  /** Whether the period before can be shown beside it. @default false */
  readonly compare?: boolean;
  /** So many dates up to today, whatever dates the address says. */
  readonly recent?: number;
}

/** The series of one metric over the dates, and for the group, that the address asks for. */
export function useSeries(metric: string, { period, compare = false, recent }: SeriesOptions = {}): SeriesAnswer {
  const [view] = useView();
  const { range, overview } = useRange(recent);
  const { data: list } = useAnswer<MetricList>(view.group === undefined ? null : "/api/admin/metrics/");
  const hasGroups = list?.metrics.find(({ name }) => name === metric)?.has_groups;
  const isReady = range !== undefined && (view.group === undefined || hasGroups !== undefined);
  const query = new URLSearchParams({
    ...(range !== undefined && { from: range.from, to: range.to }),
    ...(period !== undefined && period !== "day" && { period }),
    ...(view.group !== undefined && hasGroups === true && { group: view.group }),
  });
  const path = `/api/admin/metrics/${metric}/?`;
  if (compare && view.compare) query.set("compare", "previous");
  const answer = useAnswer<Series>(isReady ? `${path}${query}` : null);
  query.set("format", "csv");
  const { data } = answer;
  return {
    data,
    isLoading: answer.isLoading || !isReady,
    problem: answer.problem ?? (range === undefined ? overview.problem : undefined),
    retry: range === undefined ? overview.retry : answer.retry,
    range,
    csv: isReady ? `${path}${query}` : undefined,
    isOfEverybody: view.group !== undefined && hasGroups === false,
    definition: data?.definition,
    fileName: data === undefined ? metric : `${metric}-${data.from}-${data.to}`,
  };
}

/** A cell that is a number; null where it is none. */
export function numberIn(row: Row, column: string): number | null {
  const value = row[column];
  return typeof value === "number" ? value : null;
}

/** The cells of a column. */
export function numbersIn(rows: readonly Row[], column: string): (number | null)[] {
  return rows.map((row) => numberIn(row, column));
}
