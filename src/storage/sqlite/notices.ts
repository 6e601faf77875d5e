import { dueNoticesStatement, type NoticeStatements, noticeStatements } from "../notice-sql.ts";
import type { Part } from "../part.ts";
import type { Row, Value } from "../rows/cell.ts";
import { type SqliteEngine, unqualified } from "./engine.ts";

/** What the store's thread asks of the worker about notices. */
export type NoticeAsk =
  | { readonly kind: "run"; readonly name: keyof NoticeStatements; readonly lists: readonly (readonly Value[])[] }
  | { readonly kind: "due"; readonly part: Part; readonly values: readonly Value[] };

/** Answers in the worker, with the rows for each list of values. Whoever calls has opened a transaction for several. */
export function answerNotices(engine: SqliteEngine, ask: NoticeAsk): Row[][] {
  if (ask.kind === "due") return [engine.query(dueNoticesStatement(unqualified, ask.part), ask.values)];
  const text = noticeStatements(unqualified)[ask.name];
  return ask.lists.map((values) => engine.query(text, values));
}
