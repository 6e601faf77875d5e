import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { freshDatabase } from "../support/fresh-database.ts";

const CHILD = fileURLToPath(new URL("./dispatch-child.ts", import.meta.url));
/** Set it to 10 or more where time is no object. */
const KILLS = Number(process.env.DAYSTREAK_KILLS ?? 4);
const TIMEOUT = { timeout: 60_000 + KILLS * 15_000 };
const USERS = 30 * KILLS;

describe("kill -9 in the middle of sending notices", () => {
  const cleanups: (() => unknown)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  it("loses none and makes no second one, with two processes on one SQLite file", TIMEOUT, async () => {
    const folder = await mkdtemp(join(tmpdir(), "daystreak-dispatch-"));
    cleanups.push(() => rm(folder, { recursive: true }));
    await sendAndKill(`sqlite:${join(folder, "daystreak.db")}`, cleanups);
  });

  it("loses none and makes no second one, with two processes on PostgreSQL", TIMEOUT, async () => {
    const database = await freshDatabase();
    cleanups.push(() => database.drop());
    await sendAndKill(database.url, cleanups);
  });
});

async function sendAndKill(url: string, cleanups: (() => unknown)[]): Promise<void> {
  const due = Date.parse("2026-03-03T18:00:00Z");
  await makeDue(url, due);

  const ids = new Map<string, Set<string>>();
  let arrivals = 0;
  let onArrival = (): void => {};
  /** Answers that wait for a process to have begun: meanwhile the other one would send all there is. */
  let held: (() => unknown)[] | undefined;
  const receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { data } = JSON.parse(Buffer.concat(chunks).toString()) as { data: { user_id: string } };
      const known = ids.get(data.user_id) ?? new Set();
      ids.set(data.user_id, known.add(String(request.headers["webhook-id"])));
      arrivals++;
      onArrival();
      // The answer takes a while, so that somebody is always in the middle of sending.
      const answer = (): unknown => setTimeout(() => response.writeHead(204).end(), 15);
      if (held === undefined) answer();
      else held.push(answer);
    });
    request.on("error", () => {});
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  cleanups.push(() => {
    receiver.closeAllConnections();
    receiver.close();
  });
  const reached = (count: () => number, wanted: number): Promise<void> =>
    new Promise((resolve) => {
      onArrival = () => {
        if (count() >= wanted) resolve();
      };
      onArrival();
    });

  const children: ChildProcess[] = [];
  const start = async (): Promise<ChildProcess> => {
    const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
    const args = ["--conditions=daystreak-src", CHILD, url, target, String(due)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    children.push(child);
    cleanups.push(() => child.kill("SIGKILL"));
    await once(child.stdout as NodeJS.ReadableStream, "data");
    return child;
  };
  const pair = [await start(), await start()];
  for (let kill = 0; kill < KILLS; kill++) {
    // Some arrive, then one of the two dies with others in its hands; another takes its place.
    await reached(() => arrivals, arrivals + 10);
    const waiting: (() => unknown)[] = [];
    held = waiting;
    const victim = pair[kill % 2] as ChildProcess;
    victim.kill("SIGKILL");
    pair[kill % 2] = await start();
    held = undefined;
    for (const answer of waiting) answer();
  }
  await reached(() => ids.size, USERS);
  expect([...ids.values()].map((set) => set.size).filter((size) => size !== 1)).toEqual([]);
  expect(ids.size).toBe(USERS);
}

/** Learners whose reminder is due now, decided in the transaction of its cause. */
async function makeDue(url: string, due: number): Promise<void> {
  const rules = { notices: { channels: ["webhook"], holdout: 0 } };
  let now = due - 30 * 3_600_000;
  const tracker = await createTracker({ store: await openStore(url), rules, clock: () => now });
  const users = Array.from({ length: USERS }, (_, index) => `user ${index}`);
  await Promise.all(users.map((userId) => tracker.record({ userId, type: "request", zone: "UTC" })));
  now = due;
  await tracker.applyAll(users.map((userId) => ({ userId, changes: [{ kind: "tick" }] })));
  expect((await tracker.store.notices.due("webhook", due, USERS + 1)).length).toBe(USERS);
  await tracker.close();
}
