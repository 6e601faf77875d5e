/**
 * An application that takes nothing from its proxy but HTTP as it is written down, read by a parser of its own: what Node
 * would forgive is found here. Tells its port; `GET /faults` lists what was wrong.
 */
import { createHash } from "node:crypto";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createRandom } from "../fuzz/random.ts";
import { isFuzzId } from "./odd-requests.ts";

interface Asked {
  readonly method: string;
  readonly target: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** Where the next request begins. */
  readonly end: number;
}

const LINE = /^([!#$%&'*+.^_`|~\dA-Za-z-]+) (\/[\x21-\x7e]*) HTTP\/1\.1$/;
const HEADER = /^([!#$%&'*+.^_`|~\dA-Za-z-]+): ?([\t\x20-\x7e\x80-\xff]*)$/;
const FORBIDDEN = ["te", "keep-alive", "proxy-connection", "x-user-id", "x_user_id", "forwarded", "expect"];
const faults: string[] = [];
const seen = new Set<string>();

/** Reads the request at the beginning of the bytes; `undefined` where more must come. @throws what is wrong with it */
function read(bytes: Buffer): Asked | undefined {
  const headEnd = bytes.indexOf("\r\n\r\n");
  if (headEnd === -1) return undefined;
  const [line = "", ...rest] = bytes.toString("latin1", 0, headEnd).split("\r\n");
  const [, method = "", target = ""] = LINE.exec(line) ?? fault(`line ${JSON.stringify(line)}`);
  const headers = new Map<string, string>();
  for (const text of rest) {
    const [, name = "", value = ""] = HEADER.exec(text) ?? fault(`header ${JSON.stringify(text)}`);
    const lower = name.toLowerCase();
    const isSingle = /^(host|content-length|transfer-encoding|x-forwarded-.*|connection)$/.test(lower);
    if (isSingle && headers.has(lower)) fault(`two of ${lower}`);
    if (FORBIDDEN.includes(lower)) fault(`${lower} was passed on`);
    headers.set(lower, lower === "x-fuzz" && headers.has(lower) ? "" : value.trim());
  }
  if (!headers.has("host")) fault("no host");
  if (headers.get("x-forwarded-for") !== "127.0.0.1") fault(`for ${headers.get("x-forwarded-for")}`);
  const length = headers.get("content-length");
  const coding = headers.get("transfer-encoding");
  if (length !== undefined && coding !== undefined) fault("a length and a coding");
  if (coding !== undefined) {
    if (coding !== "chunked") fault(`coding ${coding}`);
    const chunked = readChunks(bytes, headEnd + 4);
    return chunked === undefined ? undefined : { method, target, headers, ...chunked };
  }
  if (length !== undefined && !/^\d+$/.test(length)) fault(`length ${length}`);
  const end = headEnd + 4 + Number(length ?? 0);
  return bytes.length < end ? undefined : { method, target, headers, body: bytes.subarray(headEnd + 4, end), end };
}

function readChunks(bytes: Buffer, start: number): { body: Buffer; end: number } | undefined {
  const pieces: Buffer[] = [];
  for (let at = start; ; ) {
    const lineEnd = bytes.indexOf("\r\n", at);
    if (lineEnd === -1) return undefined;
    const line = bytes.toString("latin1", at, lineEnd);
    if (!/^[\da-f]+$/i.test(line)) fault(`chunk ${JSON.stringify(line)}`);
    const size = Number.parseInt(line, 16);
    const end = lineEnd + 2 + size;
    if (size === 0) {
      const trailersEnd = bytes.indexOf("\r\n\r\n", lineEnd);
      return trailersEnd === -1 ? undefined : { body: Buffer.concat(pieces), end: trailersEnd + 4 };
    }
    if (bytes.length < end + 2) return undefined;
    if (bytes.toString("latin1", end, end + 2) !== "\r\n") fault("a chunk without an end");
    pieces.push(bytes.subarray(lineEnd + 2, end));
    at = end + 2;
  }
}

function fault(text: string): never {
  faults.push(text);
  throw new Error(text);
}

function answerTo({ method, target, headers, body }: Asked): Buffer {
  const id = headers.get("x-fuzz") ?? "";
  if (isFuzzId(id)) {
    if (seen.has(id)) faults.push(`${id} came twice`);
    seen.add(id);
  }
  const sum = createHash("md5").update(body).digest("hex");
  const list = target === "/faults" ? { faults } : {};
  const text = Buffer.from(JSON.stringify({ id, method, target, size: body.length, sum, ...list }));
  const isUpgrade = headers.has("upgrade");
  const status = isUpgrade ? "403 No" : "200 OK";
  const isChunked = text.length % 2 === 0 && !isUpgrade;
  const framing = isChunked ? "Transfer-Encoding: chunked" : `Content-Length: ${text.length}`;
  const head = Buffer.from(
    `HTTP/1.1 ${status}\r\n${framing}\r\nX-User-Id: fuzz\r\nContent-Type: application/json\r\n\r\n`,
  );
  if (method === "HEAD") return head;
  if (!isChunked) return Buffer.concat([head, text]);
  return Buffer.concat([head, Buffer.from(`${text.length.toString(16)}\r\n`), text, Buffer.from("\r\n0\r\n\r\n")]);
}

/** An answer with something wrong in it, the same for the same seed. */
function broken(answer: Buffer, seed: number): Buffer {
  const random = createRandom(seed);
  const at = random.below(answer.length);
  const byte = Buffer.from([random.below(256)]);
  if (random.oneIn(5)) return answer.subarray(0, at);
  if (random.oneIn(5)) return Buffer.concat([answer, random.oneIn(2) ? answer : byte]);
  return Buffer.concat([answer.subarray(0, at), byte, answer.subarray(random.oneIn(2) ? at : at + 1)]);
}

function serve(socket: Socket): void {
  let bytes = Buffer.alloc(0);
  socket.on("error", () => undefined);
  socket.on("data", (piece: Buffer) => {
    bytes = Buffer.concat([bytes, piece]);
    try {
      for (let asked = read(bytes); asked !== undefined; asked = read(bytes)) {
        bytes = bytes.subarray(asked.end);
        const seed = asked.headers.get("x-break");
        if (seed === undefined) socket.write(answerTo(asked));
        // Half of the broken ones leave the connection open, for whatever comes next.
        else if (Number(seed) % 2 === 0) socket.end(broken(answerTo(asked), Number(seed)));
        else socket.write(broken(answerTo(asked), Number(seed)));
      }
    } catch {
      socket.destroy();
    }
  });
}

const server = createServer(serve).listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
});
