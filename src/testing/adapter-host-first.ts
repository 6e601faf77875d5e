import { expect, test } from "vitest";
import { DaystreakError } from "../core/errors.ts";
import type { Play } from "./adapter-scene.ts";

/** That the host app neither fails nor waits, whatever Daystreak meets. A part of `testAdapter`. */
export function testHostFirst(play: Play): void {
  test("answers go out while the store hangs, and are recorded when it comes back (S52)", async () => {
    const { send, tracker, store } = await play();
    store.hang();
    const answer = await send("/api/lms/lessons/1/", { "x-user": "ada" });
    expect(await answer.json()).toEqual({ path: "/api/lms/lessons/1/" });
    await store.hanging();
    expect((await send("/anything", { "x-user": "ada" })).status).toBe(200);
    expect((await send("/anything", { "x-user": "bob" })).status).toBe(200);
    await tracker.firstOf("bob");
    store.release();
    await tracker.flush();
    expect((await tracker.streak("ada"))?.current_streak).toBe(1);
    expect((await tracker.streak("bob"))?.current_streak).toBe(1);
  });

  test("answers go out while the store fails, and the failure is reported (S52)", async () => {
    const { send, tracker, store, errors } = await play();
    store.failWith(() => new DaystreakError("storage_unavailable", "the tables are missing"));
    expect((await send("/anything", { "x-user": "ada" })).status).toBe(200);
    await tracker.firstOf("ada");
    await tracker.flush();
    expect(errors.map(({ code }) => code)).toEqual(["storage_unavailable"]);
    store.failWith(undefined);
    await send("/anything", { "x-user": "ada" });
    expect((await tracker.streak("ada"))?.current_streak).toBe(1);
  });

  test.each(["!", "!!"])("an identity function that fails (%s) is reported and changes nothing else", async (user) => {
    const { send, tracker, errors } = await play();
    const answer = await send("/anything", { "x-user": user });
    expect([answer.status, answer.headers.get("x-host")]).toEqual([200, "1"]);
    await tracker.failures(1);
    expect(errors).toHaveLength(1);
  });

  test("a rule with await commits before the answer goes out", async () => {
    const rules = { paths: [{ path: "/submit/", type: "problem_solved", await: true }] };
    const { send, recordedFor, tracker, store } = await play({}, rules);
    const events: string[] = [];
    store.hang();
    const answer = send("/submit/7/", { "x-user": "ada" }, "POST").then((reply) => {
      events.push("answered");
      return reply;
    });
    await store.hanging();
    // A whole round trip of another request: an answer that went out would have come by now.
    await recordedFor("nobody");
    events.push("released");
    store.release();
    const reply = await answer;
    expect(events).toEqual(["released", "answered"]);
    expect([reply.status, reply.headers.get("x-host"), await reply.text()]).toEqual([
      200,
      "1",
      '{"path":"/submit/7/"}',
    ]);
    expect((await store.days("ada", 0, 99_999)).map(({ problemIds }) => problemIds)).toEqual([["7"]]);
    expect(tracker.recorded.filter(({ userId }) => userId === "ada")).toHaveLength(1);
  });

  test("a rule with await lets the answer go when the store hangs for too long, or fails", async () => {
    const rules = { paths: [{ path: "/submit/", type: "problem_solved", await: true }] };
    const { send, store } = await play({ holdMs: 1 }, rules);
    store.hang();
    expect((await send("/submit/7/", { "x-user": "ada" }, "POST")).status).toBe(200);
    store.release();
    store.failWith(() => new DaystreakError("storage_unavailable", "gone"));
    expect((await send("/submit/8/", { "x-user": "ada", "x-status": "201" }, "POST")).status).toBe(201);
  });

  test("a rule with await does not hold an answer that it does not match", async () => {
    const rules = { paths: [{ path: "/submit/", type: "problem_solved", await: true }] };
    const { send, store } = await play({}, rules);
    store.hang();
    const answer = await send("/submit/7/", { "x-user": "ada", "x-status": "422" }, "POST");
    expect(answer.status).toBe(422);
  });
}
