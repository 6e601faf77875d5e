import type { IncomingMessage } from "node:http";
import { daystreak, learningActivity, sessionActivity, userActivity } from "../../src/adapters/node.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import type { HostRequest } from "../../src/testing/adapter-host.ts";
import { testAdapter } from "../../src/testing/adapter-suite.ts";
import { listen } from "./listen.ts";

const mounts = { daystreak, userActivity, sessionActivity, learningActivity };

function hostRequest(request: IncomingMessage): HostRequest {
  const header = (name: string): string | undefined => request.headers[name] as string | undefined;
  return { method: request.method ?? "", path: (request.url ?? "").replace(/\?.*/, ""), header };
}

testAdapter(
  "node",
  (host) => {
    const observed = mounts[host.mount](host.tracker, host.options(hostRequest));
    return listen(
      observed((request, response) => {
        const { status, headers, body } = host.answer(hostRequest(request));
        response.writeHead(status, headers);
        response.end(body);
      }),
    );
  },
  async () => createMemoryStore(),
);
