import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { createApi } from "../../src/api/create-api.ts";
import type { ApiContext, ApiHandler } from "../../src/api/handler.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import type { RunningHost } from "../../src/testing/adapter-host.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";

/** Whom a request's `x-user` names. */
type NamedUser = (header: string | undefined) => string | undefined;

/**
 * Starts a host app that sets `x-host: 1` on every answer, has the API mounted, gives the body of `POST /own` back and
 * answers failures with 500 and their text.
 */
type StartHost = (api: ApiHandler, user?: NamedUser) => Promise<RunningHost>;

/** Answers what it was given, below `/api/` only. */
const echo: ApiHandler = async (request, context) => {
  const { pathname, search } = new URL(request.url);
  if (!pathname.startsWith("/api/")) return undefined;
  const reply = { method: request.method, target: pathname + search, body: await request.text(), context };
  return whole(JSON.stringify(reply), 202);
};

interface Echo {
  readonly target: string;
  readonly body: string;
  readonly context: ApiContext;
}

function whole(body: string, status: number): Response {
  const headers = new Headers({ "content-type": "application/json", "content-length": `${Buffer.byteLength(body)}` });
  for (const cookie of ["a=1", "b=2"]) headers.append("set-cookie", cookie);
  return new Response(body, { status, headers });
}

/** What a mounted API does in every framework that has a mount of its own. */
export function testMountedApi(name: string, start: StartHost): void {
  const running: RunningHost[] = [];

  async function serve(api: ApiHandler, user?: NamedUser): Promise<string> {
    const host = await start(api, user);
    running.push(host);
    return host.url;
  }

  afterEach(async () => {
    for (const { close } of running.splice(0)) await close();
  });

  describe(`the API mounted in ${name}`, () => {
    test("is given method, target, body, address and the host's user", async () => {
      const url = await serve(echo, (header) => header);
      const body = '{"zażółć":1}';
      const headers = { "x-user": "ada", "content-type": "application/json" };
      const reply = await fetch(`${url}/api/streak/?as_of=1`, { method: "POST", body, headers });
      expect(reply.status).toBe(202);
      expect(await reply.json()).toEqual({
        method: "POST",
        target: "/api/streak/?as_of=1",
        body,
        context: { userId: "ada", remoteAddress: "127.0.0.1" },
      });
      expect(reply.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
      expect(reply.headers.get("x-host")).toBe("1");
    });

    test("is told of no user where the host knows none", async () => {
      const url = await serve(echo, (header) => header);
      const reply = (await (await fetch(`${url}/api/me/`)).json()) as Echo;
      expect(reply.context).toEqual({ remoteAddress: "127.0.0.1" });
    });

    test("leaves paths that are none of its own to the host, with their bodies", async () => {
      const url = await serve(echo);
      const body = JSON.stringify({ text: "x".repeat(300_000) });
      const headers = { "content-type": "application/json" };
      expect(await (await fetch(`${url}/own`, { method: "POST", body, headers })).text()).toBe(body);
      expect((await fetch(`${url}/nothing`)).status).toBe(404);
    });

    test("is not asked about a path that it says is none of its own", async () => {
      const asked: string[] = [];
      const api = Object.assign(
        (async (request) => {
          asked.push(new URL(request.url).pathname);
          return whole("{}", 200);
        }) satisfies ApiHandler,
        { owns: (path: string) => path === "/api/me/" },
      );
      const url = await serve(api, () => {
        asked.push("user");
        return "ada";
      });
      expect((await fetch(`${url}/nothing?a=/api/me/`)).status).toBe(404);
      expect((await fetch(`${url}/api/me/?a=1`)).status).toBe(200);
      expect(asked).toEqual(["user", "/api/me/"]);
    });

    test("answers without a body", async () => {
      const url = await serve(async () => new Response(null, { status: 204, headers: { allow: "GET" } }));
      const reply = await fetch(`${url}/api/me/`, { method: "OPTIONS" });
      expect([reply.status, reply.headers.get("allow"), await reply.text()]).toEqual([204, "GET", ""]);
    });

    test("streams, and its head does not wait for the first piece", async () => {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      const headers = { "content-type": "text/event-stream" };
      const url = await serve(async () => new Response(readable, { headers }));
      const reply = await fetch(`${url}/api/live/`);
      expect(reply.headers.get("x-host")).toBe("1");
      const writer = writable.getWriter();
      await writer.write(new TextEncoder().encode("data: 1\n\n"));
      const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
      expect(new TextDecoder().decode((await reader.read()).value)).toBe("data: 1\n\n");
      await writer.close();
      expect((await reader.read()).done).toBe(true);
    });

    test("lets people into the dashboard, beside the host's own users", async () => {
      const folder = await mkdtemp(join(tmpdir(), "daystreak-pages-"));
      await writeFile(join(folder, "index.html"), "<title>Daystreak</title>");
      const tracker = await createTracker({ store: createMemoryStore(), rules: {} });
      const api = createApi({ tracker, dashboard: async () => folder });
      const url = await serve(api, (header) => header);
      const page = await fetch(`${url}/admin/users/ada`);
      expect([page.status, await page.text()]).toEqual([200, "<title>Daystreak</title>"]);
      expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; script-src 'self';/);

      const { path } = await api.adminLink("maria");
      const headers = { "content-type": "application/json", "daystreak-csrf": "1", origin: url, "x-user": "ada" };
      const body = JSON.stringify({ link: path.split("=")[1] });
      const begun = await fetch(`${url}/api/admin/session/`, { method: "POST", headers, body });
      const [cookie = ""] = begun.headers.getSetCookie();
      expect(cookie).toMatch(/^daystreak-admin=[\w-]{43}; Path=\/; Max-Age=28800; HttpOnly; SameSite=Strict$/);
      const signedIn = { ...headers, cookie: cookie.split(";")[0] as string };
      const json = {
        method: "POST",
        headers: signedIn,
        body: JSON.stringify({ date: "2026-01-01", reason: "outage" }),
      };
      expect((await fetch(`${url}/api/admin/calendar/`, json)).status).toBe(200);
      const evil = { ...json, headers: { ...signedIn, origin: "http://evil.example" } };
      expect((await fetch(`${url}/api/admin/calendar/`, evil)).status).toBe(403);
      expect((await fetch(`${url}/api/admin/calendar/`, { headers: { "x-user": "ada" } })).status).toBe(403);
      await tracker.close();
      await rm(folder, { recursive: true });
    });

    test("an identity function or API that throws is the host's to answer", async () => {
      const broken = (): never => {
        throw new Error("who is it?");
      };
      for (const url of [await serve(echo, broken), await serve(broken)]) {
        const reply = await fetch(`${url}/api/me/`);
        expect([reply.status, await reply.text()]).toEqual([500, "who is it?"]);
      }
    });
  });
}
