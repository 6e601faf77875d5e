import { rowToExcused, rowToRules } from "../rows/shared-rows.ts";
import type { RuleShelf } from "../rule-book.ts";
import { READ_TYPES, type ReadStatements, type TableName } from "../sql.ts";
import { toRow } from "./array-literal.ts";
import type { Session } from "./session.ts";

/** The rules and the calendar of a PostgreSQL database. */
export function postgresShelf(session: Session, texts: ReadStatements, table: TableName): RuleShelf {
  const add =
    `INSERT INTO ${table("rules")} (version, effective_at, rules) VALUES ($1, $2, $3) ` +
    "ON CONFLICT (version) DO NOTHING RETURNING version";
  return {
    async versions() {
      const rows = await session.send({ name: "rules", text: texts.rules, values: [] });
      return rows.map((row) => rowToRules(toRow(READ_TYPES.rules, row)));
    },
    async add({ version, effectiveAt, rules }) {
      const values = [version, effectiveAt, JSON.stringify(rules)];
      return (await session.send({ name: "add_rules", text: add, values })).length > 0;
    },
    async excused() {
      const rows = await session.send({ name: "excused", text: texts.excused, values: [] });
      return rows.map((row) => rowToExcused(toRow(READ_TYPES.excused, row)));
    },
  };
}
