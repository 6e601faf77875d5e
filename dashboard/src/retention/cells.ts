import { numberIn, type Row } from "../series/use-series.ts";

/** A column of the heat map. */
export interface RetentionColumn {
  readonly label: string;
  /** Who came back. */
  readonly key: string;
  /** 1 where all of a cohort has had the day; absent where the number itself is null until then. */
  readonly eligible?: string;
  /** How many the total could have had back. */
  readonly size: string;
}

/** A way to count who came back. */
export interface RetentionKind {
  readonly label: string;
  readonly metric: string;
  readonly about: string;
  readonly columns: readonly RetentionColumn[];
}

/** One of {@link KINDS}. */
export type Kind = "exact" | "unbounded" | "bracket";

const DAYS = [1, 3, 7, 14, 30];
const BRACKETS = ["1_1", "2_7", "8_30"];

/** The ways to count who came back. */
export const KINDS: Readonly<Record<Kind, RetentionKind>> = {
  exact: {
    label: "N-day",
    metric: "retention_curve",
    about: "Users there on exactly that day after their first.",
    columns: Array.from({ length: 30 }, (_, i) => ({ label: `D${i + 1}`, key: `D${i + 1}`, size: `size_${i + 1}` })),
  },
  unbounded: {
    label: "Unbounded",
    metric: "retention",
    about: "Users there on that day after their first, or on any later one.",
    columns: DAYS.map((k) => ({ label: `D${k}+`, key: `U${k}`, eligible: `elig${k}`, size: `size_${k}` })),
  },
  bracket: {
    label: "Bracket",
    metric: "retention",
    about: "Users there on at least one of those days after their first.",
    columns: BRACKETS.map((b) => ({
      label: b === "1_1" ? "D1" : `D${b.replace("_", "–")}`,
      key: `B${b}`,
      eligible: `eligB${b}`,
      size: `size_B${b}`,
    })),
  },
};

/** The share of a cohort, or of the total's complete cohorts, that came back; null where that is not known yet. */
export function retainedOf(row: Row, { key, eligible, size }: RetentionColumn): number | null {
  const isTotal = row.cohort === "total";
  const back = numberIn(row, key);
  const of = numberIn(row, isTotal ? size : "size");
  if (back === null || of === null || of === 0) return null;
  return !isTotal && eligible !== undefined && row[eligible] !== 1 ? null : back / of;
}
