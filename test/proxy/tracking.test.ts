import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { simpleJwt } from "./simplejwt.ts";
import { KEY, startBoth, type TwoProcesses } from "./two-processes.ts";

/** As short as Django projects have them. */
const SECRET = "django-short";
const folder = mkdtempSync(join(tmpdir(), "daystreak-tracking-"));
const rules = join(folder, "rules.json");
let both: TwoProcesses;

beforeAll(async () => {
  const paths = [
    { path: "/answer/problems/:ref/submit/", type: "problem_solved", methods: ["POST"], statuses: [201], await: true },
    { path: "/answer/lessons/:ref/done/", type: "lesson_completed", methods: ["POST"] },
  ];
  writeFileSync(rules, JSON.stringify({ paths }));
  both = await startBoth({
    DAYSTREAK_JWT_SECRET: SECRET,
    DAYSTREAK_USER_CLAIM: "user_id",
    DAYSTREAK_RULES: rules,
    DAYSTREAK_LOGIN_PATHS: "/answer/token/",
    DAYSTREAK_REFRESH_PATHS: "/answer/token/refresh/",
  });
});
afterAll(async () => {
  await both.stop();
  rmSync(folder, { recursive: true });
});

const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` });
const tokenOf = (userId: number | string): string => simpleJwt({ secret: SECRET, userId });
const post = (path: string, headers: Record<string, string>): Promise<Response> =>
  fetch(both.url + path, { method: "POST", headers });

/** Waits until a user is known: what passes is recorded after its answer. */
async function known(userId: string): Promise<void> {
  await expect.poll(async () => (await both.streakOf(userId))?.current_streak).toBe(1);
}

describe("who a request is of", () => {
  it.each([
    ["a number", 41, "PyJWT 2"],
    ["a text", "42", "PyJWT 2"],
    ["a number, in the letters of PyJWT 1", 43, "PyJWT 1"],
  ] as const)("is said by a token of simplejwt whose user_id is %s", async (_, userId, header) => {
    const token = simpleJwt({ secret: SECRET, userId, header });
    const answer = await fetch(`${both.url}/page`, { headers: bearer(token) });
    expect(await answer.json()).toMatchObject({ headers: { authorization: `Bearer ${token}` } });
    await known(String(userId));
  });

  it("is not said by a token that is expired, of another secret, a refresh token, or none of ours", async () => {
    const tokens = [
      simpleJwt({ secret: SECRET, userId: 50, lifetimeSeconds: -1 }),
      simpleJwt({ secret: "other", userId: 50 }),
      simpleJwt({ secret: SECRET, userId: 50, type: "refresh" }),
      "opaque",
    ];
    for (const token of tokens) expect((await fetch(`${both.url}/page`, { headers: bearer(token) })).status).toBe(200);
    await fetch(`${both.url}/page`, { headers: bearer(tokenOf(51)) });
    await known("51");
    expect(await both.streakOf("50")).toBeUndefined();
    expect(await both.metric('daystreak_failures_total{code="token_invalid"}')).toBe(0);
  });

  it("is said by the application's header, which no client sees, before any token", async () => {
    const headers = { ...bearer(tokenOf(60)), "x-answer-user": "cookie-user", "x-user-id": "eve" };
    const answer = await fetch(`${both.url}/answer/`, { headers });
    expect([answer.status, answer.headers.get("x-user-id")]).toEqual([200, null]);
    await known("cookie-user");
    expect([await both.streakOf("60"), await both.streakOf("eve")]).toEqual([undefined, undefined]);
  });

  it("is nobody where the application names two", async () => {
    await fetch(`${both.url}/answer/`, { headers: { "x-answer-user": "mia|noa" } });
    await fetch(`${both.url}/answer/`, { headers: { "x-answer-user": "liv" } });
    await known("liv");
    expect([await both.streakOf("mia"), await both.streakOf("noa")]).toEqual([undefined, undefined]);
  });

  it("is said by the token that a login or refresh hands out, by the configured claim", async () => {
    const login = JSON.stringify({ refresh: "…", access: tokenOf(70), user: { id: "not-this-one" } });
    expect(await (await post("/answer/token/", { "x-answer": login.replace("…", "r") })).json()).toHaveProperty(
      "access",
    );
    await known("70");
    await post("/answer/token/refresh/", { "x-answer": JSON.stringify({ access: tokenOf("71") }) });
    await known("71");
    const refresh = simpleJwt({ secret: SECRET, userId: 72, type: "refresh" });
    await post("/answer/token/refresh/", bearer(refresh));
    await known("72");
    expect(await both.streakOf("not-this-one")).toBeUndefined();
  });
});

describe("what a request means", () => {
  it("is a solved problem, counted before the answer is seen, where path, method and status say so", async () => {
    const headers = bearer(tokenOf(80));
    await post("/answer/problems/two%20sum/submit/", { ...headers, "x-status": "422" });
    await post("/answer/problems/p1/submit/", { ...headers, "x-status": "200" });
    await fetch(`${both.url}/answer/problems/p1/submit/`, { headers: { ...headers, "x-status": "201" } });
    for (const ref of ["p1", "p2", "p1", "two%20sum"]) {
      await post(`/answer/problems/${ref}/submit/`, { ...headers, "x-status": "201" });
    }
    expect((await both.streakOf("80"))?.today).toMatchObject({ problems_solved: 3, status: "complete" });
  });

  it("is a completed lesson, with the id in its path", async () => {
    await post("/answer/lessons/17/done/", bearer(tokenOf(81)));
    await expect.poll(async () => (await both.streakOf("81"))?.today.lesson_ids).toEqual(["17"]);
  });

  it("is nothing for what counts in no adapter", async () => {
    const headers = bearer(tokenOf(82));
    await fetch(`${both.url}/page`, { method: "HEAD", headers });
    await fetch(`${both.url}/static/app.js`, { headers });
    await fetch(`${both.url}/answer/`, { headers: { ...headers, "x-status": "404" } });
    await fetch(`${both.url}/page`, { headers: { ...headers, "sec-purpose": "prefetch" } });
    await fetch(`${both.url}/page`, { headers: bearer(tokenOf(83)) });
    await known("83");
    expect(await both.streakOf("82")).toBeUndefined();
  });
});

describe("what Daystreak answers itself", () => {
  it("is its own call, by the same token", async () => {
    const answer = await post("/api/activity/update/", bearer(tokenOf(90)));
    expect(await answer.json()).toMatchObject({ success: true, streak: { current_streak: 1 } });
    expect((await fetch(`${both.url}/readyz`, { headers: bearer(KEY) })).status).toBe(200);
  });

  it("is nothing that was not asked for", async () => {
    const streak = await fetch(`${both.url}/api/streak/`, { headers: bearer(tokenOf(91)) });
    expect(await streak.json()).toMatchObject({ url: "/api/streak/" });
  });
});
