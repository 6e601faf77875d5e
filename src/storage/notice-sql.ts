import { bucketsOf, type Part } from "./part.ts";
import { type ColumnType, NOTICE, NOTICE_ADDRESS, NOTICE_DELIVERY, NOTICE_MARK, type Table } from "./schema/tables.ts";
import type { TableName } from "./sql.ts";

/** Statements over notices, by name. Parameters are `$1`, `$2`, … in the order of their first use. */
export interface NoticeStatements {
  readonly claim: string;
  readonly settle: string;
  readonly notices: string;
  readonly noticesBefore: string;
  readonly notice: string;
  readonly marks: string;
  readonly addresses: string;
  readonly deliveries: string;
  readonly dead: string;
  readonly revive: string;
  readonly paused: string;
  readonly pause: string;
  readonly resume: string;
  readonly gone: string;
  readonly noteGone: string;
  readonly forgetGone: string;
  readonly giveUp: string;
  readonly holders: string;
  readonly counts: string;
  readonly markCounts: string;
  readonly deliveryCounts: string;
  readonly deliveryMarkCounts: string;
}

const COUNTED: readonly ColumnType[] = ["text", "text", "bool", "text", "big"];
const DELIVERIES_COUNTED: readonly ColumnType[] = ["text", "text", "text", "text", "text", "big"];

/** The types of the columns that each statement gives. */
export const NOTICE_TYPES: Readonly<Record<keyof NoticeStatements, readonly ColumnType[]>> = {
  claim: ["int"],
  settle: [],
  notices: NOTICE.types,
  noticesBefore: NOTICE.types,
  notice: NOTICE.types,
  marks: NOTICE_MARK.types,
  addresses: NOTICE_ADDRESS.types,
  deliveries: NOTICE_DELIVERY.types,
  dead: NOTICE_DELIVERY.types,
  revive: ["int"],
  paused: ["big"],
  pause: [],
  resume: [],
  gone: ["text", "big"],
  noteGone: [],
  forgetGone: ["text"],
  giveUp: [],
  holders: ["text", "big"],
  counts: COUNTED,
  markCounts: COUNTED,
  deliveryCounts: DELIVERIES_COUNTED,
  deliveryMarkCounts: DELIVERIES_COUNTED,
};

/** The types of the columns of {@link dueNoticesStatement}: the delivery, the notice, the address, and the user. */
export const DUE_NOTICE_TYPES: readonly ColumnType[] = [
  ...NOTICE_DELIVERY.types,
  ...NOTICE.types,
  "text",
  "big",
  "text",
  "json",
];

const PAUSED = "notices_paused";
const GONE = "notices-gone/";

/** The name under which a receiver that is gone is noted; channels have no slash in theirs. */
export function goneName(channel: string, receiver: string): string {
  return `${GONE}${channel}/${receiver}`;
}

/** What a name of {@link goneName} stands for. */
export function goneOf(name: string): { channel: string; receiver: string } {
  const [, channel = "", ...receiver] = name.split("/");
  return { channel, receiver: receiver.join("/") };
}

/** The texts that both engines share. */
export function noticeStatements(table: TableName): NoticeStatements {
  const select = (of: Table): string => `SELECT ${of.columns.join(", ")} FROM ${table(of.name)}`;
  const delivery = table(NOTICE_DELIVERY.name);
  const keyFrom = (first: number): string =>
    `user_id = $${first} AND notice_id = $${first + 1} AND channel = $${first + 2} AND address = $${first + 3}`;
  const notices = `FROM ${table("notice")} n`;
  const deliveries = `FROM ${delivery} d JOIN ${table("notice")} n ON n.user_id = d.user_id AND n.id = d.notice_id`;
  const marks = `JOIN ${table("notice_mark")} m ON m.user_id = n.user_id AND m.notice_id = n.id`;
  const between = "WHERE n.date >= $1 AND n.date <= $2";
  return {
    claim:
      `UPDATE ${delivery} SET next_at = $1, attempts = attempts + 1 WHERE ${keyFrom(2)} ` +
      "AND attempts = $6 AND next_at IS NOT NULL AND " +
      `COALESCE((SELECT version FROM ${table("user_state")} WHERE user_id = $7), 0) = $8 RETURNING attempts`,
    settle:
      `UPDATE ${delivery} SET state = $1, next_at = $2, sent_at = $3, receipt = $4, error = $5 ` +
      `WHERE ${keyFrom(6)} AND attempts = $10`,
    notices: `${select(NOTICE)} WHERE user_id = $1 ORDER BY at DESC, id DESC LIMIT $2`,
    noticesBefore: `${select(NOTICE)} WHERE user_id = $1 AND (at, id) < ($2, $3) ORDER BY at DESC, id DESC LIMIT $4`,
    notice: `${select(NOTICE)} WHERE user_id = $1 AND id = $2`,
    marks: `${select(NOTICE_MARK)} WHERE user_id = $1 ORDER BY notice_id, mark`,
    addresses: `${select(NOTICE_ADDRESS)} WHERE user_id = $1 ORDER BY channel, id`,
    deliveries: `${select(NOTICE_DELIVERY)} WHERE user_id = $1 ORDER BY notice_id, channel, address`,
    dead:
      `${select(NOTICE_DELIVERY)} WHERE state = 'dead' AND (user_id, notice_id) > ($1, $2) ` +
      "ORDER BY user_id, notice_id, channel, address LIMIT $3",
    revive:
      `UPDATE ${delivery} SET state = 'waiting', next_at = $1, expires_at = $2, attempts = 0, error = NULL ` +
      `WHERE ${keyFrom(3)} AND state = 'dead' RETURNING attempts`,
    paused: `SELECT value FROM ${table("counter")} WHERE name = '${PAUSED}'`,
    pause:
      `INSERT INTO ${table("counter")} (name, value) VALUES ('${PAUSED}', $1) ` +
      "ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value",
    resume: `DELETE FROM ${table("counter")} WHERE name = '${PAUSED}'`,
    gone: `SELECT name, value FROM ${table("counter")} WHERE name LIKE '${GONE}%' ORDER BY name`,
    noteGone: `INSERT INTO ${table("counter")} (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING`,
    forgetGone: `DELETE FROM ${table("counter")} WHERE name >= $1 AND name < $2 RETURNING name`,
    giveUp:
      `UPDATE ${delivery} SET state = 'dead', next_at = NULL, error = 'the receiver was gone' ` +
      "WHERE channel = $1 AND next_at IS NOT NULL AND state = 'waiting' AND expires_at <= $2",
    holders: `SELECT user_id, created_at FROM ${table(NOTICE_ADDRESS.name)} WHERE channel = $1 AND id = $2 ORDER BY user_id`,
    counts: `SELECT n.kind, n.variant, n.held_out, NULL, count(*) ${notices} ${between} GROUP BY n.kind, n.variant, n.held_out`,
    markCounts:
      `SELECT n.kind, n.variant, n.held_out, m.mark, count(*) ${notices} ${marks} ${between} ` +
      "GROUP BY n.kind, n.variant, n.held_out, m.mark",
    deliveryCounts:
      `SELECT n.kind, d.channel, n.variant, d.state, NULL, count(*) ${deliveries} ${between} ` +
      "GROUP BY n.kind, d.channel, n.variant, d.state",
    deliveryMarkCounts:
      `SELECT n.kind, d.channel, n.variant, d.state, m.mark, count(*) ${deliveries} ${marks} ${between} ` +
      "GROUP BY n.kind, d.channel, n.variant, d.state, m.mark",
  };
}

/**
 * The text that finds what is due on a channel ($1) by an instant ($2), for a part of all users: see `dueStatement`. The few
 * that are wanted are picked before anything is joined to them.
 */
export function dueNoticesStatement(table: TableName, part: Part): string {
  const columns = [
    ...NOTICE_DELIVERY.columns.map((column) => `d.${column}`),
    ...NOTICE.columns.map((column) => `n.${column}`),
    "a.address",
    "u.version",
    "u.name",
    "u.notices",
  ];
  return (
    `SELECT ${columns.join(", ")} FROM (SELECT * FROM ${table(NOTICE_DELIVERY.name)} ` +
    `WHERE channel = $1 AND bucket IN (${bucketsOf(part).join(",")}) AND next_at <= $2 ` +
    "ORDER BY next_at, user_id LIMIT $3) d " +
    `JOIN ${table(NOTICE.name)} n ON n.user_id = d.user_id AND n.id = d.notice_id ` +
    `LEFT JOIN ${table(NOTICE_ADDRESS.name)} a ON a.user_id = d.user_id AND a.channel = d.channel AND a.id = d.address ` +
    `LEFT JOIN ${table("user_state")} u ON u.user_id = d.user_id ` +
    "ORDER BY d.next_at, d.user_id"
  );
}
