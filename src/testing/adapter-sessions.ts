import { expect, test } from "vitest";
import { HOUR_MS, NOON, type Play } from "./adapter-scene.ts";

/** Logins and token refreshes. A part of `testAdapter`. */
export function testSessions(play: Play): void {
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

  test.each(["gzip", "br"])("an answer that the app has compressed by %s names whom it is about", async (encoding) => {
    const { send, tracker } = await play();
    const body = JSON.stringify({ user: { id: 7 } });
    const reply = await send("/api/auth/login/", { "x-answer": body, "x-encoding": encoding }, "POST");
    expect([reply.headers.get("content-encoding"), await reply.text()]).toEqual([encoding, body]);
    expect(await tracker.firstOf("7")).toEqual({ userId: "7", type: "session" });
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

  test("browsing leaves last_login alone (S55)", async () => {
    const { send, tracker, store } = await play();
    await send("/anything", { "x-user": "ada" });
    await tracker.firstOf("ada");
    await tracker.flush();
    expect(await store.state("ada")).toMatchObject({ lastLogin: null, presence: { current: 1 } });
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
}

/** An unsigned token: the adapter reads what the app itself has issued. */
function tokenOf(claims: Record<string, unknown>): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${encode({ alg: "HS256", typ: "JWT" })}.${encode(claims)}.c2lnbmF0dXJl`;
}
