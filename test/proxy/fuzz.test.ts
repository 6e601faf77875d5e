import { spawn } from "node:child_process";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRandom, type Random } from "../fuzz/random.ts";
import { broken, fuzzId, type OddRequest, oddRequest } from "./odd-requests.ts";
import { type Running, running, startProxy } from "./two-processes.ts";

const COUNT = Number(process.env.DAYSTREAK_FUZZ_REQUESTS ?? 4_000);
const SEED = Number(process.env.DAYSTREAK_FUZZ_SEED ?? 20_261_122);
const AT_ONCE = 16;
/** On a connection on which nothing comes for this long, nothing will: the proxy waits for bytes that were cut off. */
const QUIET_MS = 300;
/** On one on which all is right, something will. */
const PATIENT_MS = 10_000;
/** No head, no chunk and no short body goes on with these: whoever still listens hangs up. */
const END = Buffer.alloc(20_000);

let app: Running;
let proxy: Running;
let port: number;
beforeAll(async () => {
  const script = fileURLToPath(new URL("strict-application.ts", import.meta.url));
  app = await running(spawn(process.execPath, [script], { stdio: ["ignore", "pipe", "inherit"] }));
  proxy = await startProxy(app.url, { DAYSTREAK_OWN_PATHS: "/api/activity/" });
  port = Number(new URL(proxy.url).port);
});
afterAll(async () => {
  await proxy.stop();
  await app.stop();
});

interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends bytes and gives what came back, once there are so many answers, the connection is closed, or nothing more comes. */
function send(bytes: Buffer, wanted: number, quietMs = QUIET_MS): Promise<Answer[]> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (piece: string) => {
      text += piece;
      if (wanted > 0 && answersIn(text).length >= wanted) socket.destroy();
    });
    // Whoever hangs up on us in the middle of our words may do so by a reset.
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(answersIn(text)));
    socket.setTimeout(quietMs, () => socket.destroy());
    socket.write(bytes);
  });
}

/** Reads answers as strictly as the application reads requests. */
function answersIn(text: string): Answer[] {
  const answers: Answer[] = [];
  for (let at = 0; at < text.length; ) {
    const headEnd = text.indexOf("\r\n\r\n", at);
    if (headEnd === -1) break;
    const head = text.slice(at, headEnd);
    const [, status] = /^HTTP\/1\.1 (\d{3}) [^\r\n]*(\r\n[^\r\n:]+: ?[^\r\n]*)*$/.exec(head) ?? [];
    if (status === undefined) throw new Error(`no answer: ${JSON.stringify(head)}`);
    const length = /\r\nContent-Length: (\d+)/i.exec(head)?.[1];
    let end = headEnd + 4;
    let body = "";
    if (length !== undefined) {
      body = text.slice(end, end + Number(length));
      if (body.length < Number(length)) break;
      end += Number(length);
    } else if (/\r\nTransfer-Encoding: chunked/i.test(head)) {
      const chunked = chunksFrom(text, end);
      if (chunked === undefined) break;
      ({ body, end } = chunked);
    }
    if (status !== "100") answers.push({ status: Number(status), head, body });
    at = end;
  }
  return answers;
}

/** A chunked body and where it ends; `undefined` where it is not whole yet. */
function chunksFrom(text: string, start: number): { body: string; end: number } | undefined {
  let body = "";
  for (let at = start; ; ) {
    const [line, size = ""] = /^([\da-f]+)\r\n/.exec(text.slice(at, at + 20)) ?? [];
    if (line === undefined) return undefined;
    const end = at + line.length + Number.parseInt(size, 16);
    if (size === "0") {
      const trailersEnd = text.indexOf("\r\n\r\n", at);
      return trailersEnd === -1 ? undefined : { body, end: trailersEnd + 4 };
    }
    if (text.length < end + 2) return undefined;
    body += text.slice(at + line.length, end);
    at = end + 2;
  }
}

let sent = 0;
function requestsOf(random: Random): OddRequest[] {
  const requests: OddRequest[] = [];
  do requests.push(oddRequest(random, fuzzId(++sent)));
  while (!random.oneIn(3) && requests.length < 4 && requests.at(-1)?.isLast === false);
  return requests;
}

/** One connection's worth: right requests, one of them perhaps broken. @returns what is wrong with the answers */
async function round(random: Random): Promise<string[]> {
  const requests = requestsOf(random);
  const bad = random.oneIn(2) ? random.below(requests.length) : -1;
  const pieces = requests.map(({ bytes }, index) => (index === bad ? broken(random, bytes) : bytes));
  if (bad >= 0) pieces.push(END);
  const answers = await (bad >= 0
    ? send(Buffer.concat(pieces), 0)
    : send(Buffer.concat(pieces), requests.length, PATIENT_MS));
  const complaints: string[] = [];
  if (bad < 0 && answers.length !== requests.length) complaints.push(`${answers.length} of ${requests.length} answers`);
  let before = -1;
  for (const { status, head, body } of answers) {
    if (/x-user-id/i.test(head)) complaints.push("the user was told");
    if (status !== 200 && status !== 403) {
      if (bad < 0 || ![400, 408, 413, 417, 431].includes(status)) complaints.push(`${status} ${body}`);
      continue;
    }
    const { faults: _, ...answer } = JSON.parse(body) as OddRequest["expected"] & { faults?: unknown };
    const index = requests.findIndex(({ expected }) => expected.id === answer.id);
    if (index === -1 && bad === -1) complaints.push(`somebody else's answer: ${body}`);
    if (index === -1 || index === bad) continue;
    if (index <= before) complaints.push(`${answer.id} out of turn`);
    before = index;
    const expected = JSON.stringify(requests[index]?.expected);
    if (JSON.stringify(answer) !== expected) complaints.push(`${body} for ${expected}`);
  }
  return complaints.map(
    (text) => `${text} · ${JSON.stringify(Buffer.concat(pieces).toString("latin1").slice(0, 600))}`,
  );
}

async function many(count: number, once: (random: Random) => Promise<string[]>): Promise<string[]> {
  const complaints: string[] = [];
  const goal = sent + count;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, lane) => {
      const random = createRandom(SEED + lane);
      while (sent < goal) complaints.push(...(await once(random)));
    }),
  );
  return complaints;
}

describe("a proxy that is sent anything", () => {
  it(`answers ${COUNT} odd and broken requests rightly, and passes on none that is not in order`, {
    timeout: 60_000 + COUNT * 20,
  }, async () => {
    expect((await many(COUNT, round)).slice(0, 5)).toEqual([]);
    expect(proxy.process.exitCode).toBeNull();
    const { faults } = (await (
      await fetch(`${app.url}/faults`, { headers: { "x-forwarded-for": "127.0.0.1" } })
    ).json()) as {
      faults: string[];
    };
    expect(faults.slice(0, 5)).toEqual([]);
  });

  it("lives through an application that answers anything, and mixes up no answers", {
    timeout: 60_000 + COUNT * 20,
  }, async () => {
    const brokenAnswer = async (random: Random): Promise<string[]> => {
      const id = fuzzId(++sent);
      const seed = random.below(2 ** 30);
      const ask = `GET /x HTTP/1.1\r\nHost: a\r\nX-Fuzz: ${id}\r\n`;
      await send(Buffer.from(`${ask}X-Break: ${seed}\r\nConnection: close\r\n\r\n`), 1);
      const next = fuzzId(++sent);
      const [answer] = await send(
        Buffer.from(`GET /next HTTP/1.1\r\nHost: a\r\nX-Fuzz: ${next}\r\n\r\n`),
        1,
        PATIENT_MS,
      );
      // Where another broken answer left something behind, the next one may fail, but never be somebody else's.
      return answer?.status === 502 || answer?.body.includes(`"id":"${next}"`) === true
        ? []
        : [`${next} after seed ${seed}: ${JSON.stringify(answer)}`];
    };
    expect((await many(COUNT / 4, brokenAnswer)).slice(0, 5)).toEqual([]);
    expect(proxy.process.exitCode).toBeNull();
  });
});
