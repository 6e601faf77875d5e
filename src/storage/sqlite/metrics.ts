import { metricStatements } from "../metric-sql.ts";
import type { MetricWork, TotalRow } from "../metric-tables.ts";
import type { Row, Value } from "../rows/cell.ts";
import { addTotals, type RunMetric, resetMetrics, saveMetrics } from "../save-metrics.ts";
import { type SqliteEngine, unqualified } from "./engine.ts";

/** What the store's thread asks of the worker about the tables of reports. */
export type MetricAsk =
  | { readonly kind: "run"; readonly name: Parameters<RunMetric>[0]; readonly values: readonly Value[] }
  | { readonly kind: "ordinals"; readonly userIds: readonly string[] }
  | { readonly kind: "save"; readonly work: MetricWork }
  | { readonly kind: "add"; readonly rows: readonly TotalRow[] }
  | { readonly kind: "reset" };

/** Answers in the worker. Whoever calls has opened a transaction for everything but `run`. */
export async function answerMetrics(engine: SqliteEngine, ask: MetricAsk): Promise<Row[]> {
  const texts = metricStatements(unqualified);
  const run: RunMetric = (name, values) => engine.query(texts[name], values);
  switch (ask.kind) {
    case "run":
      return engine.query(texts[ask.name], ask.values);
    case "ordinals":
      return giveOrdinals(engine, texts, ask.userIds);
    case "save":
      await saveMetrics(run, ask.work);
      return [];
    case "add":
      await addTotals(run, ask.rows);
      return [];
    case "reset":
      await resetMetrics(run);
      return [];
  }
}

function giveOrdinals(
  engine: SqliteEngine,
  texts: ReturnType<typeof metricStatements>,
  userIds: readonly string[],
): Row[] {
  const isStored = "SELECT 1 FROM user_state WHERE user_id = $1";
  const known = "SELECT ordinal FROM user_ordinal WHERE user_id = $1";
  // An ordinal goes with its user: whoever has one is stored.
  const found = userIds.flatMap((userId): Row[] => {
    const ordinal = engine.query(known, [userId])[0]?.[0] ?? null;
    return ordinal === null && engine.query(isStored, [userId]).length === 0 ? [] : [[userId, ordinal]];
  });
  const missing = found.filter(([, ordinal]) => ordinal === null);
  if (missing.length === 0) return found;
  const [reserved] = engine.query(texts.reserve, [missing.length]);
  let next = (reserved?.[0] as number) - missing.length;
  for (const row of missing) {
    row[1] = next++;
    engine.query(texts.addOrdinal, [row[0] as string, row[1]]);
  }
  return found;
}
