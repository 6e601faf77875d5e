import { describe, expect, it } from "vitest";
import type { NoticeMarkKind } from "../../src/core/notices/notice.ts";
import { type NoticeReport, noticeReport } from "../../src/notices/report.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { openStage } from "./stage.ts";

const MINUTE_MS = 60_000;
const USERS = Array.from({ length: 24 }, (_, n) => `learner ${n}`);

describe("intervals", () => {
  const followed = (treated: readonly [number, number], heldOut: readonly [number, number]) => {
    const count = (isHeldOut: boolean, [some, all]: readonly [number, number]) =>
      [null, "followed" as const].map((mark) => {
        return { kind: "milestone" as const, variant: "a", isHeldOut, mark, count: mark === null ? all : some };
      });
    const [kind] = noticeReport([...count(false, treated), ...count(true, heldOut)], []).kinds;
    return kind as NonNullable<typeof kind>;
  };

  // Newcombe (1998), Two-sided confidence intervals for the single proportion, table I, method 3.
  it.each([
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ])("of a share, %i of %i, are those of the paper", (count, of, low, high) => {
    const { rate, ...interval } = followed([count, of], [0, 0]).treated.followed;
    expect(rate).toBe(count / of);
    expect(interval.low).toBeCloseTo(low, 4);
    expect(interval.high).toBeCloseTo(high, 4);
  });

  // Newcombe (1998), Interval estimation for the difference between independent proportions, table II, method 10.
  it.each([
    [56, 70, 48, 80, 0.0524, 0.3339],
    [9, 10, 3, 10, 0.1705, 0.809],
    [5, 56, 0, 29, -0.0381, 0.1926],
    [0, 10, 0, 20, -0.1611, 0.2775],
    [10, 10, 0, 20, 0.6791, 1],
  ])("of a difference, %i of %i less %i of %i, are those of the paper", (a, m, b, n, low, high) => {
    const { lift } = followed([a, m], [b, n]);
    expect(lift?.difference).toBeCloseTo(a / m - b / n, 10);
    expect(lift?.low).toBeCloseTo(low, 4);
    expect(lift?.high).toBeCloseTo(high, 4);
  });
});

/** Numbers in [0, 1) that are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9;
    return ((state ^ (state >>> 12)) >>> 0) / 2 ** 32;
  };
}

/** What the tables say, counted one by one. */
async function plainCounts(store: Store): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const add = (...key: (string | boolean)[]): void => {
    counts.set(key.join(" "), (counts.get(key.join(" ")) ?? 0) + 1);
  };
  for (const userId of USERS) {
    const notices = await store.notices.notices(userId, 1_000);
    for (const { kind, variant, isHeldOut, marks } of notices) {
      const arm = isHeldOut ? "held_out" : "treated";
      add(kind, arm);
      if (!isHeldOut) add(kind, variant);
      for (const mark of Object.keys(marks)) add(kind, arm, mark);
    }
    for (const { noticeId, channel, state } of await store.notices.deliveries(userId)) {
      const notice = notices.find(({ id }) => id === noticeId);
      if (notice === undefined) throw new Error(noticeId);
      add(notice.kind, channel, state);
      if (state !== "sent") continue;
      for (const mark of Object.keys(notice.marks)) add(notice.kind, channel, "sent", mark);
    }
  }
  return counts;
}

/** The same of a report. */
function reportedCounts({ kinds, variants, channels }: NoticeReport): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { kind, ...arms } of kinds) {
    for (const name of ["treated", "held_out"] as const) {
      counts.set(`${kind} ${name}`, arms[name].notices);
      for (const mark of ["read", "opened", "dismissed", "followed"] as const) {
        expect(arms[name][mark].of).toBe(arms[name].notices);
        counts.set(`${kind} ${name} ${mark}`, arms[name][mark].count);
      }
    }
  }
  for (const { kind, variant, treated } of variants) counts.set(`${kind} ${variant}`, treated.notices);
  for (const { kind, channel, opened, followed, ...states } of channels) {
    for (const state of ["sent", "waiting", "dead", "dropped"] as const) {
      counts.set(`${kind} ${channel} ${state}`, states[state]);
    }
    counts.set(`${kind} ${channel} sent opened`, opened.count);
    counts.set(`${kind} ${channel} sent followed`, followed.count);
    expect([opened.of, followed.of]).toEqual([states.sent, states.sent]);
  }
  return new Map([...counts].filter(([, count]) => count > 0));
}

it.each([
  ["memory", async () => createMemoryStore()],
  ["SQLite", () => openSqliteStore({ path: ":memory:" })],
])("the report says what the tables of three weeks say, counted one by one, on %s", async (_, openStore) => {
  const random = seeded(7);
  const stage = await openStage(await openStore(), "2026-03-01T00:00:00Z", {
    milestones: [2, 3, 7],
    freezes: { initial: 1 },
    notices: { channels: ["webhook", "inbox"], holdout: 0.3 },
  });
  const { store } = stage.tracker;
  const answers = [
    { result: "delivered" },
    { result: "refused", reason: "no" },
    { result: "retry", reason: "busy" },
  ] as const;
  stage.answer = () => answers[Math.min(2, Math.floor(random() * 5))] ?? answers[0];
  for (let day = 0; day < 21; day++) {
    for (const hour of [7, 12, 18, 20, 22]) {
      await stage.playTo(new Date(Date.UTC(2026, 2, 1 + day, hour, 30)).toISOString(), 60 * MINUTE_MS);
      for (const userId of USERS) {
        if (random() < 0.15) await stage.tracker.record({ userId, type: "request", zone: "UTC" });
        const [newest] = await store.notices.notices(userId, 1);
        if (newest === undefined || newest.isHeldOut || random() < 0.6) continue;
        const mark = (["read", "opened", "dismissed"] as const)[Math.floor(random() * 3)] as NoticeMarkKind;
        await stage.tracker.change(userId, [{ kind: "notice_mark", id: newest.id, mark }]);
      }
    }
  }
  const dates = [0, 30_000] as const;
  const report = noticeReport(await store.notices.counts(...dates), await store.notices.deliveryCounts(...dates));
  const plain = await plainCounts(store);
  const isShown = (key: string): boolean => !/ inbox sent (read|dismissed)| webhook sent (read|dismissed)/.test(key);
  const shown = new Map([...plain].filter(([key]) => isShown(key)));
  expect(Object.fromEntries([...reportedCounts(report)].sort())).toEqual(Object.fromEntries([...shown].sort()));
  expect(report.kinds.length).toBeGreaterThan(4);
  expect(report.kinds.some(({ lift }) => lift !== null && lift.low < lift.high)).toBe(true);
  await stage.close();
});
