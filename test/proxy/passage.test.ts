import { createHash } from "node:crypto";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exchange, requestText, startBoth, type TwoProcesses } from "./two-processes.ts";

let both: TwoProcesses;
beforeAll(async () => {
  both = await startBoth();
});
afterAll(() => both.stop());

/** What the application says it was sent. */
interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly rawHeaders: string[];
  readonly rawTrailers: string[];
  readonly body: string;
}

async function sent(head: readonly string[], body = ""): Promise<Seen> {
  const answer = await exchange(both.url, requestText(head, body));
  const [, text = ""] = answer.split("\r\n\r\n");
  return JSON.parse(Buffer.from(text, "latin1").toString()) as Seen;
}

/** Asks without touching what comes back. */
function raw(path: string, method = "GET", headers: Record<string, string> = {}): Promise<[IncomingMessage, Buffer]> {
  return new Promise((resolve, reject) => {
    const call = httpRequest(both.url + path, { method, headers }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.on("end", () => resolve([answer, Buffer.concat(pieces)]));
    });
    call.on("error", reject).end();
  });
}

describe("what the application is sent", () => {
  it.each([
    "/a%2Fb//c/../d/./%2e%2e/e;p=1?x=%20&&y=//#not",
    "//evil.example/x",
    "/%zz/%",
    "/?",
    "/a?b?c",
    "/api/activity/../secret",
    "/api/activityx",
    "/API/activity/",
    "/api/%61ctivity/",
  ])("is the path %j as it came", async (path) => {
    expect((await sent([`GET ${path} HTTP/1.1`, "Host: app.example"])).url).toBe(path);
  });

  it("is the path of a target in absolute form, whose host counts", async () => {
    const seen = await sent(["GET http://user@other.example:81/x/../y?z HTTP/1.1", "Host: app.example"]);
    expect(seen).toMatchObject({ url: "/x/../y?z", headers: { host: "other.example:81" } });
    expect((await sent(["GET HTTP://other.example?z HTTP/1.1", "Host: a"])).url).toBe("/?z");
  });

  it("is any method, with a body of any framing", async () => {
    const host = "Host: app.example";
    expect(await sent(["PURGE /x HTTP/1.1", host])).toMatchObject({ method: "PURGE", body: "" });
    const length = await sent(["DELETE /x HTTP/1.1", host, "Content-Length: 3"], "abc");
    expect(length).toMatchObject({ method: "DELETE", body: "abc", headers: { "content-length": "3" } });
    const chunked = "2;ext=1\r\nab\r\n1\r\nc\r\n0\r\nX-Sum: 3\r\nX-User-Id: eve\r\n\r\n";
    const trailed = await sent(["PUT /x HTTP/1.1", host, "Transfer-Encoding: Chunked", "Trailer: X-Sum"], chunked);
    expect(trailed).toMatchObject({ method: "PUT", body: "abc", rawTrailers: ["X-Sum", "3"] });
    expect(trailed.headers["content-length"]).toBeUndefined();
    const none = await sent(["POST /x HTTP/1.1", host]);
    expect([none.headers["content-length"], none.headers["transfer-encoding"]]).toEqual(["0", undefined]);
  });

  it("has every header, repeated ones too, but none that is for one connection", async () => {
    const lines = [
      "Host: app.example",
      "X-Twice: 1",
      "X-Twice: 2",
      "Cookie: a=1",
      "X-Latin: caf\xe9",
      "__proto__: x",
      "Authorization: Bearer not-ours",
      "Connection: X-Mine, Content-Length, Host",
      "X-Mine: 1",
      "Keep-Alive: timeout=9",
      "Proxy-Connection: close",
      "Proxy-Authorization: Basic eA==",
      "TE: trailers",
      "Upgrade: h2c",
      "Content-Length: 2",
    ];
    const { rawHeaders, body } = await sent(["POST /x HTTP/1.1", ...lines], "ok");
    const names = rawHeaders.filter((_, index) => index % 2 === 0);
    expect(names.filter((name) => name === "x-twice")).toHaveLength(2);
    expect(rawHeaders).toEqual(expect.arrayContaining(["caf\xe9", "__proto__", "Bearer not-ours", "a=1"]));
    for (const gone of ["x-mine", "keep-alive", "proxy-connection", "proxy-authorization", "te", "upgrade"]) {
      expect(names.map((name) => name.toLowerCase())).not.toContain(gone);
    }
    expect(body).toBe("ok");
  });

  it("says how the request came, whatever the client claims", async () => {
    const lies = [
      "X-Forwarded-For: 192.0.2.1",
      "X-Forwarded-Proto: https",
      "X-Forwarded-Host: evil.example",
      "X-Forwarded-Prefix: /evil",
      "X_Forwarded_For: 192.0.2.2",
      "Forwarded: for=192.0.2.3",
      "X-Real-IP: 192.0.2.4",
      "X-User-Id: eve",
      "x_user-id: eve",
      "Connection: X-Forwarded-For",
    ];
    const { headers } = await sent(["GET /x HTTP/1.1", "Host: app.example:8443", ...lies]);
    expect(headers).toMatchObject({
      host: "app.example:8443",
      "x-forwarded-for": "127.0.0.1",
      "x-forwarded-proto": "http",
      "x-forwarded-host": "app.example:8443",
      "x-forwarded-port": new URL(both.url).port,
    });
    expect(Object.values(headers).join()).not.toMatch(/192\.0\.2|evil|eve/);
  });
});

describe("what the client is sent", () => {
  it("is the answer of HEAD, of a range and of a compressed page as the application made them", async () => {
    const [head, nothing] = await raw("/head", "HEAD");
    expect([head.statusCode, head.headers["content-length"], head.headers["x-page"], nothing.length]).toEqual([
      200,
      "12345",
      "1",
      0,
    ]);
    const [range, part] = await raw("/range", "GET", { range: "bytes=4-8" });
    expect([range.statusCode, range.headers["content-range"], part.toString()]).toEqual([
      206,
      "bytes 4-8/8800",
      "quick",
    ]);
    const [page, packed] = await raw("/gzip", "GET", { "accept-encoding": "gzip" });
    expect([page.headers["content-encoding"], page.headers.etag]).toEqual(["gzip", '"a"']);
    expect(gunzipSync(packed).subarray(0, 9).toString()).toBe("the quick");
  });

  it("has trailers, and keeps to itself what is for one connection", async () => {
    const [answer, body] = await raw("/trailers");
    expect([body.toString(), answer.rawTrailers]).toEqual(["body", ["X-Sum", "4"]]);
    const [{ headers }] = await raw("/hop");
    expect(headers["x-public"]).toBe("1");
    expect([headers["x-private"], headers["proxy-authenticate"]]).toEqual([undefined, undefined]);
  });

  it("has the reason and the letters of the application", async () => {
    const answer = await exchange(both.url, requestText(["GET /odd HTTP/1.1", "Host: a"]));
    expect(answer).toMatch(/^HTTP\/1\.1 299 \xfcber\r\nX-Odd: \xe9\r\nX-Odd: 2\r\nContent-Length: 2\r\n/);
  });

  it("may be announced by hints, and by a word that the body may come", async () => {
    const hinted = await exchange(both.url, requestText(["GET /hints HTTP/1.1", "Host: a"]));
    expect(hinted).toMatch(
      /^HTTP\/1\.1 103 Early Hints\r\nLink: <\/style\.css>; rel=preload; as=style\r\n\r\nHTTP\/1\.1 200 /i,
    );
    const expecting = ["POST /sink HTTP/1.1", "Host: a", "Expect: 100-continue", "Content-Length: 2"];
    expect(await exchange(both.url, requestText(expecting, "ok"))).toMatch(
      /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /,
    );
  });

  it("is one that HTTP/1.0 can read", async () => {
    const answer = await exchange(both.url, "GET /trailers HTTP/1.0\r\n\r\n");
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK\r\n.*\r\n\r\nbody$/s);
    expect(answer).not.toMatch(/chunked|trailer/i);
  });

  it("comes piece by piece, its head at once", async () => {
    const answer = await fetch(`${both.url}/pieces`);
    expect([answer.headers.get("content-type"), answer.headers.get("x-latin")]).toEqual([
      "text/event-stream",
      "caf\xe9",
    ]);
    const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    await fetch(`${both.url}/release`);
    expect((await reader.read()).value).toBe("data: one\n\n");
    await fetch(`${both.url}/release`);
    expect((await reader.read()).value).toBe("data: two\n\n");
    expect((await reader.read()).done).toBe(true);
  });

  it("may answer a body that is still being sent", async () => {
    let send: (text: string) => void = () => undefined;
    let end: () => void = () => undefined;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        send = (text) => controller.enqueue(new TextEncoder().encode(text));
        end = () => controller.close();
      },
    });
    send("one");
    const answer = await fetch(`${both.url}/mirror`, { method: "POST", body, duplex: "half" });
    const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader.read()).value).toBe("one");
    send("two");
    expect((await reader.read()).value).toBe("two");
    end();
    expect((await reader.read()).done).toBe(true);
  });

  it("is a refusal of a body that nobody has read", async () => {
    const head = ["POST /refuse HTTP/1.1", "Host: a", "Content-Length: 1000000"];
    expect(await exchange(both.url, requestText(head, "x".repeat(100)))).toMatch(/^HTTP\/1\.1 413 .*too large\r\n/s);
  });

  it("is the same ten million bytes both ways", async () => {
    const size = 10_000_000;
    const down = Buffer.from(await (await fetch(`${both.url}/source/${size}`)).arrayBuffer());
    expect([down.length, down.subarray(-16).toString()]).toEqual([size, "0123456789abcdef"]);
    const up = await fetch(`${both.url}/sink`, { method: "POST", body: down });
    expect(await up.json()).toEqual({ size, sha256: createHash("sha256").update(down).digest("hex") });
  });
});

describe("a WebSocket", () => {
  const hands = ["Host: app.example", "Connection: keep-alive, Upgrade", "Upgrade: WebSocket", "Sec-WebSocket-Key: x"];

  it("goes through, bytes both ways, and tells the client no user", async () => {
    const { hostname, port } = new URL(both.url);
    const socket = connect(Number(port), hostname);
    socket.setEncoding("latin1");
    let text = "";
    const heard = (wanted: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => void (text.includes(wanted) && resolve());
        socket.on("data", (piece: string) => {
          text += piece;
          look();
        });
        look();
      });
    socket.write(`GET /socket HTTP/1.1\r\n${hands.join("\r\n")}\r\nX-User-Id: eve\r\n\r\n\x81\x05early`, "latin1");
    await heard("early");
    expect(text).toMatch(/^HTTP\/1\.1 101 .*upgrade: websocket/is);
    expect(text).toContain('"x-forwarded-for":"127.0.0.1"');
    expect(text.toLowerCase()).not.toMatch(/x-user-id/);
    socket.write("\x00\xff\x80late", "latin1");
    await heard("\x00\xff\x80late");
    socket.destroy();
  });

  it("is refused in the application's words", async () => {
    const answer = await exchange(both.url, `GET /refused HTTP/1.1\r\n${hands.join("\r\n")}\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n.*\r\n\r\nno$/s);
    expect(answer.toLowerCase()).not.toContain("x-user-id");
  });
});

describe("what could be understood in two ways", () => {
  const refused: [string, string][] = [
    ["two lengths", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab"],
    [
      "a length and chunks",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    [
      "chunks and a length",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
    ],
    ["a coding of its own", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"],
    [
      "chunked twice",
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["a coding that is not the last", "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n"],
    ["chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"],
    ["a folded header", "GET / HTTP/1.1\r\nHost: a\r\nX-A: 1\r\n b\r\n\r\n"],
    ["a space before the colon", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 1\r\n\r\na"],
    ["a bare line feed", "GET / HTTP/1.1\nHost: a\n\n"],
    ["a bare carriage return", "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"],
    ["a length with a sign", "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na"],
    ["two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"],
    ["no host", "GET / HTTP/1.1\r\nX: a\r\n\r\n"],
    ["a host that is none", "GET / HTTP/1.1\r\nHost: a/b@c\r\n\r\n"],
    ["a target that is no path", "GET ftp://a/b HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a target for nobody", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["letters in the target that are none", "GET /caf\xe9 HTTP/1.1\r\nHost: a\r\n\r\n"],
    ["a zero byte", "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n"],
  ];
  it.each(refused)("is refused: %s", async (_, text) => {
    const answer = await exchange(both.url, text.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  it("is refused in mid-body: a chunk of no size", async () => {
    const head = "POST /sink HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    const answer = await exchange(both.url, `${head}xyz\r\nabc\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`);
    expect(answer).not.toMatch(/HTTP\/1\.1 200/);
  });
});
