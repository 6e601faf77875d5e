import express, { type Request } from "express";
import { daystreak, learningActivity, sessionActivity, userActivity } from "../../src/adapters/express.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import type { HostRequest } from "../../src/testing/adapter-host.ts";
import { testAdapter } from "../../src/testing/adapter-suite.ts";
import { listen } from "./listen.ts";

const mounts = { daystreak, userActivity, sessionActivity, learningActivity };

function hostRequest(request: Request): HostRequest {
  return { method: request.method, path: request.originalUrl.replace(/\?.*/, ""), header: (name) => request.get(name) };
}

testAdapter(
  "express",
  (host) => {
    const app = express();
    app.use(mounts[host.mount](host.tracker, host.options(hostRequest)));
    app.use((request, response) => {
      const { status, headers, body } = host.answer(hostRequest(request));
      response.status(status).set(headers).send(body);
    });
    return listen(app);
  },
  async () => createMemoryStore(),
);
