/** Sends GETs of ever new users at a steady pace, whatever the answers do: `paced-sender.ts`. */
import { Agent, get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { userId } from "./people.ts";

/** What the sender is told; it answers with the latencies in milliseconds. */
export interface PacedOrder {
  readonly port: number;
  readonly perSecond: number;
  readonly seconds: number;
}

const TICK_MS = 10;
const agent = new Agent({ keepAlive: true });
let user = 0;

process.on("message", async ({ port, perSecond, seconds }: PacedOrder) => {
  const sent: Promise<number>[] = [];
  const startedAt = performance.now();
  for (let elapsed = 0; elapsed < seconds * 1000; elapsed = performance.now() - startedAt) {
    while (sent.length < (elapsed / 1000) * perSecond) sent.push(request(port));
    await delay(TICK_MS);
  }
  process.send?.(await Promise.all(sent));
});
process.send?.("ready");

function request(port: number): Promise<number> {
  const startedAt = performance.now();
  return new Promise((resolve, reject) => {
    const headers = { "x-user": userId(user++) };
    get({ host: "127.0.0.1", port, path: "/api/things/42", agent, headers }, (response) => {
      response.resume().once("end", () => {
        if (response.statusCode === 200) resolve(performance.now() - startedAt);
        else reject(new Error(`the host answered ${response.statusCode}`));
      });
    }).once("error", reject);
  });
}
