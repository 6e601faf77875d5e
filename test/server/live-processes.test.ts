import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { tokenOf } from "../api/support.ts";
import { type EventReader, readEvents, type SeenEvent } from "../support/events.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { type RunningService, startService } from "./support.ts";

const folder = mkdtempSync(join(tmpdir(), "daystreak-live-"));
afterAll(() => rmSync(folder, { recursive: true }));
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function start(database: string): Promise<RunningService> {
  const service = await startService({ database });
  ends.push(service.close);
  return service;
}

async function follow({ url }: RunningService, userId: string, id?: string): Promise<EventReader> {
  const headers = { authorization: `Bearer ${tokenOf(userId)}`, ...(id !== undefined && { "last-event-id": id }) };
  return readEvents(await fetch(`${url}/api/live/`, { headers }));
}

function solve({ call }: RunningService, userIds: readonly string[], ref: string): Promise<Response> {
  const activities = userIds.map((user_id) => ({ user_id, type: "problem_solved", ref }));
  const headers = { "content-type": "application/json" };
  return call("POST", "/v1/activities", { headers, body: JSON.stringify({ activities }) });
}

/** The next event of so many problems solved, or the end: more than one commit may come as one event. */
async function untilSolved(reader: EventReader, problems: number): Promise<SeenEvent | undefined> {
  for (let seen = await reader.next(); ; seen = await reader.next()) {
    if (seen?.event !== "streak" || seen.data.streak.today.problems_solved >= problems) return seen;
  }
}

let files = 0;
const databases = [
  ["SQLite", async () => `sqlite:${join(folder, `${++files}.db`)}`],
  [
    "PostgreSQL",
    async () => {
      const { url, drop } = await freshDatabase();
      ends.push(drop);
      return url;
    },
  ],
] as const;

describe.each(databases)("streams of several processes on one %s", (_, open) => {
  it("show what another process commits, to its user only, and end when it erases them", async () => {
    const database = await open();
    const [here, there] = [await start(database), await start(database)];
    const [ada, bob] = [await follow(here, "ada"), await follow(here, "bob")];
    await Promise.all([ada.next(), bob.next()]);
    await solve(there, ["ada"], "a");
    const seen = await untilSolved(ada, 1);
    expect(seen?.data.facts.map(({ kind }) => kind)).toEqual(["streak.started"]);
    await solve(here, ["ada"], "b");
    expect((await untilSolved(ada, 2))?.data).toMatchObject({ streak: { user_id: "ada" }, facts: [] });
    await solve(there, ["bob"], "a");
    expect((await untilSolved(bob, 1))?.data.streak).toMatchObject({ user_id: "bob", version: 1 });
    await there.call("DELETE", "/api/me/", { as: "ada" });
    expect(await ada.next()).toMatchObject({ event: "end", data: { code: "user_erased" } });
  });

  it("find every follower among thousands who are changed at once", async () => {
    const database = await open();
    const [here, there] = [await start(database), await start(database)];
    const crowd = Array.from({ length: 5_000 }, (_unused, i) => `learner with a longer name, number ${i}`);
    const followed = [crowd[0], crowd[2_500], crowd[4_999]] as string[];
    const readers = await Promise.all(followed.map((userId) => follow(here, userId)));
    await Promise.all(readers.map((reader) => reader.next()));
    await solve(there, crowd, "a");
    const seen = await Promise.all(readers.map((reader) => untilSolved(reader, 1)));
    expect(seen.map((event) => event?.data.streak.user_id)).toEqual(followed);
  });

  it("go on elsewhere when a process stops, with the facts missed meanwhile", async () => {
    const database = await open();
    const [here, there] = [await start(database), await start(database)];
    const ada = await follow(here, "ada");
    const { id } = (await ada.next()) as SeenEvent;
    const closed = here.close();
    expect(await ada.next()).toMatchObject({ event: "end", data: { code: "closed" } });
    expect(await ada.next()).toBeUndefined();
    await closed;
    await solve(there, ["ada"], "a");
    for (const service of [there, await start(database)]) {
      const seen = await (await follow(service, "ada", id)).next();
      expect([seen?.id, seen?.data.facts.length]).toEqual(["1", 1]);
    }
  });
});

describe("the doorbell of PostgreSQL", () => {
  it("is hung up again when its connection breaks, and whatever came meanwhile is found", async () => {
    const { url, drop } = await freshDatabase();
    ends.push(drop);
    const [here, there] = [await start(url), await start(url)];
    const operator = new pg.Client({ connectionString: url });
    await operator.connect();
    ends.push(() => operator.end());
    const ada = await follow(here, "ada");
    await ada.next();
    const listeners = "FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN %'";
    const count = async (): Promise<number> => (await operator.query(`SELECT pid ${listeners}`)).rowCount ?? 0;
    await expect.poll(count).toBe(1);
    for (const problems of [1, 2]) {
      const { rowCount } = await operator.query(`SELECT pg_terminate_backend(pid) ${listeners}`);
      expect(rowCount).toBe(1);
      await solve(there, ["ada"], `${problems}`);
      expect((await untilSolved(ada, problems))?.data.streak.today.problems_solved).toBe(problems);
      await expect.poll(count).toBe(1);
    }
    await ada.leave();
    await expect.poll(count).toBe(0);
  });
});
