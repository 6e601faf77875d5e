import { type FastifyRequest, fastify } from "fastify";
import { daystreak, learningActivity, sessionActivity, userActivity } from "../../src/adapters/fastify.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import type { HostRequest } from "../../src/testing/adapter-host.ts";
import { testAdapter } from "../../src/testing/adapter-suite.ts";

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
