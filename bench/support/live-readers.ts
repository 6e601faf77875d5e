/** Holds many streams of `/api/live/` open in a process of its own: `live-readers.ts URL SECRET`. */
import { Agent, get, request } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { createSigner } from "fast-jwt";
import { userId } from "./people.ts";

/** What the readers are told: to hold so many streams open, or to have so many of their users updated a second. */
export type ReadersOrder =
  | { readonly kind: "open"; readonly streams: number }
  | { readonly kind: "update"; readonly perSecond: number; readonly seconds: number };

/** When a version of a user was read, in milliseconds since 1970. */
export interface Receipt {
  readonly userId: string;
  readonly version: number;
  readonly at: number;
}

const [url = "", secret = ""] = process.argv.slice(2);
const sign = createSigner({ key: secret, algorithm: "HS256" });
/** Streams opened at once; a service that starts again sees more, spread by the clients' jitter. */
const OPENING = 50;
/** Users in one request of the platform's server. */
const BATCH = 20;
const QUIET_MS = 1_000;
const sender = new Agent({ keepAlive: true, maxSockets: 4 });
let receipts: Receipt[] = [];
let open = 0;
let round = 0;

process.on("message", async (order: ReadersOrder) => {
  if (order.kind === "open") {
    while (open < order.streams) {
      const many = Math.min(OPENING, order.streams - open);
      await Promise.all(Array.from({ length: many }, () => openStream(userId(open++))));
    }
    process.send?.("open");
  } else {
    receipts = [];
    await update(order.perSecond, order.seconds);
    process.send?.(receipts);
  }
});
process.send?.("ready");

/** Resolves with the first event. */
function openStream(id: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${sign({ sub: id })}`, accept: "text/event-stream" };
    get(`${url}/api/live/`, { agent: false, headers }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`a stream was answered ${response.statusCode}`));
      response.setEncoding("latin1");
      response.on("data", (text: string) => {
        const at = performance.timeOrigin + performance.now();
        for (const [, version] of text.matchAll(/^id: (\d+)$/gm)) {
          receipts.push({ userId: id, version: Number(version), at });
          resolve();
        }
      });
      response.once("close", () => reject(new Error("a stream was closed")));
    }).once("error", reject);
  });
}

/** Users take turns, in requests of a few users each, spread over the second. */
async function update(perSecond: number, seconds: number): Promise<void> {
  const startedAt = performance.now();
  const sent: Promise<void>[] = [];
  for (let user = 0; user < perSecond * seconds; user += BATCH) {
    const wait = startedAt + (user / perSecond) * 1_000 - performance.now();
    if (wait > 0) await delay(wait);
    const ref = `problem ${round++}`;
    const activities = Array.from({ length: BATCH }, (_, i) => ({
      user_id: userId((user + i) % open),
      type: "problem_solved",
      ref,
    }));
    sent.push(post(JSON.stringify({ activities })));
  }
  await Promise.all(sent);
  await delay(QUIET_MS);
}

function post(body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${secret}`, "content-type": "application/json" };
    const sending = request(`${url}/v1/activities`, { method: "POST", agent: sender, headers }, (response) => {
      response.resume().once("end", () => {
        if (response.statusCode === 200) resolve();
        else reject(new Error(`activities were answered ${response.statusCode}`));
      });
    });
    sending.once("error", reject).end(body);
  });
}
