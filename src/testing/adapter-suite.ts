import { afterEach, describe, expect, test } from "vitest";
import { DaystreakError } from "../core/errors.ts";
import type { RulesInput } from "../core/rules-check.ts";
import type { Store } from "../storage/store.ts";
import { createTracker } from "../tracker/create-tracker.ts";
import { createHost, type HostChanges, type RunningHost, type StartAdapter } from "./adapter-host.ts";
import { createFakeClock, type FakeClock } from "./fake-clock.ts";
import { createFaultyStore, type FaultyStore } from "./faulty-store.ts";
import { type Recorded, type WatchedTracker, watchTracker } from "./watched-tracker.ts";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const NOON = Date.parse("2026-03-02T12:00:00Z");

/** Everything a test of the suite works with. */
interface Scene {
  readonly clock: FakeClock;
  readonly store: FaultyStore;
  readonly tracker: WatchedTracker;
  readonly errors: DaystreakError[];
  send(path: string, headers?: Record<string, string>, method?: string): Promise<Response>;
  /** What was recorded for a user, once everything sent so far has been looked at. */
  recordedFor(userId: string): Promise<Recorded[]>;
}

/**
 * The suite that every adapter passes: which requests count and for whom, what they are recorded as, and that the host
 * app neither fails nor waits whatever Daystreak meets. Runs a real server and drives it with `fetch`.
 *
 * ```ts
 * testAdapter("express", startExpress, async () => createMemoryStore());
 * ```
 *
 * @param start starts a server with the adapter in front of the suite's host app
 * @param openStore an empty store for each test
 */
export function testAdapter(name: string, start: StartAdapter, openStore: () => Promise<Store>): void {
  const running: (() => Promise<void>)[] = [];

  async function play(changes: HostChanges = {}, rules: RulesInput = {}): Promise<Scene> {
    const clock = createFakeClock(NOON);
    const store = createFaultyStore(await openStore());
    const errors: DaystreakError[] = [];
    const tracker = watchTracker(
      await createTracker({ store, rules, clock: clock.now, onError: (error) => errors.push(error) }),
    );
    const host: RunningHost = await start(createHost(tracker, changes));
    running.push(async () => {
      store.release();
      await host.close();
      await tracker.close();
    });
    let guests = 0;
    const send = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> =>
      fetch(host.url + path, { method, headers, redirect: "manual" });

    async function recordedFor(userId: string): Promise<Recorded[]> {
      // Answers are looked at in the order in which they went out: a later one that was seen says that this one was.
      const guest = `guest-${++guests}`;
      const path = changes.mount === "sessionActivity" ? "/api/auth/login/" : "/api/lms/courses/";
      await (await send(path, { "x-user": guest }, "POST")).text();
      await tracker.firstOf(guest);
      return tracker.recorded.filter((call) => call.userId === userId);
    }

    return { clock, store, tracker, errors, send, recordedFor };
  }

  afterEach(async () => {
    for (const stop of running.splice(0)) await stop();
  });

  describe(`the ${name} adapter: what counts`, () => {
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
  });

  describe(`the ${name} adapter: what a request is recorded as`, () => {
    test.each([
      ["/api/lms/lessons/intro/", "GET", { type: "lesson_view", ref: "intro" }],
      ["/api/lms/lessons/intro", "GET", { type: "lesson_view", ref: "intro" }],
      ["/api/lms/problems/two%20sum/hints/?page=2", "GET", { type: "problem_view", ref: "two sum" }],
      ["/api/lms/courses/", "GET", { type: "course_view" }],
      ["/api/lms/courses", "GET", { type: "course_view" }],
      ["/api/streak/", "POST", { type: "streak_update" }],
      ["/api/lms/lessonsets/", "GET", { type: "request" }],
    ])("%s by %s, once", async (path, method, expected) => {
      const { send, recordedFor } = await play();
      await send(path, { "x-user": "ada" }, method);
      expect(await recordedFor("ada")).toEqual([{ userId: "ada", ...expected }]);
    });

    test("a rule that makes no valid activity is reported, and the request still counts", async () => {
      const { send, recordedFor, errors } = await play({}, { paths: [{ path: "/solve", type: "problem_solved" }] });
      await send("/solve", { "x-user": "ada" }, "POST");
      expect((await recordedFor("ada")).map(({ type }) => type)).toEqual(["problem_solved", "request"]);
      expect(errors.map(({ code }) => code)).toEqual(["id_or_ref_required"]);
    });

    test("a ref that is none costs the ref, not the view", async () => {
      const { send, recordedFor, tracker } = await play();
      await send(`/api/lms/lessons/${"x".repeat(300)}/`, { "x-user": "ada" });
      await recordedFor("ada");
      expect((await tracker.streak("ada"))?.current_streak).toBe(1);
    });

    test("a lesson viewed again in a later hour shows presence in that hour", async () => {
      const { send, recordedFor, tracker, clock } = await play();
      for (let hour = 0; hour < 3; hour++) {
        await send("/api/lms/lessons/1/", { "x-user": "ada" });
        await recordedFor("ada");
        await tracker.flush();
        clock.advance(HOUR_MS);
      }
      await recordedFor("ada");
      expect((await tracker.explain("ada"))?.evidence).toMatchObject({
        hours: [12, 13, 14],
        activities: [{ ref: "1" }],
      });
    });

    test("a rule of the app turns a solved problem into one, a refused answer into none", async () => {
      const rules = { paths: [{ path: "/problems/:ref/submit", type: "problem_solved", methods: ["POST"] }] };
      const { send, recordedFor } = await play({}, rules);
      await send("/problems/7/submit", { "x-user": "ada", "x-status": "422" }, "POST");
      await send("/problems/7/submit/", { "x-user": "ada" }, "POST");
      expect(await recordedFor("ada")).toEqual([
        { userId: "ada", type: "request" },
        { userId: "ada", type: "problem_solved", ref: "7" },
      ]);
    });

    test.each([
      ["userActivity", "request"],
      ["learningActivity", "lesson_view"],
    ] as const)("%s alone records a lesson as %s", async (mount, type) => {
      const { send, tracker } = await play({ mount });
      await send("/api/lms/lessons/1/", { "x-user": "ada" });
      expect(await tracker.firstOf("ada")).toMatchObject({ type });
    });

    test("sessionActivity alone records logins only", async () => {
      const { send, recordedFor } = await play({ mount: "sessionActivity" });
      await send("/api/lms/lessons/1/", { "x-user": "ada" });
      expect(await recordedFor("ada")).toEqual([]);
    });
  });

  describe(`the ${name} adapter: logins and refreshes`, () => {
    test.each([
      ["/api/auth/login/", { user: { id: 7 } }],
      ["/api/auth/login", { user_id: "7" }],
      ["/api/auth/refresh/", { access: tokenOf({ user_id: 7 }) }],
      ["/api/auth/token/refresh/", { access_token: tokenOf({ sub: "7" }) }],
    ])("POST %s is a session of whom its answer names, also if never seen before (S50, S51)", async (path, answer) => {
      const { send, tracker, store } = await play();
      const body = JSON.stringify(answer);
      const reply = await send(path, { "x-answer": body }, "POST");
      expect([reply.status, await reply.text()]).toEqual([200, body]);
      expect(await tracker.firstOf("7")).toEqual({ userId: "7", type: "session" });
      await tracker.flush();
      expect(await store.state("7")).toMatchObject({ lastLogin: NOON, presence: { current: 1 } });
    });

    test("the identity function serves where the answer names nobody", async () => {
      const { send, tracker } = await play();
      await send("/api/auth/login/", { "x-user": "ada", "x-answer": "not json" }, "POST");
      expect(await tracker.firstOf("ada")).toEqual({ userId: "ada", type: "session" });
    });

    test("a refused login is none", async () => {
      const { send, recordedFor } = await play();
      await send("/api/auth/login/", { "x-answer": '{"user_id":"ada"}', "x-status": "401" }, "POST");
      expect(await recordedFor("ada")).toEqual([]);
    });

    test("a refresh without a person moves last_login and makes no day", async () => {
      const { send, tracker, store } = await play();
      const headers = { "x-answer": '{"user_id":"ada"}', "daystreak-background": "1" };
      await send("/api/auth/refresh/", headers, "POST");
      expect(await tracker.firstOf("ada")).toEqual({ userId: "ada", type: "login" });
      await tracker.flush();
      expect(await store.state("ada")).toMatchObject({ lastLogin: NOON, presence: { current: 0 } });
    });

    test("last_login moves at most once an hour", async () => {
      const { send, recordedFor, tracker, store, clock } = await play();
      const login = (): Promise<Response> => send("/api/auth/login/", { "x-answer": '{"user_id":"ada"}' }, "POST");
      await login();
      clock.advance(HOUR_MS - 1);
      await login();
      await recordedFor("ada");
      await tracker.flush();
      expect((await store.state("ada"))?.lastLogin).toBe(NOON);
      clock.advance(1);
      await login();
      await recordedFor("ada");
      await tracker.flush();
      expect((await store.state("ada"))?.lastLogin).toBe(NOON + HOUR_MS);
    });
  });

  describe(`the ${name} adapter: the host app comes first`, () => {
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

    test.each(["!", "!!"])(
      "an identity function that fails (%s) is reported and changes nothing else",
      async (user) => {
        const { send, tracker, errors } = await play();
        const answer = await send("/anything", { "x-user": user });
        expect([answer.status, answer.headers.get("x-host")]).toEqual([200, "1"]);
        await tracker.failures(1);
        expect(errors).toHaveLength(1);
      },
    );

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
  });
}

/** An unsigned token: the adapter reads what the app itself has issued. */
function tokenOf(claims: Record<string, unknown>): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}.c2lnbmF0dXJl`;
}
