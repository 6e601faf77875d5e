import { createHash } from "node:crypto";
import type { Random } from "../fuzz/random.ts";

/** A request as bytes, and what the application must have made of it. */
export interface OddRequest {
  readonly bytes: Buffer;
  readonly expected: {
    readonly id: string;
    readonly method: string;
    readonly target: string;
    readonly size: number;
    readonly sum: string;
  };
  /** Whether the connection may be over after it. */
  readonly isLast: boolean;
}

/** A name for a request that no broken byte turns into the name of another. */
export function fuzzId(number: number): string {
  return `f${number}-${createHash("md5").update(String(number)).digest("hex")}`;
}

/** Whether a name is one of those. */
export function isFuzzId(id: string): boolean {
  return id === fuzzId(Number(/^f(\d+)-/.exec(id)?.[1]));
}

const METHODS = ["GET", "GET", "GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "PURGE", "TRACE"];
const SEGMENTS = [
  "a",
  "..",
  ".",
  "",
  "%2F",
  "%00",
  "%zz",
  "%",
  "a;b=c",
  "api",
  "activityx",
  "~",
  "'",
  '"',
  "<b>",
  "{}",
  "|",
  "\\",
];
const QUERIES = ["", "?", "?a=b&&c", "?//..", "??", "?%ff", "#x"];
const HEADERS = [
  "Accept: */*",
  "X-User-Id: eve",
  "X_User_Id: eve",
  "x-forwarded-for: 192.0.2.1",
  "X-Forwarded-Proto: https",
  "Forwarded: for=192.0.2.1",
  "Cookie: a=b; c=d",
  "Cookie: e=f",
  "Connection: keep-alive",
  "Connection: Content-Length, X-Fuzz2, X-Forwarded-For, Transfer-Encoding",
  "Keep-Alive: timeout=1",
  "TE: trailers",
  "Proxy-Connection: keep-alive",
  "Upgrade: h2c",
  "Authorization: Bearer a.b.c",
  "Authorization: Basic eDp5",
  "Accept-Encoding: gzip, br",
  "X-Empty:",
  "X-Latin: \xe9\xff",
  "__proto__: x",
  "constructor: y",
  "Daystreak-Zone: Mars/Olympus",
  "Trailer: X-Sum",
  "Content-Type: text/plain",
  `X-Long: ${"x".repeat(2_000)}`,
];

/** A request that is odd, and right all the same. */
export function oddRequest(random: Random, id: string): OddRequest {
  const method = random.pick(METHODS);
  const path = `/${Array.from({ length: random.below(5) }, () => random.pick(SEGMENTS)).join("/")}${random.pick(QUERIES)}`;
  const isAbsolute = random.oneIn(10);
  const target = isAbsolute ? `http://other.example:81${path}` : path;
  const headers = [`X-Fuzz: ${id}`, ...Array.from({ length: random.below(6) }, () => random.pick(HEADERS))];
  const isUpgrade = method === "GET" && random.oneIn(40);
  if (isUpgrade) headers.push("Connection: Upgrade", "Upgrade: websocket");
  const body = isUpgrade || random.oneIn(2) ? "" : "abcdefgh".repeat(random.below(400)).slice(0, random.below(3_000));
  const isChunked = body !== "" && random.oneIn(2);
  const isAnnounced = body !== "" || random.oneIn(4);
  if (isChunked) headers.push("Transfer-Encoding: chunked");
  else if (isAnnounced) headers.push(`Content-Length: ${body.length}`);
  headers.splice(random.below(headers.length + 1), 0, `Host: ${random.pick(["a", "app.example:8000", "[::1]:1"])}`);
  const text = `${method} ${target} HTTP/1.1\r\n${headers.join("\r\n")}\r\n\r\n${isChunked ? chunksOf(random, body) : body}`;
  const sum = createHash("md5").update(body).digest("hex");
  return {
    bytes: Buffer.from(text, "latin1"),
    expected: { id, method, target: path, size: body.length, sum },
    isLast: isUpgrade,
  };
}

function chunksOf(random: Random, body: string): string {
  let text = "";
  for (let at = 0; at < body.length; ) {
    const size = 1 + random.below(500);
    const piece = body.slice(at, at + size);
    text += `${piece.length.toString(16)}${random.oneIn(5) ? ";ext=1" : ""}\r\n${piece}\r\n`;
    at += size;
  }
  return `${text}0\r\n${random.oneIn(5) ? "X-Sum: 1\r\n" : ""}\r\n`;
}

const BREAKS = [
  "Content-Length: 5",
  "Content-Length: 5, 5",
  "Content-Length: +5",
  "Content-Length: 0x5",
  "Content-Length: 99999",
  "Content-Length : 5",
  "Content-Length:\v5",
  "Transfer-Encoding: chunked",
  "Transfer-Encoding: chunked, identity",
  "Transfer-Encoding: xchunked",
  "Transfer-Encoding:\tchunked",
  "Transfer-Encoding\n: chunked",
  "Transfer_Encoding: chunked",
  " Transfer-Encoding: chunked",
  "X: y\r\n Transfer-Encoding: chunked",
  "X: y\nTransfer-Encoding: chunked",
  "X: y\rTransfer-Encoding: chunked",
  "Host: b",
  "Expect: 200-ok",
  "\0: x",
  ": x",
  "X\xff: y",
  `X: ${"y".repeat(40_000)}`,
];

/** The same bytes with something wrong in them. */
export function broken(random: Random, bytes: Buffer): Buffer {
  const headEnd = bytes.indexOf("\r\n\r\n");
  const lineEnd = bytes.indexOf("\r\n") + 2;
  const at = random.below(random.oneIn(3) ? bytes.length : headEnd);
  const byte = Buffer.from([random.oneIn(2) ? random.below(256) : random.pick([0, 9, 10, 13, 32, 44, 58, 59])]);
  switch (random.below(6)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), byte, bytes.subarray(at)]);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), byte, bytes.subarray(at + 1)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
    case 3:
      return bytes.subarray(0, at);
    default:
      return Buffer.concat([
        bytes.subarray(0, lineEnd),
        Buffer.from(`${random.pick(BREAKS)}\r\n`, "latin1"),
        bytes.subarray(lineEnd),
      ]);
  }
}
