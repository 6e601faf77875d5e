import type { RulesVersion } from "../../core/rules.ts";
import { dayOf } from "../rows/cell.ts";
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
      return rows.map((texts) => {
        const row = toRow(READ_TYPES.rules, texts);
        return {
          version: row[0] as number,
          effectiveAt: row[1] as number,
          rules: JSON.parse(row[2] as string) as RulesVersion["rules"],
        };
      });
    },
    async add({ version, effectiveAt, rules }) {
      const values = [version, effectiveAt, JSON.stringify(rules)];
      return (await session.send({ name: "add_rules", text: add, values })).length > 0;
    },
    async excused() {
      const rows = await session.send({ name: "excused", text: texts.excused, values: [] });
      return rows.map((row) => ({ date: dayOf(row[0] ?? ""), reason: row[1] as string }));
    },
  };
}
