import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import { freshDatabase } from "../support/fresh-database.ts";

const CHILD = fileURLToPath(new URL("sweep-child.ts", import.meta.url));
const USERS = 300;
const MINUTE_MS = 60_000;

const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

/** A sweeping process, and a way to wait for a line that it prints. */
function startSweep(url: string, now: number): { child: ChildProcess; line: (start: string) => Promise<string> } {
  const child = spawn(process.execPath, ["--conditions=daystreak-src", CHILD, url, String(now)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  reader.on("line", (line) => lines.push(line));
  return {
    child,
    async line(start) {
      for (;;) {
        const found = lines.find((line) => line.startsWith(start));
        if (found !== undefined) return found;
        await once(reader, "line");
      }
    },
  };
}

it("concludes every break once although a sweeping process is stopped for a minute and then goes on", async () => {
  const { url, drop } = await freshDatabase();
  const clock = { now: Date.parse("2026-03-01T12:00:00Z") };
  const tracker = await createTracker({ store: await openStore(url), clock: () => clock.now });
  const ids = Array.from({ length: USERS }, (_, index) => `user ${index}`);
  await Promise.all(ids.map((userId) => tracker.record({ userId, type: "request" })));
  clock.now = Date.parse("2026-03-03T00:00:01Z");

  const stopped = startSweep(url, clock.now);
  await stopped.line("writes");
  stopped.child.kill("SIGSTOP");
  // A minute later the leases of the stopped process have run out, whatever it still had in hand.
  const other = startSweep(url, clock.now + MINUTE_MS);
  await other.line("done");
  stopped.child.kill("SIGCONT");
  await stopped.line("done");

  expect(await tracker.store.due(clock.now + MINUTE_MS, 1)).toEqual([]);
  for (const userId of ids) {
    const facts = (await tracker.feed(userId, 10))?.facts ?? [];
    expect(facts.map(({ kind }) => kind).sort()).toEqual(["streak.broken", "streak.started"]);
    expect((await tracker.state(userId))?.version).toBe(2);
  }
  await tracker.close();
  await drop();
});
