import { expect, test } from "vitest";
import { HOUR_MS, type Play } from "./adapter-scene.ts";

/** What a request is recorded as. A part of `testAdapter`. */
export function testRecordedAs(play: Play): void {
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
}
