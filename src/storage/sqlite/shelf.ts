import { rowToExcused, rowToRules } from "../rows/shared-rows.ts";
import type { RuleShelf } from "../rule-book.ts";
import { readStatements } from "../sql.ts";
import { type SqliteEngine, unqualified } from "./engine.ts";

/** The rules and the calendar of a SQLite file. */
export function sqliteShelf(engine: SqliteEngine): RuleShelf {
  const reads = readStatements(unqualified);
  return {
    versions: () => engine.query(reads.rules, []).map(rowToRules),
    add: ({ version, effectiveAt, rules }) =>
      engine.run(
        "INSERT INTO rules (version, effective_at, rules) VALUES ($1, $2, $3) ON CONFLICT (version) DO NOTHING",
        [version, effectiveAt, JSON.stringify(rules)],
      ) > 0,
    excused: () => engine.query(reads.excused, []).map(rowToExcused),
  };
}
