import { getRequestListener } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { describe, expect, test } from "vitest";
import { daystreak, learningActivity, mountApi, sessionActivity, userActivity } from "../../src/adapters/hono.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import type { HostRequest } from "../../src/testing/adapter-host.ts";
import { testAdapter } from "../../src/testing/adapter-suite.ts";
import { watchTracker } from "../../src/testing/watched-tracker.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { listen } from "./listen.ts";
import { testMountedApi } from "./mounted-api.ts";

const mounts = { daystreak, userActivity, sessionActivity, learningActivity };

function hostRequest({ req }: Context): HostRequest {
  return { method: req.method, path: new URL(req.url).pathname, header: (name) => req.header(name) };
}

testAdapter(
  "hono",
  (host) => {
    const app = new Hono();
    app.use(mounts[host.mount](host.tracker, host.options(hostRequest)));
    app.all("*", (c) => {
      const { status, headers, body } = host.answer(hostRequest(c));
      return new Response(status === 204 || status === 304 ? null : body, { status, headers });
    });
    return listen(getRequestListener(app.fetch));
  },
  async () => createMemoryStore(),
);

testMountedApi("hono", (api, user) => {
  const app = new Hono();
  app.use(async (c, next) => {
    c.header("x-host", "1");
    await next();
  });
  app.use(mountApi(api, user && ((c) => user(c.req.header("x-user")))));
  app.post("/own", async (c) => c.body(await c.req.text()));
  app.onError((error, c) => c.text(error.message, 500));
  return listen(getRequestListener(app.fetch));
});

describe("the hono middleware", () => {
  test("knows the user that a later middleware has set, typed by the app's variables", async () => {
    const tracker = watchTracker(await createTracker({ store: createMemoryStore() }));
    const app = new Hono<{ Variables: { userId: string } }>();
    app.use(daystreak(tracker, { user: (c) => c.get("userId") }));
    app.use(async (c, next) => {
      c.set("userId", "ada");
      await next();
    });
    app.get("/", (c) => c.text("hello"));
    expect(await (await app.request("/")).text()).toBe("hello");
    expect(tracker.recorded).toEqual([{ userId: "ada", type: "request" }]);
    await tracker.close();
  });

  test("hands the API a body that a middleware has read", async () => {
    const app = new Hono();
    app.use(async (c, next) => {
      await c.req.json();
      await next();
    });
    app.use(mountApi(async (request) => new Response(await request.text())));
    const answer = await app.request("/api/x/", { method: "POST", body: '{"type":"heartbeat"}' });
    expect(await answer.json()).toEqual({ type: "heartbeat" });
  });

  test("an answer that throws is the app's to handle", async () => {
    const tracker = watchTracker(await createTracker({ store: createMemoryStore() }));
    const app = new Hono();
    app.use(daystreak(tracker, { user: () => "ada" }));
    app.get("/", () => {
      throw new Error("no");
    });
    app.onError((error, c) => c.text(error.message, 500));
    const answer = await app.request("/");
    expect([answer.status, await answer.text(), tracker.recorded]).toEqual([500, "no", []]);
    await tracker.close();
  });
});
