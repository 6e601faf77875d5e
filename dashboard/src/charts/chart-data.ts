import type { Format } from "../words/numbers.ts";

/** A colour of styles/colors.css. */
export type ChartColor = "chart-1" | "chart-2" | "chart-3" | "chart-4" | "chart-5" | "chart-6" | "chart-7";

/** One line, area or row of bars. */
export interface ChartSeries {
  readonly label: string;
  readonly color: ChartColor;
  /** One for each x; null where nothing is known. */
  readonly values: readonly (number | null)[];
  /** Drawn thin and dashed: something to compare with. @default false */
  readonly isQuiet?: boolean;
  /** How its numbers are written, where that differs from the chart's. */
  readonly format?: Format;
}

/** What a chart over dates or categories shows. */
export interface XyData {
  readonly kind: "lines" | "area" | "stack" | "bars";
  /** Dates (`YYYY-MM-DD`) or the names of categories. */
  readonly x: readonly string[];
  readonly isDates: boolean;
  /** Heading of the first column of its table. */
  readonly xLabel: string;
  readonly series: readonly ChartSeries[];
  readonly format: Format;
  /** How the numbers beside the axis are written. @default compact */
  readonly axisFormat?: Format;
  /** Whether the last date is still going on: the way to it is dashed. @default false */
  readonly isOpen?: boolean;
  /** The greatest value of the axis, such as 1 for shares. @default what is shown */
  readonly max?: number;
  /** What a stack comes to in all, under this name. */
  readonly total?: { readonly label: string; readonly values: readonly (number | null)[] };
  /** More columns of its table, which are not drawn. */
  readonly beside?: readonly ChartSeries[];
  /** The dates of the period before, one for each x, as what is drawn quiet has them. */
  readonly xBefore?: readonly (string | undefined)[];
}

/** Numbers of the dates shown beside those of the period before. */
export interface Comparison {
  /** What the numbers are, such as "On an average day". */
  readonly about: string;
  readonly now: Dates;
  readonly before: Dates;
  readonly rows: readonly ComparedNumber[];
}

interface Dates {
  readonly from: string;
  readonly to: string;
}

/** One number of a comparison. */
export interface ComparedNumber {
  readonly label: string;
  /** Null where nothing is known. */
  readonly now: number | null;
  readonly before: number | null;
  readonly format: Format;
  /** Whether it is a share: its change is told in percentage points. @default false */
  readonly isShare?: boolean;
}

/** A table of words and numbers; the first column says what a row is about. */
export interface TableData {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** So many columns at the beginning are text, and read from the left. @default 1 */
  readonly textColumns?: number;
}

/** What a table of coloured cells shows. */
export interface GridData {
  readonly columns: readonly string[];
  /** Heading of the first column. */
  readonly corner: string;
  readonly rows: readonly GridRow[];
  /** The value that has the fullest colour. */
  readonly max: number;
  readonly format: Format;
  /** Whether cells show their numbers. @default true */
  readonly hasText?: boolean;
}

/** A row of a grid. */
export interface GridRow {
  readonly label: string;
  /** What stands beside the label, such as the size of a cohort. */
  readonly note?: string;
  readonly cells: readonly (number | null)[];
}
