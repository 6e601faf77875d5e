import type {
  Notice,
  NoticeAddress,
  NoticeDelivery,
  NoticeKind,
  NoticeMark,
  NoticeMarkKind,
} from "../../core/notices/notice.ts";
import { bucketOf } from "../bucket.ts";
import type { DeliveryRow } from "../notice-tables.ts";
import type { Row } from "./cell.ts";
import { dateCell, dayOf, listCell, listOf, mapCell, mapOf } from "./cell.ts";

const MILLION = 1_000_000;

/** The cells of a notice, in the order of `notice`. */
export function noticeToRow(userId: string, notice: Notice): Row {
  return [
    userId,
    notice.id,
    notice.kind,
    notice.about,
    dateCell(notice.date),
    notice.at,
    notice.dueAt,
    notice.expiresAt,
    notice.version,
    notice.variant,
    Math.round(notice.variantChance * MILLION),
    notice.isHeldOut ? 1 : 0,
    Math.round(notice.holdout * MILLION),
    listCell(notice.channels),
    mapCell(notice.data),
  ];
}

/** The notice of a row of `notice`. */
export function rowToNotice(row: Row): Notice {
  return {
    id: row[1] as string,
    kind: row[2] as NoticeKind,
    about: row[3] as string,
    date: dayOf(row[4]),
    at: row[5] as number,
    dueAt: row[6] as number,
    expiresAt: row[7] as number,
    version: row[8] as number,
    variant: row[9] as string,
    variantChance: (row[10] as number) / MILLION,
    isHeldOut: row[11] === 1,
    holdout: (row[12] as number) / MILLION,
    channels: listOf<string>(row[13]),
    data: mapOf<Notice["data"]>(row[14]),
  };
}

/** The cells of a delivery before its first attempt, or of one that needs none, in the order of `notice_delivery`. */
export function deliveryToRow(userId: string, delivery: NoticeDelivery): Row {
  const { noticeId, channel, address, nextAt, expiresAt, at } = delivery;
  const [state, sentAt] = nextAt === null ? ["sent", at] : ["waiting", null];
  return [userId, noticeId, channel, address, bucketOf(userId), state, nextAt, 0, expiresAt, sentAt, null, null] as Row;
}

/** The delivery of a row of `notice_delivery`. */
export function rowToDelivery(row: Row): DeliveryRow {
  return {
    userId: row[0] as string,
    noticeId: row[1] as string,
    channel: row[2] as string,
    address: row[3] as string,
    state: row[5] as DeliveryRow["state"],
    nextAt: row[6] as number | null,
    attempts: row[7] as number,
    expiresAt: row[8] as number,
    sentAt: row[9] as number | null,
    receipt: row[10] as string | null,
    error: row[11] as string | null,
  };
}

/** The cells of an address, in the order of `notice_address`. */
export function addressToRow(userId: string, { channel, id, address, createdAt }: NoticeAddress): Row {
  return [userId, channel, id, address, createdAt];
}

/** The address of a row of `notice_address`. */
export function rowToAddress(row: Row): NoticeAddress {
  return { channel: row[1] as string, id: row[2] as string, address: row[3] as string, createdAt: row[4] as number };
}

/** The cells of what became of a notice, in the order of `notice_mark`. */
export function markToRow(userId: string, { noticeId, mark, at }: NoticeMark): Row {
  return [userId, noticeId, mark, at];
}

/** What became of a notice, of a row of `notice_mark`. */
export function rowToMark(row: Row): NoticeMark {
  return { noticeId: row[1] as string, mark: row[2] as NoticeMarkKind, at: row[3] as number };
}
