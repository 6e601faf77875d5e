import type { RulesVersion } from "../../core/rules.ts";
import { dayOf } from "../rows/cell.ts";
import type { RuleShelf } from "../rule-book.ts";
import { readStatements } from "../sql.ts";
import { type SqliteEngine, unqualified } from "./engine.ts";

/** The rules and the calendar of a SQLite file. */
export function sqliteShelf(engine: SqliteEngine): RuleShelf {
  const reads = readStatements(unqualified);
  return {
    versions: () =>
      engine.query(reads.rules, []).map((row) => ({
        version: row[0] as number,
        effectiveAt: row[1] as number,
        rules: JSON.parse(row[2] as string) as RulesVersion["rules"],
      })),
    add: ({ version, effectiveAt, rules }) =>
      engine.run(
        "INSERT INTO rules (version, effective_at, rules) VALUES ($1, $2, $3) ON CONFLICT (version) DO NOTHING",
        [version, effectiveAt, JSON.stringify(rules)],
      ) > 0,
    excused: () => engine.query(reads.excused, []).map((row) => ({ date: dayOf(row[0]), reason: row[1] as string })),
  };
}
