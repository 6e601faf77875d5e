import type { Maybe } from "./apply.ts";
import type { MetricStatements } from "./metric-sql.ts";
import type { MetricWork, TotalRow } from "./metric-tables.ts";
import { dateCell, type Row, type Value } from "./rows/cell.ts";

/** Runs one of the statements, inside a transaction that is open. */
export type RunMetric = (name: keyof MetricStatements, values: readonly Value[]) => Maybe<Row[]>;

/**
 * Writes what reports are made of. Two processes may believe that it is their turn: sets are the same whoever writes
 * them, and totals of a piece of news are added by whoever marks it as counted.
 */
export async function saveMetrics(run: RunMetric, { sets, totals, forgetBefore }: MetricWork): Promise<void> {
  const sums = new Map<string, TotalRow>();
  for (const { news, rows } of totals) {
    const counted = await run("count", [news.at, news.id]);
    if (counted.length === 0) continue;
    for (const row of rows) {
      const key = `${row.date} ${row.name} ${row.key}`;
      sums.set(key, { ...row, value: row.value + (sums.get(key)?.value ?? 0) });
    }
  }
  await addTotals(run, [...sums.values()]);
  for (const { date, name, part, bits } of sets) await run("putSet", [dateCell(date), name, part, bits]);
  await run("forgetNews", [forgetBefore]);
}

/** Adds to totals. */
export async function addTotals(run: RunMetric, rows: readonly TotalRow[]): Promise<void> {
  for (const { date, name, key, value } of rows) await run("addTotal", [dateCell(date), name, key, value]);
}

/** Takes sets and totals away. */
export async function resetMetrics(run: RunMetric): Promise<void> {
  await run("unmarkBuilt", []);
  await run("dropSets", []);
  await run("dropTotals", []);
}
