import { afterEach, describe, expect, it } from "vitest";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { openStage, type Stage } from "./stage.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const open: Stage[] = [];
afterEach(async () => {
  for (const stage of open.splice(0)) await stage.close();
});
const ada = { userId: "ada", type: "request", zone: "UTC" };

/** Ada reaches a milestone of three days at 10:20. */
async function withMilestone(holdout = 0): Promise<Stage> {
  const stage = await openStage(createMemoryStore(), "2026-03-02T10:00:00Z", {
    milestones: [3],
    notices: { channels: ["inbox"], holdout },
  });
  open.push(stage);
  for (const date of ["02", "03", "04"]) {
    stage.clock.now = Date.parse(`2026-03-${date}T10:20:00Z`);
    await stage.tracker.record(ada);
  }
  return stage;
}
const followedAt = async ({ tracker }: Stage, id = "milestone:3:2026-03-04"): Promise<number | undefined> => {
  await tracker.flush();
  return (await tracker.store.notices.notice("ada", id))?.marks.followed;
};

describe("a notice is followed", () => {
  it("by activity in the same hour, which changes nothing else", async () => {
    const stage = await withMilestone();
    expect(await followedAt(stage)).toBeUndefined();
    const at = stage.clock.now + 15 * MINUTE_MS;
    stage.clock.now = at;
    await stage.tracker.record(ada);
    expect(await followedAt(stage)).toBe(at);
    // Then repeats cost nothing any more.
    stage.clock.now += MINUTE_MS;
    expect(stage.tracker.knows("ada", "request", stage.clock.now, "UTC")).toBe(true);
  });

  it("by the first activity in the two hours, also where it is told of with later ones", async () => {
    const stage = await withMilestone();
    const noticed = stage.clock.now;
    stage.clock.now += 4 * HOUR_MS;
    const late = [30 * MINUTE_MS, 3 * HOUR_MS].map((after) => ({ ...ada, at: noticed + after }));
    await stage.tracker.recordMany(late.reverse());
    expect(await followedAt(stage)).toBe(noticed + 30 * MINUTE_MS);
  });

  it("by activity that a device tells of after something later, within a day", async () => {
    const stage = await withMilestone();
    const noticed = stage.clock.now;
    stage.clock.now = noticed + 5 * HOUR_MS;
    await stage.tracker.record(ada);
    stage.clock.now = noticed + 20 * HOUR_MS;
    await stage.tracker.record({ ...ada, at: noticed + HOUR_MS });
    expect(await followedAt(stage)).toBe(noticed + HOUR_MS);
  });

  it("by nothing after two hours, and by nothing before it was due", async () => {
    const stage = await withMilestone();
    const noticed = stage.clock.now;
    await stage.tracker.record({ ...ada, type: "problem_solved", ref: "p", at: noticed - MINUTE_MS });
    stage.clock.now = noticed + 2 * HOUR_MS + 1;
    await stage.tracker.record(ada);
    expect(await followedAt(stage)).toBeUndefined();
  });

  it("just so where it was held out", async () => {
    const stage = await withMilestone(1);
    stage.clock.now += MINUTE_MS;
    await stage.tracker.record(ada);
    expect(await followedAt(stage)).toBe(stage.clock.now);
  });

  it("from the end of quiet hours on where it waits for that", async () => {
    const stage = await openStage(createMemoryStore(), "2026-03-02T06:30:00Z", {
      milestones: [1],
      notices: { channels: ["inbox"], holdout: 0, quiet: { from: "22:00", to: "07:30" } },
    });
    open.push(stage);
    await stage.tracker.record(ada);
    stage.clock.now = Date.parse("2026-03-02T07:10:00Z");
    await stage.tracker.record(ada);
    expect(await followedAt(stage, "milestone:1:2026-03-02")).toBeUndefined();
    stage.clock.now = Date.parse("2026-03-02T07:40:00Z");
    await stage.tracker.record(ada);
    expect(await followedAt(stage, "milestone:1:2026-03-02")).toBe(stage.clock.now);
  });
});

it("what was sent to nobody was ignored by nobody", async () => {
  const stage = await openStage(createMemoryStore(), "2026-03-02T10:00:00Z", { notices: { holdout: 1 } });
  open.push(stage);
  await stage.tracker.record(ada);
  await stage.playTo("2026-03-12T23:00:00Z", 30 * MINUTE_MS);
  const told = await stage.tracker.store.notices.notices("ada", 50);
  expect(told.filter(({ isHeldOut }) => isHeldOut).length).toBeGreaterThan(3);
  expect((await stage.tracker.state("ada"))?.notices).toMatchObject({ ignored: 0, nudgedOn: null });
});
