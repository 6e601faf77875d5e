import { Readable } from "node:stream";
import express, { type Request as ExpressRequest } from "express";
import { afterEach, describe, expect, test } from "vitest";
import { mountApi } from "../../src/adapters/mount-api.ts";
import type { ApiContext, ApiHandler } from "../../src/api/handler.ts";
import { listen } from "./listen.ts";

const running: (() => Promise<void>)[] = [];

/** Answers what it was given, below `/api/` only. */
const echo: ApiHandler = async (request, context) => {
  const { pathname, search } = new URL(request.url);
  if (!pathname.startsWith("/api/")) return undefined;
  const body = await request.text();
  return Response.json({ method: request.method, target: pathname + search, body, context }, { status: 202 });
};

interface Echo {
  method: string;
  target: string;
  body: string;
  context: ApiContext;
}

async function serve(app: Parameters<typeof listen>[0]): Promise<string> {
  const { url, close } = await listen(app);
  running.push(close);
  return url;
}

/** A host app with the API mounted, before or after a body parser. */
function hostApp(api: ApiHandler, user?: (request: ExpressRequest) => string, isParsed = false): express.Express {
  const app = express();
  if (isParsed) app.use(express.json());
  app.use(mountApi(api, user));
  app.post("/own", async (request, response) => {
    const chunks = await Readable.from(request).toArray();
    response.send(Buffer.concat(chunks as Buffer[]));
  });
  return app;
}

afterEach(async () => {
  for (const close of running.splice(0)) await close();
});

describe("mountApi", () => {
  test("hands method, target, body and the host's user to the API", async () => {
    const url = await serve(hostApp(echo, () => "ada"));
    const reply = await fetch(`${url}/api/streak/?as_of=1`, { method: "POST", body: "zażółć" });
    expect(reply.status).toBe(202);
    expect((await reply.json()) as Echo).toEqual({
      method: "POST",
      target: "/api/streak/?as_of=1",
      body: "zażółć",
      context: { userId: "ada", remoteAddress: "127.0.0.1" },
    });
  });

  test("names no user where the host knows none", async () => {
    const url = await serve(hostApp(echo));
    const reply = (await (await fetch(`${url}/api/me/`)).json()) as Echo;
    expect(reply.context).toEqual({ remoteAddress: "127.0.0.1" });
  });

  test("leaves the body of a request that is not its own to the host", async () => {
    const url = await serve(hostApp(echo));
    const body = "x".repeat(300_000);
    expect(await (await fetch(`${url}/own`, { method: "POST", body })).text()).toBe(body);
  });

  test("reads a body that a parser has taken before", async () => {
    const url = await serve(hostApp(echo, undefined, true));
    const send = async (body: string | null): Promise<Echo> => {
      const headers = { "content-type": "application/json" };
      return (await (await fetch(`${url}/api/x/`, { method: "POST", headers, body })).json()) as Echo;
    };
    expect((await send('{ "type":"heartbeat" }')).body).toBe('{"type":"heartbeat"}');
    expect(JSON.parse((await send(null)).body || "{}")).toEqual({});
  });

  test("a path that looks like another host stays a path", async () => {
    const url = await serve(hostApp(async (request) => new Response(new URL(request.url).pathname)));
    expect(await (await fetch(`${url}//evil.example/api/`)).text()).toBe("//evil.example/api/");
  });

  test("keeps every cookie and streams the answer", async () => {
    const headers = new Headers([
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
      ["content-type", "text/event-stream"],
    ]);
    const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
    const url = await serve(hostApp(async () => new Response(readable, { headers })));
    const reply = await fetch(`${url}/api/live/`);
    expect(reply.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
    const writer = writable.getWriter();
    await writer.write(new TextEncoder().encode("data: 1\n\n"));
    const reader = (reply.body as ReadableStream<Uint8Array>).getReader();
    expect(new TextDecoder().decode((await reader.read()).value)).toBe("data: 1\n\n");
    await writer.close();
    expect((await reader.read()).done).toBe(true);
  });

  test("tells the API when the client goes away", async () => {
    const gone = Promise.withResolvers<void>();
    const arrived = Promise.withResolvers<void>();
    const url = await serve(
      hostApp(async (request) => {
        request.signal.addEventListener("abort", () => gone.resolve());
        arrived.resolve();
        await gone.promise;
        return new Response("too late");
      }),
    );
    const client = new AbortController();
    const reply = fetch(`${url}/api/live/`, { signal: client.signal }).catch((error: Error) => error.name);
    await arrived.promise;
    client.abort();
    await gone.promise;
    expect(await reply).toBe("AbortError");
  });

  test("an identity function or API that throws is the host's to answer", async () => {
    const broken = (): never => {
      throw new Error("who is it?");
    };
    for (const app of [hostApp(echo, broken), hostApp(broken)]) {
      app.use((error: Error, _: ExpressRequest, response: express.Response, __: express.NextFunction) => {
        response.status(500).send(error.message);
      });
      const reply = await fetch(`${await serve(app)}/api/me/`);
      expect([reply.status, await reply.text()]).toEqual([500, "who is it?"]);
    }
  });

  test("serves plain Node, with next for everything else", async () => {
    const mounted = mountApi(echo);
    const url = await serve((request, response) => mounted(request, response, () => response.end("host")));
    expect(await (await fetch(`${url}/home`)).text()).toBe("host");
    expect((await fetch(`${url}/api/me/`)).status).toBe(202);
  });
});
