import type { ChildProcess } from "node:child_process";
import { afterEach, expect, it } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { listening, startCli, testFolder } from "../cli/run-cli.ts";
import { freshDatabase } from "../support/fresh-database.ts";

const KEY = "a-key-of-the-platform";
/** `DAYSTREAK_STORM_USERS` makes the storm larger. */
const USERS = Number(process.env.DAYSTREAK_STORM_USERS ?? 60);
const SENDERS = 16;
const NOON = "2026-03-01T12:00:00Z";

const folder = testFolder();
const children: ChildProcess[] = [];
afterEach(async () => {
  await Promise.all(
    children.splice(0).map((child) => {
      const gone = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGTERM");
      return gone;
    }),
  );
});

/** A service in a process of its own; gives its address. */
function startService(database: string): Promise<string> {
  const env = { DAYSTREAK_JWT_SECRET: "a-secret-of-at-least-32-characters", DAYSTREAK_API_KEY: KEY };
  const child = startCli(["serve", "--port", "0", "--database", database], folder, env);
  children.push(child);
  child.stderr?.resume();
  return listening(child);
}

interface Report {
  readonly accepted: number;
  readonly duplicates: number;
  readonly rejected: readonly { readonly code: string }[];
}

/** Sends a solved problem as an app does: again, for as long as the service says that it is asked too much. */
async function solve(url: string, userId: string, ref: string): Promise<Report> {
  const activities = [{ user_id: userId, type: "problem_solved", ref, at: NOON, zone: "UTC" }];
  for (;;) {
    const response = await fetch(`${url}/v1/activities`, {
      method: "POST",
      headers: { authorization: `Bearer ${KEY}`, "content-type": "application/json" },
      body: JSON.stringify({ activities }),
    });
    const report = (await response.json()) as Report;
    if (response.status !== 503 && !report.rejected.some(({ code }) => code === "overloaded")) return report;
  }
}

const databases = [
  ["two processes on one PostgreSQL", 2, async () => (await freshDatabase()).url],
  ["one process on SQLite", 1, async () => "sqlite:./storm.db"],
] as const;

it.each(databases)(
  "loses and doubles nothing where 16 requests of each user meet: %s",
  async (_, processes, open) => {
    const database = await open();
    const urls = await Promise.all(Array.from({ length: processes }, () => startService(database)));
    const ids = Array.from({ length: USERS }, (_unused, index) => `learner ${index}`);
    const storm = ids.flatMap((userId) => Array.from({ length: SENDERS }, (_unused, n) => ({ userId, n })));
    const answers = await Promise.all(
      storm.map(({ userId, n }) => solve(urls[n % urls.length] as string, userId, `problem ${n}`)),
    );
    expect(answers.filter(({ accepted, duplicates }) => accepted + duplicates !== 1)).toEqual([]);

    const store = await openStore(database.replace("./", `${folder}/`));
    const sums = { problems: 0, rows: 0, complete: 0 };
    for (const userId of ids) {
      const [day, ...others] = await store.days(userId, 0, 40_000);
      expect(others).toEqual([]);
      sums.problems += day?.problemIds.length ?? 0;
      sums.complete += day?.status === "complete" ? 1 : 0;
      sums.rows += (await store.activities(userId, 0, 40_000)).length;
    }
    expect(sums).toEqual({ problems: USERS * SENDERS, rows: USERS * SENDERS, complete: USERS });
    await store.close();
  },
  60_000,
);
