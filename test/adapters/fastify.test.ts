import { type FastifyInstance, type FastifyRequest, fastify } from "fastify";
import { afterEach, describe, expect, test } from "vitest";
import { daystreak, learningActivity, mountApi, sessionActivity, userActivity } from "../../src/adapters/fastify.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import type { HostRequest } from "../../src/testing/adapter-host.ts";
import { testAdapter } from "../../src/testing/adapter-suite.ts";
import { type WatchedTracker, watchTracker } from "../../src/testing/watched-tracker.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { testMountedApi } from "./mounted-api.ts";

const mounts = { daystreak, userActivity, sessionActivity, learningActivity };

function hostRequest(request: FastifyRequest): HostRequest {
  const header = (name: string): string | undefined => request.headers[name] as string | undefined;
  return { method: request.method, path: request.originalUrl.replace(/\?.*/, ""), header };
}

testAdapter(
  "fastify",
  async (host) => {
    const app = fastify({ forceCloseConnections: true });
    app.register(mounts[host.mount](host.tracker, host.options(hostRequest)));
    app.all("*", (request, reply) => {
      const { status, headers, body } = host.answer(hostRequest(request));
      reply.code(status).headers(headers).send(body);
    });
    const url = await app.listen({ host: "127.0.0.1", port: 0 });
    return { url, close: () => app.close() };
  },
  async () => createMemoryStore(),
);

testMountedApi("fastify", async (api, user) => {
  const app = fastify({ forceCloseConnections: true });
  app.addHook("onRequest", async (_request, reply) => void reply.header("x-host", "1"));
  app.register(mountApi(api, user && ((request) => user(request.headers["x-user"] as string))));
  app.post("/own", async (request) => request.body);
  app.setErrorHandler((error: Error, _request, reply) => reply.code(500).send(error.message));
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return { url, close: () => app.close() };
});

describe("the fastify plugin", () => {
  const user = (request: FastifyRequest): string => request.headers["x-user"] as string;
  const open: { close(): Promise<unknown> }[] = [];

  async function appWithTracker(): Promise<[FastifyInstance, WatchedTracker]> {
    const rules = { paths: [{ path: "/submit/", type: "problem_solved", await: true }] };
    const tracker = watchTracker(await createTracker({ store: createMemoryStore(), rules }));
    const app = fastify();
    open.push(app, tracker);
    return [app, tracker];
  }

  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
  });

  test("sees routes of child plugins, and those declared before it", async () => {
    const [app, tracker] = await appWithTracker();
    app.get("/before", async () => "ok");
    app.register(daystreak(tracker, { user }));
    app.register(async (child) => void child.get("/child", async () => "ok"));
    await app.inject({ url: "/before", headers: { "x-user": "ada" } });
    await app.inject({ url: "/child", headers: { "x-user": "bob" } });
    expect(tracker.recorded.map(({ userId }) => userId)).toEqual(["ada", "bob"]);
  });

  test("registered within a plugin, sees the routes of that plugin alone", async () => {
    const [app, tracker] = await appWithTracker();
    app.get("/outside", async () => "ok");
    app.register(async (child) => {
      child.register(daystreak(tracker, { user }));
      child.get("/inside", async () => "ok");
    });
    for (const url of ["/outside", "/inside"]) await app.inject({ url, headers: { "x-user": url } });
    expect(tracker.recorded.map(({ userId }) => userId)).toEqual(["/inside"]);
  });

  test("one app takes several of them", async () => {
    const [app, tracker] = await appWithTracker();
    app.register(sessionActivity(tracker, { user }));
    app.register(userActivity(tracker, { user }));
    app.post("/api/auth/login/", async () => ({ user_id: "ada" }));
    await app.inject({ method: "POST", url: "/api/auth/login/", headers: { "x-user": "ada" } });
    expect(tracker.recorded.map(({ type }) => type).sort()).toEqual(["request", "session"]);
  });

  test("an async handler that answers without returning its reply is held and answers once", async () => {
    const [app, tracker] = await appWithTracker();
    app.register(daystreak(tracker, { user }));
    app.post("/submit/:id", async (_request, reply) => {
      reply.send({ correct: true });
    });
    const answer = await app.inject({ method: "POST", url: "/submit/7", headers: { "x-user": "ada" } });
    expect(answer.json()).toEqual({ correct: true });
    expect((await tracker.streak("ada"))?.today.problems_solved).toBe(1);
  });

  test("sees an answer that goes past fastify, and the path before it was rewritten", async () => {
    const tracker = watchTracker(await createTracker({ store: createMemoryStore() }));
    const app = fastify({ rewriteUrl: () => "/inner" });
    open.push(app, tracker);
    app.register(daystreak(tracker, { user }));
    app.post("/inner", async (_request, reply) => {
      reply.hijack();
      reply.raw.end('{"user_id":"ada"}');
    });
    await app.inject({ method: "POST", url: "/api/auth/login/?next=/" });
    expect(await tracker.firstOf("ada")).toEqual({ userId: "ada", type: "session" });
  });

  test("a request that is known makes no call of record", async () => {
    const [app, tracker] = await appWithTracker();
    app.register(daystreak(tracker, { user }));
    app.get("/thing", async () => "ok");
    for (let i = 0; i < 3; i++) {
      await app.inject({ url: "/thing", headers: { "x-user": "ada" } });
      await tracker.flush();
    }
    expect(tracker.recorded).toHaveLength(1);
    expect(tracker.stats().marked).toBe(2);
  });
});
