import { createNoticeTables } from "../create-notice-tables.ts";
import {
  DUE_NOTICE_TYPES,
  dueNoticesStatement,
  NOTICE_TYPES,
  type NoticeStatements,
  noticeStatements,
} from "../notice-sql.ts";
import type { NoticeTables } from "../notice-tables.ts";
import type { Row, Value } from "../rows/cell.ts";
import type { TableName } from "../sql.ts";
import { toRow } from "./array-literal.ts";
import type { Session } from "./session.ts";

/** Statements under way at once: each is of one user, so that none waits for another and no lock spans two. */
const AT_ONCE = 16;

/**
 * Notices on PostgreSQL.
 * @param accepted runs what `close` waits for
 */
export function postgresNotices(
  reading: Session,
  table: TableName,
  accepted: <T>(work: () => Promise<T>) => Promise<T>,
): NoticeTables {
  const texts = noticeStatements(table);

  async function run(name: keyof NoticeStatements, values: readonly Value[]): Promise<Row[]> {
    const rows = await reading.send({ name: `notices ${name}`, text: texts[name], values });
    return rows.map((row) => toRow(NOTICE_TYPES[name], row));
  }

  return createNoticeTables({
    run: (name, values) => accepted(() => run(name, values)),
    many: (name, lists) =>
      accepted(async () => {
        const found: Row[][] = [];
        for (let from = 0; from < lists.length; from += AT_ONCE) {
          const some = lists.slice(from, from + AT_ONCE);
          found.push(...(await Promise.all(some.map((values) => run(name, values)))));
        }
        return found;
      }),
    due: (part, values) =>
      accepted(async () => {
        const name = `notices due ${part.index}/${part.of}`;
        const rows = await reading.send({ name, text: dueNoticesStatement(table, part), values });
        return rows.map((row) => toRow(DUE_NOTICE_TYPES, row));
      }),
  });
}
