import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { CalendarAnswer, FeedAnswer, StreakAnswer } from "../../client/src/wire.ts";
import { type Course, callsOf, type Exercise, type Lesson, type Results, type Tokens } from "./lms-calls.ts";
import { createLmsStage } from "./lms-process.ts";

const stage = createLmsStage();
const { start, stop } = stage;
const { call, signIn, solve } = callsOf(() => stage.lms);

describe("a learner's first day", () => {
  beforeEach(start);
  afterEach(stop);

  test("three solved problems make a streak of 1 and complete the day", async () => {
    const { access } = await signIn();
    expect((await call<StreakAnswer>("GET", "/api/streak/", access)).body).toMatchObject({
      current_streak: 1,
      today: { status: "partial" },
    });

    const { body: list } = await call<{ courses: [Course] }>("GET", "/api/lms/courses/", access);
    const { body: course } = await call<Course>("GET", `/api/lms/courses/${list.courses[0].id}/`, access);
    const { body: lesson } = await call<Lesson>("GET", `/api/lms/lessons/${course.lessons[0]?.id}/`, access);
    const { body: problem } = await call("GET", `/api/lms/problems/${lesson.problems[0]?.id}/`, access);
    expect(problem).toMatchObject({ id: "factors-of-36", kind: "number", solved: false, next: "prime-91" });
    expect(JSON.stringify(problem)).not.toContain("explanation");

    expect(await solve(access, "factors-of-36", "9")).toMatchObject({
      status: 201,
      body: { correct: true, next: "prime-91" },
    });
    expect((await call<StreakAnswer>("GET", "/api/streak/", access)).body.today).toMatchObject({
      status: "partial",
      problems_solved: 1,
    });
    await solve(access, "prime-91", "91");
    await solve(access, "gcd-84-120", "12");

    const { body: streak } = await call<StreakAnswer>("GET", "/api/streak/", access);
    expect(streak).toMatchObject({
      current_streak: 1,
      max_streak: 1,
      state: "active",
      goal: { current_streak: 1 },
      today: { status: "complete", problems_solved: 3 },
    });
    const { body: calendar } = await call<CalendarAnswer>("GET", "/api/activity/", access);
    expect(calendar.days).toMatchObject([{ date: streak.date, status: "complete", problems_solved: 3 }]);
    const { body: feed } = await call<FeedAnswer>("GET", "/api/feed/", access);
    expect(feed.facts.map((fact: { kind: string }) => fact.kind)).toEqual(
      expect.arrayContaining(["streak.started", "day.completed"]),
    );
  });

  test("login alone starts the streak", async () => {
    const { access } = await signIn();
    const { body } = await call<StreakAnswer>("GET", "/api/streak/", access);
    expect(body).toMatchObject({ user_id: "1001", current_streak: 1, state: "active" });
  });

  test("a wrong answer says so, gives a hint and counts no problem", async () => {
    const { access } = await signIn();
    expect(await solve(access, "factors-of-36", "8")).toMatchObject({ status: 200, body: { correct: false } });
    const { body } = await call<StreakAnswer>("GET", "/api/streak/", access);
    expect(body.today).toMatchObject({ status: "partial", problems_solved: 0 });
  });

  test("the same problem solved again counts once", async () => {
    const { access } = await signIn();
    for (const answer of ["9", "9.0", "18/2"]) expect((await solve(access, "factors-of-36", answer)).status).toBe(201);
    expect((await call<StreakAnswer>("GET", "/api/streak/", access)).body.today.problems_solved).toBe(1);
  });

  test("answers that were given without network count for the day on which they were given, once", async () => {
    const { access } = await signIn();
    const now = Date.now();
    const yesterday = now - 86_400_000;
    const answers = [
      { problem: "factors-of-36", answer: "9", at: yesterday, zone: "UTC" },
      { problem: "prime-91", answer: "91", at: yesterday + 1_000, zone: "UTC" },
      { problem: "gcd-84-120", answer: "13", at: yesterday + 2_000, zone: "UTC" },
      { problem: "none", answer: "1", at: yesterday + 3_000 },
    ];
    for (let times = 0; times < 2; times++) {
      const { status, body } = await call<Results>("POST", "/api/lms/late-answers/", access, { sent_at: now, answers });
      expect(status).toBe(200);
      expect(body.results.map(({ correct }) => correct)).toEqual([true, true, false, false]);
    }
    const { body: calendar } = await call<CalendarAnswer>("GET", "/api/activity/", access);
    expect(calendar.days).toMatchObject([
      { date: new Date(yesterday).toISOString().slice(0, 10), problems_solved: 2 },
      { problems_solved: 0 },
    ]);
    expect((await call<Exercise>("GET", "/api/lms/problems/prime-91/", access)).body.solved).toBe(true);
  });

  test("an answer of a device whose clock is wrong counts for the day it was", async () => {
    const { access } = await signIn();
    const ahead = Date.now() + 3 * 86_400_000;
    const answers = [{ problem: "prime-91", answer: "91", at: ahead - 60_000 }];
    await call<Results>("POST", "/api/lms/late-answers/", access, { sent_at: ahead, answers });
    expect((await call<StreakAnswer>("GET", "/api/streak/", access)).body.today.problems_solved).toBe(1);
  });

  test("a page for a time without network has every page, and no answers", async () => {
    const { access } = await signIn();
    const { body } = await call<{ pages: Record<string, unknown> }>("GET", "/api/lms/pages/", access);
    expect(Object.keys(body.pages)).toHaveLength(1 + 2 + 6 + 24);
    for (const path of ["/api/lms/courses/", "/api/lms/lessons/factors/", "/api/lms/problems/knights/"]) {
      expect(body.pages[path]).toEqual((await call("GET", path, access)).body);
    }
    expect(JSON.stringify(body)).not.toMatch(/explanation|hint/);
  });

  test("a learner of the demo has a past, of which signing in is the seventh day in a row", async () => {
    const { access } = await signIn("jonas");
    const { body } = await call<StreakAnswer>("GET", "/api/streak/", access);
    expect(body).toMatchObject({ current_streak: 7, next_milestone: { days: 30 } });
    await signIn("jonas");
    expect((await call<StreakAnswer>("GET", "/api/streak/", access)).body).toMatchObject({ current_streak: 7 });
  });

  test("a finished lesson is kept with the day and in the course", async () => {
    const { access } = await signIn();
    expect((await call("POST", "/api/lms/lessons/factors/complete/", access)).status).toBe(201);
    expect((await call<StreakAnswer>("GET", "/api/streak/", access)).body.today.lesson_ids).toEqual(["factors"]);
    expect((await call<Course>("GET", "/api/lms/courses/numbers/", access)).body.lessons[0]).toMatchObject({
      completed: true,
    });
  });

  test("learners do not see each other", async () => {
    const amara = await signIn("amara");
    const mei = await signIn("mei");
    await solve(amara.access, "factors-of-36", "9");
    expect((await call<StreakAnswer>("GET", "/api/streak/", mei.access)).body).toMatchObject({
      user_id: "1003",
      today: { problems_solved: 0 },
    });
    expect((await call<Course>("GET", "/api/lms/courses/numbers/", mei.access)).body.solved_count).toBe(0);
  });

  test("the zone that the page sends with the login dates the first activity", async () => {
    const body = { username: "mei", password: "learn-daily" };
    const zone = { "Daystreak-Zone": "Asia/Katmandu" };
    const { access } = (await call<Tokens>("POST", "/api/auth/login/", undefined, body, zone)).body;
    expect((await call<StreakAnswer>("GET", "/api/streak/", access)).body).toMatchObject({
      zone: "Asia/Katmandu",
      current_streak: 1,
    });
    expect((await call<CalendarAnswer>("GET", "/api/activity/", access)).body.days).toMatchObject([
      { zone: "Asia/Katmandu" },
    ]);
  });

  test("the zone that the page sends decides the date", async () => {
    const { access } = await signIn();
    const east = { "Daystreak-Zone": "Pacific/Kiritimati" };
    const day = (zone: string): string => new Date().toLocaleDateString("sv-SE", { timeZone: zone });
    await call("GET", "/api/lms/courses/", access, undefined, east);
    const { body } = await call<StreakAnswer>("GET", "/api/streak/", access, undefined, east);
    expect(body).toMatchObject({ zone: "Pacific/Kiritimati", date: day("Pacific/Kiritimati") });
  });
});

describe("the original's own calls", () => {
  beforeAll(start);
  afterAll(stop);

  const keys = ["activity_date", "message", "streak", "success"];

  test("fetch with a JSON content type and no body", async () => {
    const { access: token } = await signIn();
    const fetchHere = (path: string, init: RequestInit): Promise<Response> => fetch(stage.lms.address + path, init);
    const response = await fetchHere("/api/activity/update/", {
      method: "POST",
      headers: {
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/json",
      },
    });
    const body = (await response.json()) as { streak: object };
    expect(response.status).toBe(200);
    expect(Object.keys(body)).toEqual(expect.arrayContaining(keys));
    expect(body).toMatchObject({ success: true, streak: { current_streak: 1, max_streak: 1 } });
    expect(Object.keys(body.streak)).toEqual(["current_streak", "max_streak", "last_activity_date"]);
  });

  test("works without the slash at the end, too", async () => {
    const { access } = await signIn();
    expect((await call("POST", "/api/activity/update", access)).status).toBe(200);
  });

  test("without a token nothing is recorded and the answer is 401", async () => {
    for (const [method, path] of [
      ["POST", "/api/activity/update/"],
      ["GET", "/api/streak/"],
      ["GET", "/api/lms/courses/"],
    ] as const) {
      expect((await call(method, path)).status).toBe(401);
      expect((await call(method, path, "not.a.token")).status).toBe(401);
    }
  });

  test("a refresh gives a new access token and counts as session activity", async () => {
    const { refresh } = await signIn();
    const { status, body } = await call<Tokens>("POST", "/api/auth/refresh/", undefined, { refresh });
    expect(status).toBe(200);
    expect((await call("GET", "/api/lms/courses/", body.access)).status).toBe(200);
  });

  test("a refresh token does not open anything", async () => {
    const { refresh } = await signIn();
    expect((await call("GET", "/api/lms/courses/", refresh)).status).toBe(401);
    expect((await call("POST", "/api/auth/refresh/", undefined, { refresh: "x" })).status).toBe(401);
  });
});

describe("bad input", () => {
  beforeAll(start);
  afterAll(stop);

  test.each([
    ["POST", "/api/auth/login/", {}, 400],
    ["POST", "/api/auth/login/", { username: "amara", password: "wrong" }, 401],
    ["POST", "/api/auth/login/", { username: "nobody", password: "learn-daily" }, 401],
    ["POST", "/api/auth/refresh/", {}, 401],
    ["GET", "/api/lms/courses/none/", undefined, 404],
    ["GET", "/api/lms/lessons/none/", undefined, 404],
    ["POST", "/api/lms/lessons/none/complete/", {}, 404],
    ["GET", "/api/lms/problems/none/", undefined, 404],
    ["POST", "/api/lms/problems/none/solve/", { answer: "1" }, 404],
    ["POST", "/api/lms/problems/factors-of-36/solve/", {}, 400],
    ["POST", "/api/lms/problems/factors-of-36/solve/", { answer: { $gt: 0 } }, 400],
    ["POST", "/api/lms/late-answers/", {}, 400],
    ["POST", "/api/lms/late-answers/", { sent_at: 1, answers: [{ problem: "prime-91", answer: 91, at: 1 }] }, 400],
    [
      "POST",
      "/api/lms/late-answers/",
      { sent_at: 1, answers: Array(21).fill({ problem: "a", answer: "", at: 1 }) },
      400,
    ],
    ["GET", "/api/nothing/", undefined, 404],
  ] as const)("%s %s with %j answers %i with a reason", async (method, path, body, status) => {
    const { access } = await signIn();
    const answer = await call<{ detail: string }>(method, path, access, body);
    expect(answer.status).toBe(status);
    expect(answer.body.detail).toMatch(/\w+/);
  });

  test("broken JSON answers 400", async () => {
    const response = await fetch(`${stage.lms.address}/api/auth/login/`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: "{",
    });
    expect(response.status).toBe(400);
  });
});
