import { createMetricTables } from "../create-metric-tables.ts";
import { METRIC_TYPES, metricStatements } from "../metric-sql.ts";
import type { MetricTables } from "../metric-tables.ts";
import type { Row } from "../rows/cell.ts";
import { addTotals, type RunMetric, resetMetrics, saveMetrics } from "../save-metrics.ts";
import type { TableName } from "../sql.ts";
import { textLiteral, toRow } from "./array-literal.ts";
import type { Send, Session } from "./session.ts";

/**
 * The tables of reports on PostgreSQL.
 * @param accepted runs what `close` waits for
 * @param leaveNews told whether batches leave news from now on
 */
export function postgresMetrics(
  reading: Session,
  table: TableName,
  accepted: <T>(work: () => Promise<T>) => Promise<T>,
  leaveNews: (on: boolean) => void,
): MetricTables {
  const texts = metricStatements(table);
  const known = `SELECT user_id, ordinal FROM ${table("user_ordinal")} WHERE user_id = ANY($1::text[])`;
  const give =
    `INSERT INTO ${table("user_ordinal")} (user_id, ordinal) ` +
    "SELECT user_id, $2::int + (n - 1)::int FROM unnest($1::text[]) WITH ORDINALITY AS given(user_id, n) " +
    `JOIN ${table("user_state")} USING (user_id) ` +
    "ON CONFLICT (user_id) DO NOTHING";
  const running =
    (send: Send): RunMetric =>
    async (name, values) => {
      const rows = await send({ name: `metrics ${name}`, text: texts[name], values });
      return rows.map((row): Row => toRow(METRIC_TYPES[name], row));
    };

  async function ordinals(userIds: readonly string[]): Promise<Map<string, number>> {
    const found = new Map<string, number>();
    const look = async (ids: readonly string[]): Promise<void> => {
      const query = { name: "metrics known", text: known, values: [textLiteral(ids)] };
      for (const [userId, ordinal] of await reading.send(query, ids.length))
        found.set(userId as string, Number(ordinal));
    };
    await look(userIds);
    const missing = userIds.filter((userId) => !found.has(userId));
    if (missing.length === 0) return found;
    const [reserved] = await running(reading.send)("reserve", [missing.length]);
    const first = (reserved?.[0] as number) - missing.length;
    const query = { name: "metrics give", text: give, values: [textLiteral(missing), first] };
    await reading.send(query, missing.length);
    // Another process may have given some of them an ordinal meanwhile: what stands there counts.
    await look(missing);
    return found;
  }

  const rowsOf = ({ sets, totals }: Parameters<MetricTables["save"]>[0]): number => sets.length + totals.length * 10;
  return createMetricTables({
    async leaveNews(on) {
      leaveNews(on);
    },
    ordinals: (userIds) => accepted(() => ordinals(userIds)),
    run: (name, values, rows) => accepted(async () => running((query) => reading.send(query, rows))(name, values)),
    save: (work) => accepted(() => reading.transaction((send) => saveMetrics(running(send), work), rowsOf(work))),
    addTotals: (rows) =>
      accepted(() => reading.transaction((send) => addTotals(running(send), rows), rows.length * 10)),
    reset: () => accepted(() => reading.transaction((send) => resetMetrics(running(send)), RESET_ROWS)),
  });
}

/** Emptying the tables may take long. */
const RESET_ROWS = 60_000;
