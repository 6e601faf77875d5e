import type { NoticeKind, NoticeMarkKind } from "../core/notices/notice.ts";
import { goneName, goneOf, type NoticeStatements } from "./notice-sql.ts";
import type { DeliveryRow, DeliveryState, DueDelivery, NoticeRow, NoticeTables } from "./notice-tables.ts";
import type { Part } from "./part.ts";
import { dateCell, type Row, type Value } from "./rows/cell.ts";
import { rowToAddress, rowToDelivery, rowToMark, rowToNotice } from "./rows/notice-rows.ts";
import { noticeStateOf } from "./rows/notice-state-cell.ts";
import { NOTICE, NOTICE_DELIVERY } from "./schema/tables.ts";

/** What an engine does for notices. */
export interface NoticeEngine {
  run(name: keyof NoticeStatements, values: readonly Value[], rows?: number): Promise<Row[]>;
  /** Runs a statement once for each list of values; gives the rows of each. Each may fail or hold by itself. */
  many(name: keyof NoticeStatements, lists: readonly (readonly Value[])[]): Promise<Row[][]>;
  due(part: Part, values: readonly Value[]): Promise<Row[]>;
}

const EVERYBODY: Part = { index: 0, of: 1 };

/** The tables of notices of an engine that speaks SQL. */
export function createNoticeTables({ run, many, due }: NoticeEngine): NoticeTables {
  async function withMarks(userId: string, rows: Promise<Row[]>): Promise<NoticeRow[]> {
    const notices = (await rows).map(rowToNotice);
    if (notices.length === 0) return [];
    const marks = (await run("marks", [userId])).map(rowToMark);
    return notices.map((notice) => {
      const own = marks.filter(({ noticeId }) => noticeId === notice.id);
      return { ...notice, marks: Object.fromEntries(own.map(({ mark, at }) => [mark, at])) };
    });
  }

  return {
    async due(channel, now, limit, part = EVERYBODY) {
      return (await due(part, [channel, now, limit])).map(dueOf);
    },
    async claim(found, until) {
      const rows = await many(
        "claim",
        found.map(({ delivery, user }) => {
          const { userId, attempts } = delivery;
          return [until, ...keyOf(delivery), attempts, userId, user?.version ?? 0];
        }),
      );
      return found.flatMap(({ delivery }, i) => {
        const attempts = rows[i]?.[0]?.[0];
        return attempts === undefined ? [] : [{ ...delivery, attempts: attempts as number, nextAt: until }];
      });
    },
    async settle(results) {
      await many(
        "settle",
        results.map(({ delivery, state, nextAt, sentAt, receipt, error }) => [
          state,
          nextAt,
          sentAt,
          receipt,
          error,
          ...keyOf(delivery),
          delivery.attempts,
        ]),
      );
    },
    notices: (userId, limit, before) =>
      withMarks(
        userId,
        before === undefined
          ? run("notices", [userId, limit])
          : run("noticesBefore", [userId, before.at, before.id, limit]),
      ),
    notice: async (userId, id) => (await withMarks(userId, run("notice", [userId, id])))[0],
    addresses: async (userId) => (await run("addresses", [userId])).map(rowToAddress),
    deliveries: async (userId) => (await run("deliveries", [userId])).map(rowToDelivery),
    dead: async (limit, after) =>
      (await run("dead", [after?.userId ?? "", after?.noticeId ?? "", limit])).map(rowToDelivery),
    async revive(deliveries, now, expiresAt) {
      const rows = await many(
        "revive",
        deliveries.map((delivery) => [now, expiresAt, ...keyOf(delivery)]),
      );
      return rows.filter((found) => found.length > 0).length;
    },
    async pausedSince() {
      return (await run("paused", []))[0]?.[0] as number | undefined;
    },
    async pause(since) {
      await (since === null ? run("resume", []) : run("pause", [since]));
    },
    async gone() {
      return (await run("gone", [])).map(([name, since]) => ({ ...goneOf(name as string), since: since as number }));
    },
    async noteGone({ channel, receiver, since }) {
      await run("noteGone", [goneName(channel, receiver), since]);
    },
    async forgetGone(channel, now) {
      // The slash and the character after it: all receivers of the channel lie between.
      const names = await run("forgetGone", [goneName(channel, ""), goneName(channel, "").replace(/\/$/, "0")]);
      if (names.length > 0) await run("giveUp", [channel, now]);
      return names.length;
    },
    async holders(channel, id) {
      const rows = await run("holders", [channel, id]);
      return rows.map(([userId, createdAt]) => ({ userId: userId as string, createdAt: createdAt as number }));
    },
    async counts(from, to) {
      const dates = [dateCell(from), dateCell(to)];
      const rows = [...(await run("counts", dates)), ...(await run("markCounts", dates))];
      return rows.map(([kind, variant, heldOut, mark, count]) => ({
        kind: kind as NoticeKind,
        variant: variant as string,
        isHeldOut: heldOut === 1,
        mark: mark as NoticeMarkKind | null,
        count: count as number,
      }));
    },
    async deliveryCounts(from, to) {
      const dates = [dateCell(from), dateCell(to)];
      const rows = [...(await run("deliveryCounts", dates)), ...(await run("deliveryMarkCounts", dates))];
      return rows.map(([kind, channel, variant, state, mark, count]) => ({
        kind: kind as NoticeKind,
        channel: channel as string,
        variant: variant as string,
        state: state as DeliveryState,
        mark: mark as NoticeMarkKind | null,
        count: count as number,
      }));
    },
  };
}

function keyOf({ userId, noticeId, channel, address }: DeliveryRow): [string, string, string, string] {
  return [userId, noticeId, channel, address];
}

function dueOf(row: Row): DueDelivery {
  const notice = NOTICE_DELIVERY.columns.length;
  const rest = notice + NOTICE.columns.length;
  const [to, version, name, notices] = row.slice(rest) as [string | null, number | null, string | null, string | null];
  return {
    delivery: rowToDelivery(row),
    notice: rowToNotice(row.slice(notice, rest)),
    to,
    user: version === null ? null : { version, name, locale: noticeStateOf(notices)?.locale ?? null },
  };
}
