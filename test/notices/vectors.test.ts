import { afterEach, describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { openPostgresStore } from "../../src/storage/postgres/open.ts";
import { openSqliteStore } from "../../src/storage/sqlite/open.ts";
import type { Store } from "../../src/storage/store.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { openStage, type Stage } from "./stage.ts";

const open: Stage[] = [];
afterEach(async () => {
  for (const stage of open.splice(0)) await stage.close();
});
async function play(store: Store, start: string, rules = {}): Promise<Stage> {
  const stage = await openStage(store, start, rules);
  open.push(stage);
  return stage;
}
const told = (stage: Stage): string[] => stage.arrived.map(({ at, kind }) => `${at.slice(0, 16)} ${kind}`);

const stores: [string, () => Promise<Store>][] = [
  ["memory", async () => createMemoryStore()],
  ["SQLite", () => openSqliteStore({ path: ":memory:" })],
  ["PostgreSQL", async () => openPostgresStore({ url: (await freshDatabase()).url })],
];

describe.each(stores)("notices on %s", (_, openStore) => {
  it("S41: come at the same time of the wall clock across the October change in London", async () => {
    const stage = await play(await openStore(), "2026-10-22T12:00:00Z");
    const ada = { userId: "ada", type: "request", zone: "Europe/London" };
    await stage.tracker.record(ada);
    await stage.tracker.change("ada", [{ kind: "notices", patch: { remindAt: 9 * 60 } }]);
    for (const day of ["23", "24", "25", "26"]) {
      await stage.playTo(`2026-10-${day}T16:00:00Z`);
      await stage.tracker.record(ada);
    }
    expect(told(stage)).toEqual([
      "2026-10-23T08:00 daily_reminder",
      "2026-10-24T08:00 daily_reminder",
      "2026-10-25T09:00 daily_reminder",
      "2026-10-26T09:00 daily_reminder",
      "2026-10-26T09:00 weekly_recap",
    ]);
  });

  it("S39: do not come on a day that is done, on a rest day, or on a paused one", async () => {
    const stage = await play(await openStore(), "2026-03-02T18:00:00Z", { restDays: [6] });
    const ada = { userId: "ada", type: "request", zone: "America/Los_Angeles" };
    await stage.tracker.record(ada);
    await stage.playTo("2026-03-03T18:00:00Z");
    await stage.tracker.record(ada);
    await stage.tracker.change("ada", [
      { kind: "protect", id: "p", protection: "paused", from: 20516, to: 20517, reason: "ill", by: "user" },
    ]);
    await stage.playTo("2026-03-09T07:00:00Z");
    expect(told(stage)).toEqual([
      // Nothing on the 4th and 5th, which are paused; on the 6th there is something to do, and at stake.
      "2026-03-07T02:00 daily_reminder",
      "2026-03-07T05:00 streak_at_risk",
      // The 7th is a Saturday: that the streak broke waits for the morning after it. Then clocks have gone forward.
      "2026-03-08T15:00 streak_broken",
      "2026-03-09T01:00 daily_reminder",
    ]);
  });

  it("S42: tell of a milestone once, whatever follows", async () => {
    const stage = await play(await openStore(), "2026-03-02T09:00:00Z", { milestones: [3] });
    const ada = { userId: "ada", type: "request", zone: "Pacific/Kiritimati" };
    for (const day of ["02", "03", "04"]) {
      await stage.playTo(`2026-03-${day}T20:00:00Z`);
      await stage.tracker.record(ada);
    }
    await stage.playTo("2026-03-04T20:10:00Z");
    await stage.tracker.record({ ...ada, type: "problem_solved", ref: "p1" });
    await stage.tracker.change("ada", [{ kind: "tick" }]);
    await stage.playTo("2026-03-05T01:00:00Z");
    const milestones = stage.arrived.filter(({ kind }) => kind === "milestone");
    expect(milestones.map(({ at, delivery }) => [at.slice(0, 14), delivery.about])).toEqual([
      ["2026-03-04T20:", "3:2026-03-05"],
    ]);
  });

  it("S36: say nothing of a break that was restored in the night", async () => {
    const stage = await play(await openStore(), "2026-03-02T00:00:00Z", { restores: 1 });
    const ada = { userId: "ada", type: "request", zone: "Asia/Tokyo" };
    for (const day of ["02", "03"]) {
      await stage.playTo(`2026-03-${day}T02:00:00Z`);
      await stage.tracker.record(ada);
    }
    // The 4th is missed and over at 15:00Z; five minutes later, at 00:05 in Tokyo, the streak is restored.
    await stage.playTo("2026-03-04T15:05:00Z");
    expect((await stage.tracker.streak("ada"))?.state).toBe("broken");
    await stage.tracker.change("ada", [{ kind: "restore", id: "r", reason: "ill", by: "user" }]);
    await stage.playTo("2026-03-05T08:00:00Z");
    expect(await stage.tracker.streak("ada")).toMatchObject({ current_streak: 2 });
    expect(told(stage).map((line) => line.slice(17))).not.toContain("streak_broken");
  });

  it("S37: say nothing of a day that was lost to an outage and excused for everyone in the morning", async () => {
    const stage = await play(await openStore(), "2026-03-02T09:00:00Z");
    const ada = { userId: "ada", type: "request", zone: "UTC" };
    for (const day of ["02", "03"]) {
      await stage.playTo(`2026-03-${day}T10:00:00Z`);
      await stage.tracker.record(ada);
    }
    // Nothing ran from the evening of the 3rd to the morning of the 5th.
    stage.clock.now = Date.parse("2026-03-05T07:00:00Z");
    await stage.sweep.round();
    await stage.tracker.store.shared.excuse(20516, "outage");
    await stage.tracker.store.shared.noteWaking(20516 - 31, stage.clock.now);
    await stage.playTo("2026-03-05T12:00:00Z");
    expect(await stage.tracker.streak("ada")).toMatchObject({ current_streak: 2, state: "at_risk" });
    expect(told(stage)).toEqual([]);
  });

  it("S40: an old notice that is taken up on a day that is done changes nothing", async () => {
    const stage = await play(await openStore(), "2026-03-02T12:00:00Z");
    const solve = { userId: "ada", type: "problem_solved", ref: "two-sum", zone: "Europe/London" };
    await stage.tracker.record(solve);
    await stage.playTo("2026-03-03T19:00:00Z");
    expect(told(stage)).toEqual(["2026-03-03T18:00 daily_reminder"]);
    await stage.tracker.record(solve);
    const before = await stage.tracker.streak("ada");
    const mark = { kind: "notice_mark", id: "daily_reminder:2026-03-03", mark: "opened" } as const;
    await stage.tracker.change("ada", [mark]);
    expect(await stage.tracker.record(solve)).toMatchObject({ status: "duplicate" });
    const { version: _, ...after } = (await stage.tracker.streak("ada")) as NonNullable<typeof before>;
    expect(before).toMatchObject(after);
    await stage.playTo("2026-03-03T23:00:00Z");
    expect(told(stage)).toHaveLength(1);
  });
});
