import { connect } from "node:net";
import { getRequestListener } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import { afterEach, describe, expect, it } from "vitest";
import { mountApi as mountInFastify } from "../../src/adapters/fastify.ts";
import { mountApi as mountInHono } from "../../src/adapters/hono.ts";
import { mountApi } from "../../src/adapters/node.ts";
import { createApi } from "../../src/api/create-api.ts";
import type { ApiHandler } from "../../src/api/handler.ts";
import { createLive, type Live } from "../../src/live/live.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { readEvents } from "../support/events.ts";
import { listen } from "./listen.ts";

type Host = (api: ApiHandler) => Promise<{ url: string; close(): Promise<void> }>;
const NAME = "x-user";

const hosts: readonly (readonly [string, Host])[] = [
  ["Express", async (api) => listen(express().use(mountApi(api, (request) => request.headers[NAME] as string)))],
  [
    "Fastify",
    async (api) => {
      const app = fastify({ forceCloseConnections: true });
      app.register(mountInFastify(api, (request) => request.headers[NAME] as string));
      return { url: await app.listen({ host: "127.0.0.1", port: 0 }), close: () => app.close() };
    },
  ],
  [
    "Hono",
    async (api) => listen(getRequestListener(new Hono().use(mountInHono(api, (c) => c.req.header(NAME))).fetch)),
  ],
  [
    "plain Node",
    async (api) => {
      const mounted = mountApi(api, (request) => request.headers[NAME] as string);
      return listen((request, response) => mounted(request, response, () => response.writeHead(404).end()));
    },
  ],
];

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

/** The API in a host, with a clock and a timer of the test's. */
async function serve(host: Host) {
  const clock = createFakeClock("2026-03-01T10:00:00Z");
  const store = createMemoryStore();
  const tracker = await createTracker({ store, clock: clock.now });
  ends.push(tracker.close);
  let run: (() => void) | undefined;
  const timer = (next: () => void): (() => void) => {
    run = next;
    return () => undefined;
  };
  const live: Live = createLive({ store, book: () => tracker.book, now: clock.now, timer });
  const api = createApi({ tracker, live });
  const { url, close } = await host(api);
  ends.push(close);
  return {
    tracker,
    live,
    api,
    url,
    clock,
    async seconds(count: number): Promise<void> {
      for (let i = 0; i < count; i++) {
        clock.advance(1_000);
        run?.();
        // What was written gets its turn to be sent.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    follow: async (userId: string) => readEvents(await fetch(`${url}/api/live/`, { headers: { [NAME]: userId } })),
  };
}

describe.each(hosts)("live streams in %s", (_, host) => {
  it("show each learner their own changes, and end with the API", async () => {
    const { tracker, live, api, follow } = await serve(host);
    const [ada, bob] = [await follow("ada"), await follow("bob")];
    expect(ada.response.headers.get("content-type")).toBe("text/event-stream");
    await Promise.all([ada.next(), bob.next()]);
    await tracker.record({ userId: "ada", type: "problem_solved", ref: "a" });
    await tracker.record({ userId: "bob", type: "problem_solved", ref: "b" });
    for (const [reader, userId] of [[ada, "ada"] as const, [bob, "bob"] as const]) {
      expect(await reader.next()).toMatchObject({ id: "1", data: { streak: { user_id: userId }, facts: [{}] } });
    }
    await ada.leave();
    await expect.poll(() => live.stats().open).toBe(1);
    api.close?.();
    expect(await bob.next()).toMatchObject({ event: "end", data: { code: "closed" } });
    expect(await bob.next()).toBeUndefined();
    expect(live.stats()).toMatchObject({ open: 0, cutOff: 0 });
  });

  it("show that they live, and end where the host has to be asked again", async () => {
    const { seconds, follow } = await serve(host);
    const ada = await follow("ada");
    await ada.next();
    await seconds(15 * 60);
    expect(await ada.next()).toMatchObject({ event: "end", data: { code: "closed" } });
    expect(ada.comments.length).toBeGreaterThan(2);
  });

  it("cut off a reader who does not read, whatever others do", async () => {
    const { tracker, live, url, follow } = await serve(host);
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.pause();
    socket.on("error", () => undefined);
    ends.push(async () => void socket.destroy());
    socket.write(`GET /api/live/ HTTP/1.1\r\nHost: x\r\n${NAME}: ada\r\n\r\n`);
    const reader = await follow("ada");
    await reader.next();
    await expect.poll(() => live.stats().open).toBe(2);
    // Long names fill what the system keeps for the reader sooner.
    for (let i = 0; live.stats().cutOff === 0 && i < 20_000; i++) {
      await tracker.record({ userId: "ada", type: "lesson_completed", ref: `${i} ${"x".repeat(190)}` });
      expect((await reader.next())?.data.streak.version).toBe(i + 1);
    }
    expect(live.stats()).toMatchObject({ open: 1, cutOff: 1 });
  });
});
