import type { Instant } from "../core/calendar.ts";
import type { MetricStatements } from "./metric-sql.ts";
import type { MetricTables } from "./metric-tables.ts";
import { readNews } from "./news-text.ts";
import { dateCell, dayOf, type Row, type Value } from "./rows/cell.ts";

/** What an engine does for the tables of reports. */
export interface MetricEngine extends Pick<MetricTables, "leaveNews" | "ordinals" | "save" | "addTotals" | "reset"> {
  /** Runs one of the reads. */
  run(name: keyof MetricStatements, values: readonly Value[], rows?: number): Promise<Row[]>;
}

/** The tables of reports of an engine that speaks SQL. */
export function createMetricTables(engine: MetricEngine): MetricTables {
  const { run, leaveNews, ordinals, save, addTotals, reset } = engine;
  return {
    leaveNews,
    ordinals,
    save,
    addTotals,
    reset,
    async newsSince(at) {
      const rows = await run("newsSince", [at]);
      return rows.map(([writtenAt, id, counted]) => ({
        at: writtenAt as number,
        id: id as string,
        isCounted: counted === 1,
      }));
    },
    async news({ at, id }) {
      const [row] = await run("news", [at, id]);
      if (row === undefined) return undefined;
      return readNews(at, id, row[2] as string, row[3] as string | null, row[4] as number);
    },
    async builtAt() {
      const [row] = await run("built", []);
      return row?.[0] as Instant | undefined;
    },
    async built(at) {
      await run("markBuilt", [at]);
    },
    async sets({ date, name, part }, limit) {
      const rows = await run("sets", [dateCell(date), name, part, limit], limit);
      return rows.map(([day, set, index, bits]) => ({
        date: dayOf(day),
        name: set as string,
        part: index as number,
        bits: bits as string,
      }));
    },
    async oddities(kind, from, to) {
      const rows = await run("oddities", [kind, dateCell(from), dateCell(to)]);
      return rows.map(([userId, date, , value]) => ({
        userId: userId as string,
        date: dayOf(date),
        kind,
        value: value as number,
      }));
    },
    async totals(from, to, of) {
      const range = [dateCell(from), dateCell(to)];
      const rows = of === undefined ? await run("totals", range) : await run("totalsNamed", [...range, of]);
      return rows.map(([day, name, key, value]) => ({
        date: dayOf(day),
        name: name as string,
        key: key as string,
        value: value as number,
      }));
    },
    async keyTotals(from, to, name) {
      const rows = await run("totalsByKey", [dateCell(from), dateCell(to), name]);
      return rows.map(([key, value]) => ({ key: key as string, value: value as number }));
    },
  };
}
