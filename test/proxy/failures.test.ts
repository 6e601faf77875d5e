import { connect } from "node:net";
import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { DaystreakError } from "../../src/core/errors.ts";
import { createOpening } from "../../src/server/opening.ts";
import { readProxyConfig } from "../../src/server/proxy-config.ts";
import { serve } from "../../src/server/service.ts";
import { SECRET } from "../api/secret.ts";
import { tokenOf } from "../api/support.ts";
import { openTcpProxy } from "../faults/tcp-proxy.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { exchange, requestText, startApplication, startBoth, startProxy, type TwoProcesses } from "./two-processes.ts";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});
async function both(env: Record<string, string> = {}): Promise<TwoProcesses> {
  const started = await startBoth(env);
  cleanUps.push(started.stop);
  return started;
}

async function problemOf(answer: Response): Promise<[number, string]> {
  expect(answer.headers.get("content-type")).toBe("application/problem+json");
  return [answer.status, ((await answer.json()) as { code: string }).code];
}

describe("an application", () => {
  it("that is down is 502, and is found again when it is back", async () => {
    const app = await startApplication();
    const proxy = await startProxy(app.url);
    cleanUps.push(proxy.stop);
    expect((await fetch(`${proxy.url}/x`)).status).toBe(200);
    await app.stop();
    expect(await problemOf(await fetch(`${proxy.url}/x`))).toEqual([502, "app_unreachable"]);
    expect(await problemOf(await fetch(`${proxy.url}/x`, { method: "POST", body: "x" }))).toEqual([
      502,
      "app_unreachable",
    ]);
    const hands = ["GET /socket HTTP/1.1", "Host: a", "Upgrade: websocket", "Connection: Upgrade"];
    expect(await exchange(proxy.url, `${hands.join("\r\n")}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 502 .*app_unreachable/s);
    const again = await startApplication(Number(new URL(app.url).port));
    cleanUps.push(again.stop);
    expect((await fetch(`${proxy.url}/x`)).status).toBe(200);
  });

  it("that is silent is 504, and is told that nobody waits any more", async () => {
    const { url, app } = await both({ DAYSTREAK_APP_TIMEOUT: "0.2" });
    expect(await problemOf(await fetch(`${url}/never`))).toEqual([504, "app_timeout"]);
    expect(await problemOf(await fetch(`${url}/never`, { method: "POST", body: "x" }))).toEqual([504, "app_timeout"]);
    await expect.poll(async () => (await fetch(`${app.url}/silent`)).json()).toEqual({ asked: 2, gone: 2 });
    const hands = ["GET /silent HTTP/1.1", "Host: a", "Upgrade: websocket", "Connection: Upgrade"];
    expect(await exchange(url, `${hands.join("\r\n")}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 504 .*app_timeout/s);
  });

  it.each(["nonsense", "doubled", "coded"])("whose answer is %s is 502", async (name) => {
    const { url } = await both();
    expect(await problemOf(await fetch(`${url}/${name}`))).toEqual([502, "app_answer_invalid"]);
  });

  it("that breaks off in mid-answer leaves the client an answer that is not whole", async () => {
    const { url } = await both();
    const answer = await fetch(`${url}/cut`);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect((await fetch(`${url}/x`)).status).toBe(200);
  });

  it("that closes a connection without a word is asked again, where asking changes nothing", async () => {
    const { url } = await both();
    for (let round = 0; round < 20; round++) {
      expect((await fetch(`${url}/stale`)).status).toBe(200);
      expect((await fetch(`${url}/x`)).status).toBe(200);
    }
  });

  it("sees its connection close when the client goes away", async () => {
    const { url, app } = await both();
    const { hostname, port } = new URL(url);
    const silent = async (): Promise<unknown> => (await fetch(`${app.url}/silent`)).json();
    for (const head of ["GET /never HTTP/1.1\r\n", "POST /never HTTP/1.1\r\nContent-Length: 9\r\n"]) {
      const { asked } = (await silent()) as { asked: number };
      const socket = connect(Number(port), hostname);
      socket.write(`${head}Host: a\r\n\r\n`);
      await expect.poll(silent).toMatchObject({ asked: asked + 1 });
      socket.destroy();
      await expect.poll(silent).toMatchObject({ gone: asked + 1 });
    }
  });
});

describe("a database", () => {
  it("that is down stops no request; what could not be recorded is counted", async () => {
    const database = await freshDatabase();
    const way = await openTcpProxy(database.url);
    cleanUps.push(database.drop, way.close);
    const { url, metric } = await both({ DATABASE_URL: way.url });
    const ask = (user: string): Promise<Response> =>
      fetch(`${url}/page`, { headers: { authorization: `Bearer ${tokenOf(user)}` } });
    expect((await ask("ada")).status).toBe(200);
    await way.cut();
    for (let i = 0; i < 20; i++) expect((await ask(`user-${i}`)).status).toBe(200);
    const failed = (): Promise<number> => metric('daystreak_failures_total{code="storage_unavailable"}');
    await expect.poll(failed).toBeGreaterThan(0);
    await way.restore();
    await expect
      .poll(async () => {
        await ask("late");
        const key = { headers: { authorization: "Bearer key_for_proxies" } };
        return (await fetch(`${url}/v1/users/late/streak`, key)).status;
      })
      .toBe(200);
  });
});

describe("a database that is away when the proxy starts", () => {
  it("stops no request either, and is taken up when it comes", async () => {
    const database = await freshDatabase();
    const way = await openTcpProxy(database.url);
    cleanUps.push(database.drop, way.close);
    await way.cut();
    const app = await startApplication();
    cleanUps.push(app.stop);
    const own = "/api/activity/,/healthz,/readyz,/metrics";
    const flags = { to: app.url, port: "0", database: way.url, "jwt-secret": SECRET, "own-paths": own };
    const options = { logger: pino({ enabled: false }), retryAfterMs: 20 };
    const proxy = await serve(readProxyConfig(flags, {}), options);
    cleanUps.push(proxy.close);
    const headers = { authorization: `Bearer ${tokenOf("ada")}` };
    expect((await fetch(`${proxy.url}/page`, { headers })).status).toBe(200);
    expect((await fetch(`${proxy.url}/healthz`)).status).toBe(200);
    expect(await problemOf(await fetch(`${proxy.url}/readyz`))).toEqual([503, "storage_unavailable"]);
    expect(() => proxy.tracker).toThrow("database");
    await way.restore();
    await expect.poll(async () => (await fetch(`${proxy.url}/readyz`)).status).toBe(200);
    expect((await fetch(`${proxy.url}/page`, { headers })).status).toBe(200);
    await expect.poll(async () => (await proxy.tracker.streak("ada"))?.current_streak).toBe(1);
    expect(await (await fetch(`${proxy.url}/metrics`)).text()).toContain("\ndaystreak_untracked_total 1\n");
  });

  it("is looked for again, but nothing else is a reason to start without it", async () => {
    const old = new DaystreakError("schema_too_new", "update");
    const opening = createOpening(
      () => Promise.reject(old),
      () => undefined,
      1,
    );
    await expect(opening.begin(true)).rejects.toBe(old);
    const away = new DaystreakError("storage_unavailable", "away");
    await expect(
      createOpening(
        () => Promise.reject(away),
        () => undefined,
        1,
      ).begin(false),
    ).rejects.toBe(away);
  });
});

describe("SIGTERM", () => {
  it("lets a request under way end, takes no other, and ends with 0", async () => {
    const { url, app, proxy } = await both();
    const answer = await fetch(`${url}/pieces`);
    const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    await fetch(`${app.url}/release`);
    expect((await reader.read()).value).toBe("data: one\n\n");
    const ended = proxy.stop();
    await expect
      .poll(() => exchange(url, requestText(["GET /x HTTP/1.1", "Host: a"])).catch(() => "gone"))
      .toBe("gone");
    await fetch(`${app.url}/release`);
    expect((await reader.read()).value).toBe("data: two\n\n");
    expect((await reader.read()).done).toBe(true);
    expect(await ended).toBe(0);
  });
});
