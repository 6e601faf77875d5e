import type { DayNumber } from "../core/calendar.ts";
import type { TotalRow } from "../storage/store.ts";
import type { DayPart } from "./day-sets.ts";
import type { PartSums } from "./part-sums.ts";

/** A line of a series: a date (or cohort, or length) and its numbers; null where a rate has no denominator. */
export type Row = Readonly<Record<string, string | number | null>>;

/** What a metric is asked. */
export interface MetricQuery {
  /** The first date. */
  readonly from: DayNumber;
  /** The last date. */
  readonly to: DayNumber;
  /** How dates are taken together, where the metric can. */
  readonly period: Period;
}

/** How dates can be taken together: weeks begin on Monday, months are those of the calendar. */
export const PERIODS = ["day", "week", "month"] as const;

/** One of the {@link PERIODS}. */
export type Period = (typeof PERIODS)[number];

/** The sets that a metric counts: of all users, or of one group. */
export interface MetricSource {
  readonly parts: readonly DayPart[];
  /** The first date on which anybody was active; `undefined` where nobody ever was. */
  readonly first: DayNumber | undefined;
  readonly sums: PartSums;
  /** One total of everybody on the dates of a range. All of them are many: lessons, hours, types. */
  totals(from: DayNumber, to: DayNumber, name: string): Promise<readonly TotalRow[]>;
  /** One total added up over the dates of a range, by key. */
  keyTotals(from: DayNumber, to: DayNumber, name: string): Promise<ReadonlyMap<string, number>>;
  /** What the processes did lately, one row a minute with when it began as `at`. @default nothing is known */
  minutes?(): Promise<readonly (Row & { readonly at: string })[]>;
  /** Names the users counted, so that what is remembered of one group is not taken for another. */
  readonly group: string;
}

/** What numbers can be. */
export const UNITS = ["users", "share", "ratio", "runs", "count"] as const;

/** A number that is worth a name. The API, its documentation, the command line and the dashboard are made of these. */
export interface Metric {
  /** As in `/api/admin/metrics/{name}`. */
  readonly name: string;
  readonly title: string;
  /** What the numbers are. */
  readonly unit: (typeof UNITS)[number];
  /** How it is counted, in words that a product manager can check. */
  readonly definition: string;
  /** The first column, which says what a row is about. @default "date" */
  readonly key?: string;
  /** The columns beside the first one, with what each means. */
  readonly columns: Readonly<Record<string, string>>;
  /** Dates given where none are asked for, ending today. */
  readonly defaultDays: number;
  /** Whether `period` means anything. @default false */
  readonly hasPeriods?: boolean;
  /** Whether it cannot be counted for one group. @default false */
  readonly isOfEverybody?: boolean;
  rows(source: MetricSource, query: MetricQuery): Row[] | Promise<Row[]>;
}

/** The rows of some dates. */
export interface SeriesRange {
  readonly from: string;
  readonly to: string;
  readonly rows: readonly Row[];
}

/** A metric's answer. */
export interface Series extends SeriesRange {
  readonly name: string;
  readonly unit: Metric["unit"];
  readonly definition: string;
  /** Whose users are counted; absent where everybody is. */
  readonly group?: string;
  /** As many dates, weeks or months right before, where they were asked for. */
  readonly previous?: SeriesRange;
}
