import { afterEach, expect, it } from "vitest";
import type { Channel, Delivery } from "../../src/notices/channel.ts";
import { createDispatcher } from "../../src/notices/dispatch.ts";
import { createNoticeTexts } from "../../src/notices/notice-texts.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { openStage, type Stage } from "./stage.ts";

const MINUTE_MS = 60_000;
const open: Stage[] = [];
afterEach(async () => {
  for (const stage of open.splice(0)) await stage.close();
});

/** Learners whose reminder is due at 18:00 UTC, and is decided. */
async function withDue(...users: string[]): Promise<Stage> {
  const stage = await openStage(createMemoryStore(), "2026-03-02T12:00:00Z");
  open.push(stage);
  for (const userId of users) await stage.tracker.record({ userId, type: "request", zone: "UTC" });
  stage.clock.now = Date.parse("2026-03-03T18:00:00Z");
  await stage.sweep.round();
  return stage;
}
const stateOf = async (stage: Stage, userId: string) => (await stage.tracker.store.notices.deliveries(userId))[0];

it("tries again after 5 seconds and 5 minutes under the same id, and is done once it is taken", async () => {
  const stage = await withDue("ada");
  const ids: string[] = [];
  stage.answer = (delivery) => {
    ids.push(delivery.id);
    return ids.length < 3 ? { result: "retry", reason: "503" } : { result: "delivered" };
  };
  await stage.dispatcher.round();
  await stage.dispatcher.round();
  expect(ids).toHaveLength(1);
  stage.clock.now += 5_000;
  await stage.dispatcher.round();
  stage.clock.now += 5 * MINUTE_MS;
  await stage.dispatcher.round();
  expect(new Set(ids).size).toBe(1);
  expect(ids).toHaveLength(3);
  expect(await stateOf(stage, "ada")).toMatchObject({ state: "sent", attempts: 3, error: null });
});

it("waits as long as a receiver asks it to", async () => {
  const stage = await withDue("ada");
  stage.answer = () => ({ result: "retry", afterMs: 90 * MINUTE_MS, reason: "429" });
  await stage.dispatcher.round();
  expect(await stateOf(stage, "ada")).toMatchObject({ state: "waiting", nextAt: stage.clock.now + 90 * MINUTE_MS });
});

it("sends nothing any more that was done while it waited for another attempt", async () => {
  const stage = await withDue("ada");
  stage.answer = () => ({ result: "retry", reason: "503" });
  await stage.dispatcher.round();
  await stage.tracker.record({ userId: "ada", type: "request", zone: "UTC" });
  stage.answer = () => ({ result: "delivered" });
  stage.clock.now += MINUTE_MS;
  await stage.dispatcher.round();
  expect(stage.arrived).toEqual([]);
  expect(await stateOf(stage, "ada")).toMatchObject({ state: "dropped" });
});

it("sends no reminder after its day, and gives up what never will be taken", async () => {
  const stage = await withDue("ada", "ben");
  stage.answer = ({ userId }) =>
    userId === "ben"
      ? { result: "refused", reason: "no" }
      : { result: "retry", afterMs: 8 * 60 * MINUTE_MS, reason: "503" };
  await stage.dispatcher.round();
  expect(await stateOf(stage, "ada")).toMatchObject({ state: "dead", error: "503" });
  expect(await stateOf(stage, "ben")).toMatchObject({ state: "dead", error: "no" });
});

it("sends nothing to whoever opted out, switched notices off, paused or was erased since", async () => {
  const stage = await withDue("ada", "ben", "cyd", "dan");
  await stage.tracker.change("ada", [{ kind: "notices_off", what: "webhook/daily_reminder" }]);
  await stage.tracker.change("ben", [{ kind: "attributes", switches: { notices: false } }]);
  await stage.tracker.change("cyd", [
    { kind: "protect", id: "p", protection: "paused", from: 20515, to: 20515, reason: "ill", by: "user" },
  ]);
  await stage.tracker.change("dan", [{ kind: "erase" }]);
  await stage.dispatcher.round();
  expect(stage.arrived).toEqual([]);
});

it("drops what goes to nobody, on a channel that needs an address", async () => {
  const stage = await withDue("ada");
  const push: Channel = {
    name: "webhook",
    concurrency: 1,
    check: (to) => (to === "" ? "this is no address" : null),
    send: () => expect.unreachable(),
    async close() {},
  };
  const dispatcher = createDispatcher({
    store: stage.tracker.store,
    channels: [push],
    texts: createNoticeTexts({ app: "Academy" }),
    book: () => stage.tracker.book,
    now: () => stage.clock.now,
    onError: (error) => expect.unreachable(String(error)),
  });
  await dispatcher.round();
  expect(await stateOf(stage, "ada")).toMatchObject({ state: "dropped", error: "there is no address" });
  await dispatcher.stop();
});

it("sends nothing while sending is paused, and what is still true afterwards", async () => {
  const stage = await withDue("ada");
  await stage.tracker.store.notices.pause(stage.clock.now);
  await stage.dispatcher.round();
  expect(stage.arrived).toEqual([]);
  await stage.tracker.store.notices.pause(null);
  await stage.dispatcher.round();
  expect(stage.arrived).toHaveLength(1);
});

it("forgets an address that is gone, and lets a receiver that never answers hold up nobody else", async () => {
  const stage = await openStage(createMemoryStore(), "2026-03-02T12:00:00Z");
  open.push(stage);
  const { tracker, clock } = stage;
  const hosts = [...Array.from({ length: 6 }, () => "stuck"), "gone", ...Array.from({ length: 20 }, () => "fine")];
  for (const [i, host] of hosts.entries()) {
    await tracker.record({ userId: `u${i}`, type: "request", zone: "UTC" });
    await tracker.change(`u${i}`, [{ kind: "subscribe", channel: "push", id: "a", address: host }]);
  }
  clock.now = Date.parse("2026-03-03T18:00:00Z");
  await stage.sweep.round();
  const arrived: Delivery[] = [];
  const all = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const push: Channel = {
    name: "push",
    concurrency: 8,
    check: () => null,
    lane: (to) => to,
    async send(delivery) {
      if (delivery.to === "gone") return { result: "gone", reason: "410" };
      if (delivery.to === "stuck") await release.promise;
      arrived.push(delivery);
      if (arrived.length === 20) all.resolve();
      return { result: "delivered" };
    },
    async close() {},
  };
  const dispatcher = createDispatcher({
    store: tracker.store,
    channels: [push],
    texts: createNoticeTexts({ app: "Academy" }),
    book: () => tracker.book,
    now: () => clock.now,
    onError: (error) => expect.unreachable(String(error)),
  });
  const round = dispatcher.round();
  await all.promise;
  expect(new Set(arrived.map(({ to }) => to))).toEqual(new Set(["fine"]));
  release.resolve();
  await round;
  const gone = `u${hosts.indexOf("gone")}`;
  expect(await tracker.store.notices.addresses(gone)).toEqual([]);
  expect((await tracker.state(gone))?.notices?.addresses).toEqual([]);
  await dispatcher.stop();
});
