import type { LookupAddress } from "node:dns";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { type Answer, createPoster, type NoAnswer, type PosterOptions } from "../../src/notices/outbound/post.ts";
import { createReach, isPublicAddress } from "../../src/notices/outbound/reach.ts";
import { createResolve, type Resolve } from "../../src/notices/outbound/resolve-names.ts";
import { type HttpReceiver, type ReceiverOptions, startReceiver } from "./support/http-receiver.ts";
import { startNameServer } from "./support/name-server.ts";

const never = new AbortController().signal;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function receive(options?: ReceiverOptions): Promise<HttpReceiver> {
  const receiver = await startReceiver(options);
  closing.push(receiver.close);
  return receiver;
}

/** A server that speaks in bytes. */
async function speak(talk: (socket: Socket) => void): Promise<{ url: string; server: Server }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on("error", () => undefined);
    talk(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return { server, url: `http://127.0.0.1:${(server.address() as { port: number }).port}` };
}

function call(url: string, options: Partial<PosterOptions> & { read?: number } = {}): Promise<Answer | NoAnswer> {
  const { read, ...given } = options;
  const poster = createPoster({ reach: createReach(["127.0.0.1"]), connections: 2, ...given });
  closing.push(poster.close);
  return poster.post({
    url: new URL(url),
    headers: {},
    body: "{}",
    signal: never,
    ...(read !== undefined && { read }),
  });
}

describe("a receiver that means harm", () => {
  test("is not followed where it redirects to", async () => {
    const inside = await receive();
    const outside = await receive();
    for (const status of [301, 302, 303, 307, 308]) {
      outside.behave((_request, response) => void response.writeHead(status, { location: inside.url }).end());
      expect(await call(outside.url)).toMatchObject({ status });
    }
    expect(inside.connections()).toBe(0);
  });

  test("cannot keep anybody with an answer that never ends", async () => {
    const cut = Promise.withResolvers<void>();
    const { url } = await speak((socket) => {
      socket.once("data", () => {
        socket.write("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
        const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
        const more = (): void => {
          while (!socket.destroyed && socket.write(chunk));
        };
        socket.on("drain", more).on("close", () => cut.resolve());
        more();
      });
    });
    expect(await call(url)).toEqual({ status: 200, body: "" });
    await cut.promise;
    expect((await call(url, { read: 1_000 })) as Answer).toEqual({
      status: 200,
      body: expect.stringMatching(/^x{1000}$/),
    });
  });

  test("cannot keep anybody with an answer that comes drop by drop", async () => {
    const { url } = await speak((socket) => {
      socket.once("data", () => {
        let left = "HTTP/1.1 200 OK\r\nx-drop: ";
        const timer = setInterval(() => {
          socket.write(left[0] ?? "x");
          left = left.slice(1);
        }, 20);
        socket.on("close", () => clearInterval(timer));
      });
    });
    expect(await call(url, { timeoutMs: 300 })).toEqual({ status: 0, reason: "no answer in time", forbidden: false });
  });

  test("gets a status out of a body that never comes, and no more than the limit", async () => {
    const cut = Promise.withResolvers<void>();
    const { url } = await speak((socket) => {
      socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nabc"));
      socket.on("close", () => cut.resolve());
    });
    expect(await call(url, { timeoutMs: 300, read: 100 })).toEqual({ status: 200, body: "" });
    expect(await call(url)).toEqual({ status: 200, body: "" });
    await cut.promise;
  });

  test("cannot fill the memory with headers, nor speak something else than HTTP", async () => {
    const headers = await speak((socket) => {
      socket.once("data", () => socket.write(`HTTP/1.1 200 OK\r\nx-long: ${"x".repeat(1_000_000)}\r\n\r\n`));
    });
    const other = await speak((socket) => socket.write("220 mail.example ESMTP\r\n"));
    expect(await call(headers.url)).toEqual({ status: 0, reason: "no answer (HPE_HEADER_OVERFLOW)", forbidden: false });
    expect(await call(other.url)).toMatchObject({ status: 0, reason: expect.stringMatching(/^no answer \(HPE_/) });
  });

  test("does not put its words into the reasons that are kept", async () => {
    const { url } = await speak((socket) => socket.end("<script>alert(1)</script> your-secret"));
    const answer = (await call(url)) as NoAnswer;
    expect(answer.reason).not.toMatch(/script|secret/);
  });
});

describe("certificates", () => {
  const pem = (name: string): string => readFileSync(new URL(`../fixtures/tls/${name}.pem`, import.meta.url), "utf8");
  const ca = pem("authority");
  const withCertificate = (name: string): Promise<HttpReceiver> =>
    receive({ tls: { key: pem(name), cert: pem(name) } });

  test("are accepted where they are right", async () => {
    const receiver = await withCertificate("loopback");
    expect(await call(receiver.url, { ca })).toMatchObject({ status: 204 });
  });

  test.each([
    ["somebody else's", "other-name", "ERR_TLS_CERT_ALTNAME_INVALID"],
    ["out of date", "expired", "CERT_HAS_EXPIRED"],
  ])("that are %s are refused before anything is sent", async (_title, name, code) => {
    const receiver = await withCertificate(name);
    expect(await call(receiver.url, { ca })).toEqual({ status: 0, reason: `no answer (${code})`, forbidden: false });
    expect(receiver.received).toEqual([]);
  });

  test("of an authority that nobody knows are refused", async () => {
    const receiver = await withCertificate("loopback");
    expect(await call(receiver.url)).toMatchObject({
      status: 0,
      reason: expect.stringMatching(/UNABLE_TO|SELF_SIGNED/),
    });
    expect(receiver.received).toEqual([]);
  });

  test("are checked against the name, whatever address it has", async () => {
    const receiver = await withCertificate("loopback");
    const reach = createReach(["127.0.0.1"], (_name, _options, done) =>
      done(null, [{ address: "127.0.0.1", family: 4 }]),
    );
    expect(await call(`https://hooks.test:${receiver.port}`, { ca, reach })).toMatchObject({ status: 204 });
    expect(await call(`https://bank.test:${receiver.port}`, { ca, reach })).toMatchObject({ status: 0 });
    expect(receiver.received[0]?.headers.host).toBe(`hooks.test:${receiver.port}`);
  });
});

describe("names", () => {
  /** Gives one list of addresses after the other, and counts. */
  function answers(...lists: readonly string[][]): { resolve: Resolve; asked: () => number } {
    let asked = 0;
    const resolve: Resolve = (_name, _options, done) => {
      const list = lists[Math.min(asked++, lists.length - 1)] ?? [];
      done(
        null,
        list.map((address): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    };
    return { resolve, asked: () => asked };
  }
  const FORBIDDEN = { status: 0, reason: "the name leads to an address that may not be called", forbidden: true };

  test("that lead to private addresses are not called", async () => {
    const inside = await receive({ host: "127.0.0.2" });
    for (const list of [
      ["127.0.0.2"],
      ["127.0.0.1", "127.0.0.2"],
      ["::ffff:127.0.0.2"],
      ["169.254.169.254"],
      ["::1"],
    ]) {
      const { resolve } = answers(list);
      const reach = createReach(["127.0.0.1"], resolve);
      expect(await call(`http://hooks.test:${inside.port}`, { reach }), list.join()).toEqual(FORBIDDEN);
    }
    expect(inside.connections()).toBe(0);
  });

  test("that change after the check change nothing for the connection", async () => {
    const good = await receive();
    const { resolve, asked } = answers(["127.0.0.1"], ["127.0.0.2"]);
    const reach = createReach(["127.0.0.1"], resolve);
    expect(await call(`http://hooks.test:${good.port}`, { reach })).toMatchObject({ status: 204 });
    expect(asked()).toBe(1);
    expect(await call(`http://hooks.test:${good.port}`, { reach })).toEqual(FORBIDDEN);
  });

  test("that nobody knows are told from those that are not allowed", async () => {
    const unknown: Resolve = (_name, _options, done) => done(Object.assign(new Error(), { code: "ENOTFOUND" }), []);
    const nowhere: Resolve = (_name, _options, done) => done(null, []);
    expect(await call("http://hooks.test", { reach: createReach([], unknown) })).toEqual({
      status: 0,
      reason: "no answer (ENOTFOUND)",
      forbidden: false,
    });
    expect(await call("http://hooks.test", { reach: createReach([], nowhere) })).toEqual(FORBIDDEN);
  });

  test("are asked of DNS itself, once a connection", async () => {
    const good = await receive();
    const names = await startNameServer(["127.0.0.1"], ["127.0.0.2"]);
    closing.push(names.close);
    const reach = createReach(["127.0.0.1"], createResolve({ servers: [names.address] }));
    expect(await call(`http://hooks.test:${good.port}`, { reach })).toMatchObject({ status: 204 });
    expect(names.asked()).toBe(1);
    expect(await call(`http://hooks.test:${good.port}`, { reach })).toEqual(FORBIDDEN);
  });

  test("whose server keeps silent hold up nobody, however many there are", async () => {
    const good = await receive();
    const silent = await startNameServer();
    closing.push(silent.close);
    const reach = createReach(["127.0.0.1"], createResolve({ servers: [silent.address], timeoutMs: 300 }));
    const stuck = Array.from({ length: 20 }, (_, n) => call(`http://stuck${n}.test`, { reach }));
    // A look-up of the runtime would stand behind four of them.
    expect(await call(`http://localhost:${good.port}`, { reach: createReach(["127.0.0.1", "::1"]) })).toMatchObject({
      status: 204,
    });
    for (const answer of await Promise.all(stuck)) {
      expect(answer).toEqual({ status: 0, reason: "no answer (ETIMEOUT)", forbidden: false });
    }
  });

  test("such as localhost are resolved like all others", async () => {
    const { port, connections } = await receive();
    expect(await call(`http://localhost:${port}`, { reach: createReach() })).toEqual(FORBIDDEN);
    expect(connections()).toBe(0);
  });
});

describe("addresses", () => {
  test.each([
    ["8.8.8.8", true],
    ["93.184.216.34", true],
    ["2606:4700::1111", true],
    ["::ffff:8.8.8.8", true],
    ["64:ff9b::808:808", true],
    ["0.0.0.0", false],
    ["10.1.2.3", false],
    ["100.64.0.1", false],
    ["127.0.0.1", false],
    ["169.254.169.254", false],
    ["172.16.0.1", false],
    ["192.168.0.1", false],
    ["192.0.2.1", false],
    ["198.18.0.1", false],
    ["224.0.0.1", false],
    ["255.255.255.255", false],
    ["::", false],
    ["::1", false],
    ["::ffff:127.0.0.1", false],
    ["64:ff9b::7f00:1", false],
    ["2002:7f00:1::", false],
    ["fc00::1", false],
    ["fe80::1", false],
    ["ff02::1", false],
    ["2001:db8::1", false],
    ["nonsense", false],
  ])("%s: public is %s", (address, isPublic) => {
    expect(isPublicAddress(address)).toBe(isPublic);
  });

  test("of a private network that is named may be called, and no other", () => {
    const reach = createReach(["10.1.0.0/16", "::1"]);
    const allows = (host: string): boolean => reach.allowsHost(new URL(`https://${host}/`));
    expect(["10.1.2.3", "[::1]", "[::ffff:10.1.2.3]", "8.8.8.8"].filter(allows)).toHaveLength(4);
    expect(["10.2.0.1", "127.0.0.1", "[fc00::1]"].filter(allows)).toEqual([]);
  });

  test("that are no ranges are refused as such", () => {
    for (const range of ["", "private", "10.0.0.0/40", "10.0.0.0/8/8"]) {
      expect(() => createReach([range]), range).toThrow(expect.objectContaining({ code: "config_invalid" }));
    }
  });
});
