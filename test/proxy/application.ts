/** The application behind the proxies of these tests, in a process of its own: tells its port, then what it is asked for. */
import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const HALF = Buffer.alloc(65_536, "0123456789abcdef");
const PAGE = Buffer.from("the quick brown fox jumps over the lazy dog\n".repeat(200));
const silent = { asked: 0, gone: 0 };
let held: (() => void) | undefined;

const ANSWERS: Readonly<Record<string, Answer>> = {
  /** Sends what `x-answer` says, with the header that names a user where `x-answer-user` does. */
  answer(request, response) {
    const { "x-answer": text = "{}", "x-answer-user": user, "x-status": status = "200" } = request.headers;
    const named = user === undefined ? {} : { "X-User-Id": String(user).split("|") };
    response.writeHead(Number(status), { "content-type": "application/json", ...named }).end(text);
  },
  /** Two pieces, the second when `/release` is asked for. */
  pieces(_, response) {
    response.writeHead(200, { "content-type": "text/event-stream", "x-latin": "caf\xe9" });
    response.write(Buffer.alloc(0));
    held = () => {
      response.write("data: one\n\n");
      held = () => response.end("data: two\n\n");
    };
  },
  release(_, response) {
    held?.();
    response.end("ok");
  },
  /** Answers with each piece of a body as it comes in. */
  mirror(request, response) {
    response.writeHead(200, { "content-type": "application/octet-stream" });
    request.pipe(response);
  },
  /** Sizes and sums of a body, whatever its size. */
  sink(request, response) {
    const sum = createHash("sha256");
    let size = 0;
    request.on("data", (chunk: Buffer) => {
      size += chunk.length;
      sum.update(chunk);
    });
    request.on("end", () => json(response, { size, sha256: sum.digest("hex") }));
  },
  /** As many bytes as the path says. */
  source(request, response) {
    let left = Number(request.url?.split("/")[2]);
    response.writeHead(200, { "content-length": left, "content-type": "application/octet-stream" });
    const more = (): void => {
      while (left > 0) {
        const piece = HALF.subarray(0, Math.min(left, HALF.length));
        left -= piece.length;
        if (!response.write(piece)) return void response.once("drain", more);
      }
      response.end();
    };
    more();
  },
  gzip(_, response) {
    response.writeHead(200, { "content-encoding": "gzip", "content-type": "text/plain", etag: '"a"' });
    response.end(gzipSync(PAGE));
  },
  range(request, response) {
    const [, from = "0", to = "0"] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "") ?? [];
    response.writeHead(206, { "content-range": `bytes ${from}-${to}/${PAGE.length}` });
    response.end(PAGE.subarray(Number(from), Number(to) + 1));
  },
  head(_, response) {
    response.writeHead(200, { "content-length": 12345, "x-page": "1" }).end();
  },
  trailers(_, response) {
    response.writeHead(200, { trailer: "X-Sum, X-User-Id" });
    response.write("body");
    response.addTrailers({ "X-Sum": "4", "X-User-Id": "eve" });
    response.end();
  },
  hop(_, response) {
    response.writeHead(200, {
      connection: "close, x-private",
      "x-private": "1",
      "x-public": "1",
      "proxy-authenticate": "no",
    });
    response.end();
  },
  hints(_, response) {
    response.writeEarlyHints({ link: "</style.css>; rel=preload; as=style", "x-user-id": "eve" }, () =>
      response.end("ok"),
    );
  },
  refuse(_, response) {
    response.writeHead(413, { "content-type": "text/plain", connection: "close" }).end("too large");
  },
  never: (_, response) => {
    silent.asked++;
    response.once("close", () => silent.gone++);
  },
  /** Breaks off in the middle of a body. */
  cut(_, response) {
    response.writeHead(200, { "content-length": 1000 });
    response.write("half", () => response.destroy());
  },
  silent: (_, response) => json(response, silent),
  /** Closes the connection after its answer without having said so. */
  stale(request, response) {
    json(response, {});
    setImmediate(() => request.socket.destroy());
  },
  nonsense: ({ socket }) => socket.end("nonsense\r\n\r\n"),
  doubled: ({ socket }) =>
    socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n"),
  coded: ({ socket }) => socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
  odd: ({ socket }) =>
    socket.end("HTTP/1.1 299 \xfcber\r\nX-Odd: \xe9\r\nX-Odd: 2\r\nContent-Length: 2\r\n\r\nok", "latin1"),
};

const server = createServer((request, response) => {
  const [, name = ""] = (request.url ?? "").split(/[/?]/);
  (ANSWERS[name] ?? report)(request, response);
});

/** What arrived, as it arrived. */
function report(request: IncomingMessage, response: ServerResponse): void {
  const pieces: Buffer[] = [];
  request.on("data", (piece: Buffer) => pieces.push(piece));
  request.on("end", () => {
    const { method, url, rawHeaders, headers, rawTrailers } = request;
    const body = Buffer.concat(pieces).toString("latin1");
    json(response, { method, url, rawHeaders, headers, rawTrailers, body });
  });
}

function json(response: ServerResponse, value: unknown): void {
  const text = JSON.stringify(value);
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) }).end(text);
}

server.on("upgrade", (request, socket, head) => {
  socket.on("error", () => undefined);
  if (request.url === "/refused") {
    return socket.end("HTTP/1.1 403 Forbidden\r\nX-User-Id: ada\r\nContent-Length: 2\r\n\r\nno");
  }
  if (request.url === "/silent") return;
  socket.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nX-User-Id: ada\r\n");
  socket.write(`X-Seen: ${JSON.stringify(request.headers)}\r\n\r\n`);
  socket.write(head);
  socket.pipe(socket);
});

server.listen(Number(process.argv[2] ?? 0), "127.0.0.1", () => {
  console.log(JSON.stringify({ msg: "listening", url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }));
});
