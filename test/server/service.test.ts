import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { tokenOf } from "../api/support.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { jsonOf, KEY, type RunningService, startService } from "./support.ts";

let service: RunningService | undefined;
afterEach(async () => {
  await service?.close();
  service = undefined;
});
const start = async (...args: Parameters<typeof startService>): Promise<RunningService> => {
  service = await startService(...args);
  return service;
};
const today = (): string => new Date().toISOString().slice(0, 10);
const folder = mkdtempSync(join(tmpdir(), "daystreak-service-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Sends bytes as they are and gives what comes back until the connection ends. */
function exchange(url: string, text: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    let answer = "";
    socket.on("data", (data) => (answer += data));
    socket.on("end", () => resolve(answer));
    socket.on("error", reject);
  });
}

describe("the service", () => {
  it("answers the fetch and the curl of the original", async () => {
    const { url } = await start();
    const token = tokenOf("ada");
    const exact = {
      success: true,
      message: "Activity recorded",
      streak: { current_streak: 1, max_streak: 1, last_activity_date: today() },
      activity_date: today(),
    };
    const response = await fetch(`${url}/api/activity/update/`, {
      method: "POST",
      headers: {
        Authorization: `Bearer ${token}`,
        "Content-Type": "application/json",
      },
    });
    expect(response.status).toBe(200);
    expect(await jsonOf(response)).toEqual(exact);

    // What curl sends: no length and no body, though a content type.
    const curl = [
      "POST /api/activity/update/ HTTP/1.1",
      "Host: localhost:8000",
      "User-Agent: curl/8.5.0",
      "Accept: */*",
    ];
    const headers = [`Authorization: Bearer ${token}`, "Content-Type: application/json", "Connection: close", "", ""];
    const answer = await exchange(url, [...curl, ...headers].join("\r\n"));
    expect(answer).toMatch(/^HTTP\/1.1 200 OK\r\n/);
    expect(JSON.parse(answer.slice(answer.indexOf("\r\n\r\n")))).toEqual(exact);
  });

  it("keeps what it was told across a restart", async () => {
    const database = `sqlite:${join(folder, "new", "folder", "kept.db")}`;
    const first = await start({ database });
    await first.call("POST", "/api/activity/update/", { as: "ada" });
    await first.close();
    const second = await start({ database });
    const { current_streak: streak } = await jsonOf(await second.call("GET", "/v1/users/ada/streak"));
    expect(streak).toBe(1);
  });

  it("runs on PostgreSQL with nothing but another URL", async () => {
    const database = await freshDatabase();
    const { call, close } = await start({ database: database.url });
    const line = (user: number, ref: number): string =>
      JSON.stringify({ user_id: `u${user}`, type: "problem_solved", ref: `p${ref}`, zone: "Asia/Tokyo" });
    const lines = Array.from({ length: 900 }, (_, i) => line(i % 300, Math.floor(i / 300)));
    const body = [...lines, "broken", ...lines].join("\n");
    const headers = { "content-type": "application/x-ndjson" };
    const report = await jsonOf(await call("POST", "/v1/activities", { body, headers }));
    expect(report).toMatchObject({ accepted: 900, duplicates: 900, rejected: [{ index: 900, code: "json_invalid" }] });
    const streak = await jsonOf(await call("GET", "/api/streak/", { as: "u7" }));
    expect(streak).toMatchObject({
      current_streak: 1,
      zone: "Asia/Tokyo",
      today: { status: "complete", problems_solved: 3 },
    });
    expect(await jsonOf(await call("GET", "/readyz"))).toMatchObject({ status: "ready", store: "postgres" });
    const odd = [
      "/v1/users/u7/explain?date=9999-12-31",
      "/v1/users/u7/activity?from=9990-01-01",
      "/v1/users/u7/activity?to=1970-01-05",
      "/v1/users/u7/streak?as_of=0100-01-01T00:00:00Z",
      `/v1/users/${encodeURIComponent("'; DROP TABLE user_state; --")}/streak`,
      `/v1/users/u7/feed?cursor=${Buffer.from("999999999999999.x").toString("base64url")}`,
    ];
    const statuses = await Promise.all(odd.map(async (path) => (await call("GET", path)).status));
    expect(statuses).toEqual([200, 200, 200, 200, 404, 200]);
    const weights = { goal: { points: 1, weights: { "\u0000": 1 } } };
    const patch = await call("PATCH", "/api/me/", {
      as: "u7",
      body: JSON.stringify(weights),
      headers: { "content-type": "application/json" },
    });
    expect(patch.status).toBe(422);

    await database.drop();
    for (const [method, path] of [
      ["GET", "/readyz"],
      ["POST", "/api/activity/update/"],
      ["GET", "/api/streak/"],
    ] as const) {
      const gone = await call(method, path, { as: "somebody-new" });
      expect([path, gone.status, (await jsonOf(gone)).code]).toEqual([path, 503, "storage_unavailable"]);
      expect(gone.headers.get("retry-after")).toBe("2");
    }
    expect((await call("GET", "/healthz")).status).toBe(200);
    await close();
  });

  it("takes a stream piece by piece", async () => {
    const { call, tracker } = await start();
    let send: (text: string) => void = () => undefined;
    let end: () => void = () => undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = (text) => controller.enqueue(new TextEncoder().encode(text));
        end = () => controller.close();
      },
    });
    const headers = { "content-type": "application/x-ndjson" };
    const answer = call("POST", "/v1/activities", { body, headers, duplex: "half" });
    send(Array.from({ length: 1_000 }, (_, i) => `{"user_id":"ada","type":"problem_solved","ref":"${i}"}\n`).join(""));
    await expect.poll(async () => (await tracker.streak("ada"))?.today.problems_solved).toBe(1_000);
    send('{"user_id":"ada","type":"problem_solved","ref":"last"}');
    end();
    expect(await jsonOf(await answer)).toEqual({ accepted: 1_001, duplicates: 0, rejected: [] });
  });

  it("refuses what is no request of ours in the same form", async () => {
    const { url, call } = await start();
    const problemOf = async (response: Response): Promise<unknown> => {
      expect(response.headers.get("content-type")).toBe("application/problem+json");
      const { status, code } = await jsonOf(response);
      return [response.status, status, code];
    };
    expect(await problemOf(await call("GET", "/nothing/here"))).toEqual([404, 404, "not_found"]);
    expect(await problemOf(await call("GET", "/v1/users/%zz/streak"))).toEqual([400, 400, "request_invalid"]);
    expect(await problemOf(await call("PUT", "/api/streak/"))).toEqual([405, 405, "method_not_allowed"]);
    const odd = { body: "x", headers: { "content-type": "nonsense" } };
    expect(await problemOf(await call("POST", "/v1/activities", odd))).toEqual([415, 415, "media_type_unsupported"]);
    const large = {
      body: `{"activities":[${" ".repeat(9 * 1024 * 1024)}]}`,
      headers: { "content-type": "application/json" },
    };
    const refused = await call("POST", "/v1/activities", large).catch((error: unknown) => error);
    // The server hangs up in mid-body; whether the answer is seen before that is the client's luck.
    if (refused instanceof Response) expect(await problemOf(refused)).toEqual([413, 413, "body_too_large"]);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it("answers a conditional and a HEAD request without a body", async () => {
    const { call } = await start();
    const first = await call("GET", "/api/streak/", { as: "ada" });
    const headers = { "if-none-match": first.headers.get("etag") as string };
    const second = await call("GET", "/api/streak/", { as: "ada", headers });
    expect([second.status, await second.text(), second.headers.get("vary")]).toEqual([
      304,
      "",
      "Authorization, Cookie",
    ]);
    const head = await call("HEAD", "/api/streak/", { as: "ada" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
    expect(Number(head.headers.get("content-length"))).toBe(Buffer.byteLength(await first.text()));
  });

  it("logs each request on one line, with nothing in it that is anybody's secret", async () => {
    const { call, log, close } = await start();
    await call("GET", "/v1/users/ada%40example.org/streak?as_of=2026-01-01T00:00:00Z&token=sesame", {
      headers: { "x-request-id": "trace-1" },
    });
    const answered = await call("POST", "/api/activity/update/", {
      as: "ada",
      headers: { "x-request-id": "no good id" },
    });
    await fetch(`${(service as RunningService).url}/readyz`);
    await close();
    const requests = log.filter(({ msg }) => msg === "request");
    expect(requests).toEqual([
      {
        level: 30,
        time: expect.anything(),
        method: "GET",
        route: "/v1/users/{id}/streak",
        status: 404,
        ms: expect.any(Number),
        request_id: "trace-1",
        msg: "request",
      },
      {
        level: 30,
        time: expect.anything(),
        method: "POST",
        route: "/api/activity/update/",
        status: 200,
        ms: expect.any(Number),
        request_id: answered.headers.get("x-request-id"),
        msg: "request",
      },
    ]);
    const text = JSON.stringify(log);
    for (const secret of [KEY, "sesame", "ada", tokenOf("ada")]) expect(text).not.toContain(secret);
  });

  it("lets the apps of named origins in, and no others", async () => {
    const { url, call } = await start({ "cors-origins": "https://app.example" });
    const preflight = (origin: string): Promise<Response> =>
      fetch(`${url}/api/streak/`, {
        method: "OPTIONS",
        headers: { origin, "access-control-request-method": "GET", "access-control-request-headers": "authorization" },
      });
    const allowed = await preflight("https://app.example");
    expect([allowed.status, allowed.headers.get("access-control-allow-origin")]).toEqual([204, "https://app.example"]);
    expect(allowed.headers.get("access-control-allow-headers")).toContain("authorization");
    expect((await preflight("https://evil.example")).headers.get("access-control-allow-origin")).toBeNull();
    const answer = await call("GET", "/api/streak/", { as: "ada", headers: { origin: "https://app.example" } });
    expect(answer.headers.get("access-control-allow-origin")).toBe("https://app.example");
    expect(answer.headers.get("vary")).toBe("Authorization, Cookie, Origin");
    expect(answer.headers.get("access-control-expose-headers")).toContain("etag");
  });

  it("shows its documentation to a caller on this machine", async () => {
    const { url } = await start();
    expect(await (await fetch(`${url}/docs`)).text()).toContain("/api/activity/update/");
    expect((await jsonOf(await fetch(`${url}/openapi.json`))).openapi).toBe("3.1.0");
  });

  it("prints calls for a demo that work as they are", async () => {
    let printed = "";
    const { url } = await start({ demo: true, "user-claim": "user_id" }, { print: (text) => (printed += text) });
    expect(printed).toContain(`${url}/docs`);
    const calls = printed
      .replaceAll("\\\n", "")
      .split("\n")
      .filter((line) => line.trim().startsWith("curl"));
    expect(calls).toHaveLength(4);
    for (const line of calls) {
      const [, target] = /(http:\S+)/.exec(line) as unknown as [string, string];
      const headers = Object.fromEntries(
        [...line.matchAll(/-H '([^:]+): ([^']+)'/g)].map((match) => [match[1], match[2]]),
      );
      const body = /-d '(.*)'/.exec(line)?.[1];
      const isPost = body !== undefined || line.includes("-X POST");
      const response = await fetch(target, {
        method: isPost ? "POST" : "GET",
        headers,
        ...(body !== undefined && { body }),
      });
      expect(response.status, line).toBe(200);
    }
  });

  it("says which address it cannot have, and lets go of the database", async () => {
    const { url } = await start();
    const { port } = new URL(url);
    await expect(startService({ port })).rejects.toMatchObject({
      code: "config_invalid",
      message: expect.stringContaining(port),
    });
  });
});
