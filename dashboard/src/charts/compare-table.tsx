import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import { longDate, shortDate } from "../words/dates.ts";
import { changeInShort, points } from "../words/numbers.ts";
import type { ComparedNumber, Comparison, TableData } from "./chart-data.ts";
import { SimpleTable } from "./data-table.tsx";

/** The numbers of the dates shown beside those of the period before. */
export function CompareTable(props: { readonly title: string; readonly comparison: Comparison }): ReactNode {
  const { title, comparison } = props;
  const { from, to } = comparison.before;
  if (!hasBefore(comparison)) {
    return (
      <Text size="sm" c="dimmed">
        Nothing to compare with from {longDate(from)} to {longDate(to)}.
      </Text>
    );
  }
  const caption = `${title}: now and before`;
  return <SimpleTable data={comparedTable(comparison)} caption={caption} className="compare" />;
}

/** Whether anything was there before. */
export function hasBefore({ rows }: Comparison): boolean {
  return rows.some(({ before }) => before !== null && before !== 0);
}

/** The same as words. */
export function comparedTable({ about, now, before: was, rows }: Comparison): TableData {
  return {
    head: [about, spanOf(now), spanOf(was), "Change"],
    rows: rows.map((row) => [row.label, textOf(row, row.now), textOf(row, row.before), changeOf(row) ?? "–"]),
  };
}

/** Broken between its dates only, where it is broken. */
function spanOf({ from, to }: Comparison["now"]): string {
  return [from, to].map((date) => shortDate(date).replaceAll(" ", "\u00a0")).join("\u00a0– ");
}

function textOf({ format }: ComparedNumber, value: number | null): string {
  return value === null ? "–" : format(value);
}

function changeOf({ now, before, isShare = false }: ComparedNumber): string | undefined {
  if (now === null || before === null) return undefined;
  return isShare ? `${points(now - before)}\u00a0points` : changeInShort(now, before);
}
