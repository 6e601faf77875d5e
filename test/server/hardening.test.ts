import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { pino } from "pino";
import { afterEach, describe, expect, it } from "vitest";
import { json } from "../../src/api/reply.ts";
import { createListener, type Listener, type ListenerOptions } from "../../src/server/listener.ts";
import { tokenOf } from "../api/support.ts";
import { jsonOf, type RunningService, startService } from "./support.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});
async function start(...args: Parameters<typeof startService>): Promise<RunningService> {
  const service = await startService(...args);
  open.push(service);
  return service;
}

describe("every answer of the service", () => {
  it("tells browsers to be careful with it, whatever it is", async () => {
    const { url, call } = await start();
    const answers = [
      await call("GET", "/api/streak/", { as: "ada" }),
      await call("GET", "/v1/users/nobody/streak"),
      await fetch(`${url}/healthz`),
      await fetch(`${url}/nothing/here`),
      await fetch(`${url}/api/streak/`, { method: "OPTIONS" }),
      await call("POST", "/v1/activities", { body: "{" }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 200, 404, 204, 415]);
    for (const { headers } of answers) {
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("content-security-policy")).toContain("default-src 'none'");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("x-powered-by")).toBeNull();
    }
  });

  it("lets the documentation have its own styles and nothing else", async () => {
    const { url } = await start();
    const policy = (await fetch(`${url}/docs`)).headers.get("content-security-policy") as string;
    expect(policy).toMatch(/style-src 'sha256-[\w+/=]{44}'/);
    expect(policy).not.toMatch(/unsafe|script-src|\*/);
  });
});

describe("the address of a caller", () => {
  const bad = { authorization: "Bearer wrong" };
  const refusals = async ({ url }: RunningService, addresses: readonly string[]): Promise<number[]> => {
    const statuses: number[] = [];
    for (const address of addresses) {
      const headers = { ...bad, "x-forwarded-for": address };
      statuses.push((await fetch(`${url}/api/streak/`, { headers })).status);
    }
    return statuses;
  };

  it("is the peer's, whatever it claims", async () => {
    const service = await start({ "address-limit": "1" });
    expect(await refusals(service, ["192.0.2.1", "192.0.2.2"])).toEqual([401, 429]);
  });

  it.each(["1", "loopback", "127.0.0.0/8,::1"])("is what the proxies of %j saw, and no more", async (proxies) => {
    const service = await start({ "address-limit": "1", "trusted-proxies": proxies });
    expect(await refusals(service, ["192.0.2.1", "192.0.2.2", "192.0.2.9, 192.0.2.1"])).toEqual([401, 401, 429]);
  });

  it("gets the limits of the configuration, with what is left on each answer", async () => {
    const { call } = await start({ "user-limit": "2" });
    const first = await call("GET", "/api/streak/", { as: "ada" });
    expect(first.headers.get("ratelimit-policy")).toBe('"user";q=2;w=60');
    await call("GET", "/api/streak/", { as: "ada" });
    const refused = await call("GET", "/api/streak/", { as: "ada" });
    expect([refused.status, (await jsonOf(refused)).code]).toEqual([429, "rate_limited"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
  });
});

describe("a sender that takes its time", () => {
  async function listen(options: Partial<ListenerOptions>): Promise<{ port: number; listener: Listener }> {
    const listener = createListener({
      handler: async (request) => json({ size: (await request.arrayBuffer()).byteLength }),
      logger: pino({ enabled: false }),
      ...options,
    });
    open.push(listener);
    return { port: Number(new URL(await listener.listen("127.0.0.1", 0)).port), listener };
  }
  async function dial(
    port: number,
    text: string,
  ): Promise<{ socket: Socket; answer: () => string; ended: Promise<unknown> }> {
    const socket = connect(port, "127.0.0.1");
    let answer = "";
    socket.on("data", (data) => (answer += data)).on("error", () => undefined);
    await once(socket, "connect");
    socket.write(text);
    return { socket, answer: () => answer, ended: once(socket, "close") };
  }

  it("with the head is cut off", async () => {
    const { port } = await listen({ headTimeoutMs: 50 });
    const slow = await dial(port, "POST / HTTP/1.1\r\nHost: x\r\nX-A: ");
    await slow.ended;
    expect(slow.answer()).toMatch(/^HTTP\/1\.1 408 /);
  });

  it("with the body is cut off, and holds up nobody", async () => {
    const { port, listener } = await listen({ bodyTimeoutMs: 50 });
    const slow = await dial(port, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc");
    const other = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: "abcd" });
    expect(await jsonOf(other)).toEqual({ size: 4 });
    await slow.ended;
    await listener.inFlight.idle();
  });

  it("with lines has it, but not where the answer is known before the end", async () => {
    const lines = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\nContent-Length: 6\r\n\r\nabc";
    const { port } = await listen({ bodyTimeoutMs: 20 });
    const slow = await dial(port, lines);
    const later = await dial(port, lines.replace("x-ndjson", "json"));
    await later.ended;
    slow.socket.end("def");
    await slow.ended;
    expect(slow.answer()).toContain('{"size":6}');

    const { url } = await start();
    const head = `POST /v1/activities HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${tokenOf("ada")}\r\n`;
    const refused = await dial(Number(new URL(url).port), head + lines.slice(lines.indexOf("Content-Type")));
    await refused.ended;
    expect(refused.answer()).toMatch(/^HTTP\/1\.1 403 [\s\S]*connection: close/i);
  });
});
