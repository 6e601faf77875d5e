import { expect, test } from "vitest";
import { DAY_MS, type Play } from "./adapter-scene.ts";

/** Which requests count, and for whom. A part of `testAdapter`. */
export function testWhatCounts(play: Play): void {
  test.each([200, 201, 204, 302, 304, 400, 409, 422])("an answer %i counts", async (status) => {
    const { send, tracker } = await play();
    const answer = await send("/anything", { "x-user": "ada", "x-status": String(status) });
    expect(answer.status).toBe(status);
    expect(await tracker.firstOf("ada")).toEqual({ userId: "ada", type: "request" });
  });

  test.each([401, 403, 404, 405, 429, 500, 503])("an answer %i is no activity (S48)", async (status) => {
    const { send, recordedFor, store } = await play();
    const answer = await send("/anything", { "x-user": "ada", "x-status": String(status) });
    expect(answer.status).toBe(status);
    expect(await recordedFor("ada")).toEqual([]);
    expect(await store.state("ada")).toBeUndefined();
  });

  test.each(["HEAD", "OPTIONS"])("%s is no activity (S48)", async (method) => {
    const { send, recordedFor } = await play();
    await send("/anything", { "x-user": "ada" }, method);
    expect(await recordedFor("ada")).toEqual([]);
  });

  test.each([
    ["sec-purpose", "prefetch;prerender"],
    ["purpose", "prefetch"],
    ["x-moz", "prefetch"],
    ["daystreak-background", "1"],
  ])("a request with %s: %s is no activity (S48)", async (header, value) => {
    const { send, recordedFor } = await play();
    await send("/api/lms/lessons/1/", { "x-user": "ada", [header]: value });
    expect(await recordedFor("ada")).toEqual([]);
  });

  test.each([
    "/healthz",
    "/static/app.js",
    "/media/photo.png",
    "/admin/",
    "/admin/users/?page=2",
    "/api/streak/",
    "/api/streak?as_of=2026-03-01T00:00:00Z",
    "/api/activity/",
    "/api/feed/",
    "/api/me/",
  ])("GET %s is no activity (S48)", async (path) => {
    const { send, recordedFor } = await play();
    await send(path, { "x-user": "ada" });
    expect(await recordedFor("ada")).toEqual([]);
  });

  test("a report to Daystreak itself is no request of today (S24)", async () => {
    const { send, recordedFor } = await play();
    await send("/api/activity/events/", { "x-user": "ada" }, "POST");
    expect(await recordedFor("ada")).toEqual([]);
  });

  test("a path that only begins like an excluded one counts", async () => {
    const { send, tracker } = await play();
    await send("/administration", { "x-user": "ada" });
    expect(await tracker.firstOf("ada")).toEqual({ userId: "ada", type: "request" });
  });

  test("nobody is recorded for an anonymous request", async () => {
    const { send, recordedFor, tracker } = await play();
    await send("/anything");
    await recordedFor("nobody");
    expect(tracker.recorded.filter(({ userId }) => !userId.startsWith("guest-"))).toEqual([]);
  });

  test("a user known by a bearer token is recorded (S54)", async () => {
    const { send, tracker, store } = await play();
    await send("/anything", { authorization: "Bearer ada" });
    await tracker.firstOf("ada");
    await tracker.flush();
    expect((await store.state("ada"))?.presence.current).toBe(1);
  });

  test("the zone of the request is the one that dates it", async () => {
    const { send, tracker } = await play();
    await send("/anything", { "x-user": "ada", "daystreak-zone": "Pacific/Kiritimati" });
    await tracker.firstOf("ada");
    expect(await tracker.streak("ada")).toMatchObject({ date: "2026-03-03", zone: "Pacific/Kiritimati" });
  });

  test("a zone that is none costs the zone, not the day", async () => {
    const { send, recordedFor, tracker } = await play();
    await send("/anything", { "x-user": "ada", "daystreak-zone": "Mars/Olympus" });
    await recordedFor("ada");
    expect(await tracker.streak("ada")).toMatchObject({ current_streak: 1, zone: "UTC" });
  });

  test("a repeat within the hour writes nothing, the first of the next day does (S43)", async () => {
    const { send, tracker, store, clock } = await play();
    await send("/anything", { "x-user": "ada" });
    await tracker.firstOf("ada");
    await tracker.flush();
    const batches = store.batches.length;
    for (let i = 0; i < 20; i++) await send("/anything", { "x-user": "ada" });
    clock.advance(DAY_MS);
    await send("/anything", { "x-user": "ada" });
    expect(await tracker.streak("ada")).toMatchObject({ current_streak: 2 });
    expect(store.batches.length).toBe(batches + 1);
  });

  test("50 requests at once on a new day count once (S31)", async () => {
    const { send, recordedFor, tracker, clock } = await play();
    await send("/anything", { "x-user": "ada" });
    await recordedFor("ada");
    clock.advance(DAY_MS);
    await Promise.all(Array.from({ length: 50 }, (_, i) => send(`/api/lms/lessons/${i % 5}/`, { "x-user": "ada" })));
    await recordedFor("ada");
    expect(await tracker.streak("ada")).toMatchObject({ current_streak: 2, max_streak: 2 });
    const calendar = await tracker.calendar("ada", {});
    expect(calendar?.days.map(({ date }) => date)).toEqual(["2026-03-02", "2026-03-03"]);
    const feed = await tracker.feed("ada", 100);
    expect(feed?.facts.filter(({ kind }) => kind === "streak.extended")).toHaveLength(1);
  });
}
