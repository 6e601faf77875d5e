import type { DayNumber, Instant } from "../core/calendar.ts";
import type { Notice, NoticeMarkKind } from "../core/notices/notice.ts";
import { bucketOf } from "./bucket.ts";
import { compareText } from "./compare-text.ts";
import type {
  DeliveryCount,
  DeliveryRow,
  GoneReceiver,
  NoticeCount,
  NoticeRow,
  NoticeTables,
} from "./notice-tables.ts";
import { bucketsOf } from "./part.ts";
import type { Row } from "./rows/cell.ts";
import { rowToAddress, rowToDelivery, rowToMark, rowToNotice } from "./rows/notice-rows.ts";
import { rowToState, STATE_VERSION } from "./rows/state-row.ts";

/** What is kept of a user's notices, as the rows that the databases keep. */
export interface NoticeShelf {
  readonly state: Row;
  readonly notices: Map<string, Row>;
  readonly deliveries: Map<string, Row>;
  readonly addresses: Map<string, Row>;
  readonly marks: Map<string, Row>;
}

/** Notices that last as long as the process. */
export function createMemoryNotices(requireOpen: () => void, shelves: ReadonlyMap<string, NoticeShelf>): NoticeTables {
  let paused: Instant | undefined;
  const gone = new Map<string, GoneReceiver>();

  const rowOf = ({ userId, noticeId, channel, address }: DeliveryRow): Row | undefined =>
    shelves.get(userId)?.deliveries.get(deliveryKey(noticeId, channel, address));
  const allDeliveries = (): DeliveryRow[] =>
    [...shelves.values()].flatMap(({ deliveries }) => [...deliveries.values()].map(rowToDelivery));
  const noticesOf = (userId: string): NoticeRow[] => {
    requireOpen();
    const shelf = shelves.get(userId);
    if (shelf === undefined) return [];
    const all = [...shelf.notices.values()].map((row) => ({ ...rowToNotice(row), marks: marksOf(shelf, row) }));
    return all.sort((a, b) => b.at - a.at || compareText(b.id, a.id));
  };
  const between = (from: DayNumber, to: DayNumber): { notice: Notice; shelf: NoticeShelf; row: Row }[] =>
    [...shelves.values()].flatMap((shelf) =>
      [...shelf.notices.values()]
        .map((row) => ({ notice: rowToNotice(row), shelf, row }))
        .filter(({ notice }) => from <= notice.date && notice.date <= to),
    );

  return {
    async due(channel, now, limit, part) {
      requireOpen();
      const buckets = part === undefined ? undefined : new Set(bucketsOf(part));
      return allDeliveries()
        .filter((one) => one.channel === channel && one.nextAt !== null && one.nextAt <= now)
        .filter(({ userId }) => buckets === undefined || buckets.has(bucketOf(userId)))
        .sort((a, b) => (a.nextAt as number) - (b.nextAt as number) || compareText(a.userId, b.userId))
        .slice(0, limit)
        .map((delivery) => {
          const shelf = shelves.get(delivery.userId) as NoticeShelf;
          const { version, name, notices } = rowToState(shelf.state);
          const address = shelf.addresses.get(addressKey(delivery.channel, delivery.address));
          return {
            delivery,
            notice: rowToNotice(shelf.notices.get(delivery.noticeId) as Row),
            to: address === undefined ? null : rowToAddress(address).address,
            user: { version, name, locale: notices?.locale ?? null },
          };
        });
    },
    async claim(due, until) {
      requireOpen();
      return due.flatMap(({ delivery, user }) => {
        const row = rowOf(delivery);
        if (row === undefined || row[7] !== delivery.attempts || row[6] === null) return [];
        if (shelves.get(delivery.userId)?.state[STATE_VERSION] !== user?.version) return [];
        row[6] = until;
        row[7] = delivery.attempts + 1;
        return [rowToDelivery(row)];
      });
    },
    async settle(results) {
      requireOpen();
      for (const { delivery, state, nextAt, sentAt, receipt, error } of results) {
        const row = rowOf(delivery);
        if (row === undefined || row[7] !== delivery.attempts) continue;
        row[5] = state;
        row[6] = nextAt;
        row[9] = sentAt;
        row[10] = receipt;
        row[11] = error;
      }
    },
    async notices(userId, limit, before) {
      const isAfter = ({ at, id }: NoticeRow): boolean =>
        before === undefined || at < before.at || (at === before.at && compareText(id, before.id) < 0);
      return noticesOf(userId).filter(isAfter).slice(0, limit);
    },
    notice: async (userId, id) => noticesOf(userId).find((notice) => notice.id === id),
    async addresses(userId) {
      requireOpen();
      const all = [...(shelves.get(userId)?.addresses.values() ?? [])].map(rowToAddress);
      return all.sort((a, b) => compareText(a.channel, b.channel) || compareText(a.id, b.id));
    },
    async deliveries(userId) {
      requireOpen();
      return [...(shelves.get(userId)?.deliveries.values() ?? [])].map(rowToDelivery).sort(byKey);
    },
    async dead(limit, after) {
      requireOpen();
      return allDeliveries()
        .filter(({ state }) => state === "dead")
        .sort(byKey)
        .filter(
          ({ userId, noticeId }) =>
            after === undefined ||
            compareText(userId, after.userId) > 0 ||
            (userId === after.userId && compareText(noticeId, after.noticeId) > 0),
        )
        .slice(0, limit);
    },
    async revive(deliveries, now, expiresAt) {
      requireOpen();
      const rows = deliveries.map(rowOf).filter((row): row is Row => row !== undefined && row[5] === "dead");
      for (const row of rows) {
        row[5] = "waiting";
        row[6] = now;
        row[7] = 0;
        row[8] = expiresAt;
        row[11] = null;
      }
      return rows.length;
    },
    async pausedSince() {
      requireOpen();
      return paused;
    },
    async pause(since) {
      requireOpen();
      paused = since ?? undefined;
    },
    async gone() {
      requireOpen();
      return [...gone.entries()].sort(([a], [b]) => compareText(a, b)).map(([, one]) => one);
    },
    async noteGone(one) {
      requireOpen();
      const key = `${one.channel}\0${one.receiver}`;
      if (!gone.has(key)) gone.set(key, { ...one });
    },
    async forgetGone(channel, now) {
      requireOpen();
      const names = [...gone].flatMap(([key, one]) => (one.channel === channel ? [key] : []));
      for (const name of names) gone.delete(name);
      const expired = allDeliveries().filter((one) => {
        return one.channel === channel && one.nextAt !== null && one.state === "waiting" && one.expiresAt <= now;
      });
      for (const delivery of names.length === 0 ? [] : expired) {
        const row = rowOf(delivery) as Row;
        row[5] = "dead";
        row[6] = null;
        row[11] = "the receiver was gone";
      }
      return names.length;
    },
    async holders(channel, id) {
      requireOpen();
      const all = [...shelves].flatMap(([userId, { addresses }]) => {
        const row = addresses.get(addressKey(channel, id));
        return row === undefined ? [] : [{ userId, createdAt: rowToAddress(row).createdAt }];
      });
      return all.sort((a, b) => compareText(a.userId, b.userId));
    },
    async counts(from, to) {
      requireOpen();
      return grouped(
        between(from, to).flatMap(({ notice: { kind, variant, isHeldOut }, shelf, row }) =>
          [null, ...marked(shelf, row)].map((mark): Omit<NoticeCount, "count"> => ({ kind, variant, isHeldOut, mark })),
        ),
      );
    },
    async deliveryCounts(from, to) {
      requireOpen();
      return grouped(
        between(from, to).flatMap(({ notice: { id, kind, variant }, shelf, row }) =>
          [...shelf.deliveries.values()]
            .map(rowToDelivery)
            .filter(({ noticeId }) => noticeId === id)
            .flatMap(({ channel, state }) =>
              [null, ...marked(shelf, row)].map(
                (mark): Omit<DeliveryCount, "count"> => ({ kind, channel, variant, state, mark }),
              ),
            ),
        ),
      );
    },
  };
}

/** The key under which a shelf keeps a delivery. */
export function deliveryKey(noticeId: string, channel: string, address: string): string {
  return `${noticeId}\0${channel}\0${address}`;
}

/** The key under which a shelf keeps an address. */
export function addressKey(channel: string, id: string): string {
  return `${channel}\0${id}`;
}

function marksOf(shelf: NoticeShelf, notice: Row): NoticeRow["marks"] {
  const own = [...shelf.marks.values()].map(rowToMark).filter(({ noticeId }) => noticeId === notice[1]);
  return Object.fromEntries(own.map(({ mark, at }) => [mark, at]));
}

function marked(shelf: NoticeShelf, notice: Row): NoticeMarkKind[] {
  return Object.keys(marksOf(shelf, notice)) as NoticeMarkKind[];
}

function grouped<T extends object>(items: readonly T[]): (T & { count: number })[] {
  const groups = new Map<string, T & { count: number }>();
  for (const item of items) {
    const key = JSON.stringify(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { ...item, count: 1 });
    else group.count++;
  }
  return [...groups.values()];
}

function byKey(a: DeliveryRow, b: DeliveryRow): number {
  return (
    compareText(a.userId, b.userId) ||
    compareText(a.noticeId, b.noticeId) ||
    compareText(a.channel, b.channel) ||
    compareText(a.address, b.address)
  );
}
