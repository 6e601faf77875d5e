import { afterEach, describe, expect, it } from "vitest";
import type { Channel, DeliveryOutcome } from "../../src/notices/channel.ts";
import { createDispatcher, type Dispatcher } from "../../src/notices/dispatch.ts";
import { forgetFormer } from "../../src/notices/forget-former.ts";
import { createNoticeTexts } from "../../src/notices/notice-texts.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { openStage, type Stage } from "./stage.ts";

const HOUR_MS = 3_600_000;
const stages: Stage[] = [];
afterEach(async () => {
  for (const stage of stages.splice(0)) await stage.close();
});

/** Three learners whose reminder is due, and two processes with a webhook whose receiver answers as told. */
async function scene() {
  const stage = await openStage(createMemoryStore(), "2026-03-02T12:00:00Z");
  stages.push(stage);
  for (const userId of ["ada", "ben", "cyd"]) await stage.tracker.record({ userId, type: "request", zone: "UTC" });
  stage.clock.now = Date.parse("2026-03-03T18:00:00Z");
  await stage.sweep.round();
  const asked: string[] = [];
  const logged: string[] = [];
  const world: { answer: DeliveryOutcome } = { answer: { result: "gone", reason: "answered 410" } };
  const process = (receiver = "app.example 1"): Dispatcher => {
    const channel: Channel = {
      name: "webhook",
      concurrency: 1,
      receiver,
      check: () => null,
      async send({ userId }) {
        asked.push(userId);
        return world.answer;
      },
      async close() {},
    };
    return createDispatcher({
      store: stage.tracker.store,
      channels: [channel],
      texts: createNoticeTexts({ app: "Academy" }),
      book: () => stage.tracker.book,
      now: () => stage.clock.now,
      onError: (error) => expect.unreachable(String(error)),
      onGone: ({ name }) => logged.push(name),
    });
  };
  const { notices } = stage.tracker.store;
  const states = async (): Promise<string[]> =>
    (await Promise.all(["ada", "ben", "cyd"].map((userId) => notices.deliveries(userId)))).flatMap((rows) =>
      rows.map(({ state }) => state),
    );
  return { stage, notices, asked, logged, world, process, states };
}

describe("a receiver that says it is gone", () => {
  it("is left alone by every process, which is told once and seen by the operator", async () => {
    const { notices, asked, logged, process, states, stage } = await scene();
    const [one, other] = [process(), process()];
    await one.round();
    expect(asked).toHaveLength(1);
    await one.round();
    await other.round();
    expect(asked).toHaveLength(1);
    expect(logged).toEqual(["webhook"]);
    expect([one.held, other.held]).toEqual([
      { paused: false, gone: ["webhook"] },
      { paused: false, gone: ["webhook"] },
    ]);
    expect(await notices.gone()).toEqual([{ channel: "webhook", receiver: "app.example 1", since: stage.clock.now }]);
    expect(await states()).toEqual(["waiting", "waiting", "waiting"]);
  });

  it("gets what waited and is still so, once it is switched on again, without a restart", async () => {
    const { notices, asked, world, process, states, stage } = await scene();
    const [one, other] = [process(), process()];
    await one.round();
    stage.clock.now += HOUR_MS;
    await stage.tracker.record({ userId: "ben", type: "request", zone: "UTC" });
    world.answer = { result: "delivered" };
    expect(await notices.forgetGone("webhook", stage.clock.now)).toBe(1);
    await other.round();
    await one.round();
    expect(asked.slice(1).sort()).toEqual(["ada", "cyd"]);
    expect(await states()).toEqual(["sent", "dropped", "sent"]);
    expect(one.held.gone).toEqual([]);
  });

  it("gets nothing that has expired, until somebody replays it", async () => {
    const { notices, asked, world, process, states, stage } = await scene();
    const one = process();
    await one.round();
    stage.clock.now += 12 * HOUR_MS;
    world.answer = { result: "delivered" };
    await notices.forgetGone("webhook", stage.clock.now);
    await one.round();
    expect(asked).toHaveLength(1);
    expect(await states()).toEqual(["dead", "dead", "dead"]);
    expect(await notices.dead(10)).toHaveLength(3);
  });

  it("is forgotten where the configuration names another, and only there", async () => {
    const { notices, stage } = await scene();
    const since = stage.clock.now;
    await notices.noteGone({ channel: "webhook", receiver: "app.example 1", since });
    await forgetFormer(stage.tracker.store, [{ name: "webhook", receiver: "app.example 1" }, { name: "email" }], since);
    expect(await notices.gone()).toHaveLength(1);
    await forgetFormer(stage.tracker.store, [{ name: "webhook", receiver: "app.example 2" }], since);
    expect(await notices.gone()).toEqual([]);
  });

  it("is another one where another is configured", async () => {
    const { asked, world, process } = await scene();
    const before = process();
    await before.round();
    await before.stop();
    world.answer = { result: "delivered" };
    await process("app.example 2").round();
    expect(asked).toHaveLength(4);
  });
});
