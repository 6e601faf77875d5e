import { DAY_MS, type Instant } from "../core/calendar.ts";
import type { Maybe } from "./apply.ts";
import type { MetricStatements } from "./metric-sql.ts";
import { type MetricWork, ODDITIES_KEPT, ODDITY_DAYS, type OddityRow, type TotalRow } from "./metric-tables.ts";
import { dateCell, type Row, type Value } from "./rows/cell.ts";

/** Runs one of the statements, inside a transaction that is open. */
export type RunMetric = (name: keyof MetricStatements, values: readonly Value[]) => Maybe<Row[]>;

/**
 * Writes what reports are made of. Two processes may believe that it is their turn: sets are the same whoever writes
 * them, and totals of a piece of news are added by whoever marks it as counted.
 */
export async function saveMetrics(
  run: RunMetric,
  { sets, totals, forgetBefore, hasErasures }: MetricWork,
): Promise<void> {
  const sums = new Map<string, TotalRow>();
  const odd: OddityRow[] = [];
  for (const { news, rows, oddities } of totals) {
    const counted = await run("count", [news.at, news.id]);
    if (counted.length === 0) continue;
    odd.push(...oddities);
    for (const row of rows) {
      const key = `${row.date} ${row.name} ${row.key}`;
      sums.set(key, { ...row, value: row.value + (sums.get(key)?.value ?? 0) });
    }
  }
  await addTotals(run, [...sums.values()]);
  for (const { date, name, part, bits } of sets) await run("putSet", [dateCell(date), name, part, bits]);
  await saveOddities(run, odd, forgetBefore);
  if (hasErasures) await run("dropStrayOddities", []);
  await run("forgetNews", [forgetBefore]);
}

async function saveOddities(run: RunMetric, rows: readonly OddityRow[], now: Instant): Promise<void> {
  const touched = new Map<string, readonly [kind: string, date: Value]>();
  for (const { userId, date, kind, value } of rows) {
    await run("addOddity", [dateCell(date), kind, value, userId]);
    touched.set(`${kind} ${date}`, [kind, dateCell(date)]);
  }
  for (const [kind, date] of touched.values()) {
    const [least] = await run("leastOddity", [kind, date, ODDITIES_KEPT - 1]);
    if (least !== undefined) await run("dropLesserOddities", [kind, date, least[0] as Value]);
  }
  if (rows.length > 0) await run("dropOldOddities", [dateCell(Math.floor(now / DAY_MS) - ODDITY_DAYS)]);
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
