import { getRequestListener } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { daystreak, learningActivity, sessionActivity, userActivity } from "../../src/adapters/hono.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import type { HostRequest } from "../../src/testing/adapter-host.ts";
import { testAdapter } from "../../src/testing/adapter-suite.ts";
import { listen } from "./listen.ts";

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
