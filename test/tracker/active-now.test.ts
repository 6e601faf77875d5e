import { describe, expect, it } from "vitest";
import { addToSketch, countSketch, emptySketch, uniteSketches } from "../../src/core/user-sketch.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";

const MINUTE = 60_000;

describe("a sketch of users", () => {
  it.each([
    [0, 0],
    [1, 0],
    [300, 2],
    [20_000, 200],
    [100_000, 1_500],
  ])("counts %i users to within %i, each once", (users, slack) => {
    const [one, two] = [emptySketch(), emptySketch()];
    for (let i = 0; i < users; i++) addToSketch(i % 3 === 0 ? one : two, `user-${i}`);
    for (let i = 0; i < users; i += 7) addToSketch(one, `user-${i}`);
    uniteSketches(one, two);
    expect(Math.abs(countSketch(one) - users)).toBeLessThanOrEqual(slack);
  });
});

describe("active now", () => {
  it("counts each user of the last five minutes once, in all processes together", async () => {
    const clock = createFakeClock("2026-03-01T10:00:00Z");
    const store = createMemoryStore();
    const here = await createTracker({ store, clock: clock.now });
    const there = await createTracker({ store, clock: clock.now });
    for (const userId of ["ada", "bob"]) await here.record({ userId, type: "request" });
    for (const userId of ["bob", "cleo"]) await there.record({ userId, type: "request" });
    expect(await here.activeNow()).toBe(2);
    await there.publishActive();
    clock.advance(10_000);
    expect(await here.activeNow()).toBe(3);
    await here.publishActive();
    clock.advance(4 * MINUTE);
    expect(here.knows("ada", "request", clock.now())).toBe(true);
    await here.publishActive();
    clock.advance(2 * MINUTE);
    expect(await here.activeNow()).toBe(1);
    expect(await there.activeNow()).toBe(1);
    await here.close();
  });

  it("counts nobody for what they did long ago", async () => {
    const clock = createFakeClock("2026-03-01T10:00:00Z");
    const tracker = await createTracker({ store: createMemoryStore(), clock: clock.now });
    await tracker.recordMany([{ userId: "ada", type: "problem_solved", ref: "a", at: clock.now() - 10 * MINUTE }]);
    expect(await tracker.activeNow()).toBe(0);
    await tracker.close();
  });
});
