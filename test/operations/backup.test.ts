import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createTracker } from "../../src/index.ts";
import { cli, testFolder } from "../cli/run-cli.ts";

const folder = testFolder();
const at = (name: string): string => join(folder, name);

/** A database with users that were here once. */
async function makeDatabase(name: string, users: readonly string[]): Promise<string> {
  const database = `sqlite:${at(name)}`;
  const tracker = await createTracker({ database, sweep: false });
  await Promise.all(users.map((userId) => tracker.record({ userId, type: "request" })));
  await tracker.close();
  return database;
}

describe("daystreak backup", () => {
  it("holds what was acknowledged before it began, each once, though others write meanwhile", {
    timeout: 60_000,
  }, async () => {
    const database = `sqlite:${at("live.db")}`;
    const tracker = await createTracker({ database, sweep: false });
    const acknowledged: string[] = [];
    let isLoading = true;
    let next = 0;
    let reached: () => void = () => undefined;
    const enough = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const sender = async (): Promise<void> => {
      while (isLoading) {
        const id = `solved-${next++}`;
        const outcome = await tracker.record({ userId: `user-${next % 500}`, type: "problem_solved", id, ref: id });
        expect(outcome.status).toBe("accepted");
        acknowledged.push(id);
        if (acknowledged.length === 3_000) reached();
      }
    };
    const senders = Array.from({ length: 32 }, sender);
    await enough;
    const before = [...acknowledged];
    const { code, json } = await cli(["backup", at("copy.db"), "--database", database, "--json"], folder);
    const during = acknowledged.length - before.length;
    isLoading = false;
    await Promise.all(senders);
    await tracker.close();
    expect(code).toBe(0);
    expect(json<{ users: number }>().users).toBe(500);
    expect(during).toBeGreaterThan(0);

    const restored = `sqlite:${at("restored.db")}`;
    expect((await cli(["restore", at("copy.db"), "--database", restored], folder)).code).toBe(0);
    const copy = await createTracker({ database: restored, sweep: false });
    const stored: string[] = [];
    let solved = 0;
    for (const { userId } of await copy.store.users(1_000)) {
      stored.push(...(await copy.store.activities(userId, 0, 100_000)).map(({ identity }) => identity));
      for (const { problemIds } of await copy.store.days(userId, 0, 100_000)) solved += problemIds.length;
    }
    await copy.close();
    const known = new Set(stored);
    expect(before.filter((id) => !known.has(id) && !known.has(`id:${id}`))).toEqual([]);
    expect([stored.length, solved]).toEqual([known.size, known.size]);
    expect((await cli(["check", "--database", restored], folder)).code).toBe(0);
    expect(readdirSync(folder).filter((name) => name.includes("partial"))).toEqual([]);
  });

  it("leaves a file that is there, and one that is none of ours", async () => {
    const database = await makeDatabase("one.db", ["ann"]);
    writeFileSync(at("kept.db"), "something else");
    const refused = await cli(["backup", at("kept.db"), "--database", database], folder);
    expect([refused.code, readFileSync(at("kept.db"), "utf8")]).toEqual([2, "something else"]);
    expect((await cli(["backup", at("kept.db"), "--force", "--database", database], folder)).code).toBe(0);
    const nowhere = await cli(["backup", at("no/such/folder.db"), "--database", database], folder);
    expect([nowhere.code, nowhere.err]).toEqual([3, expect.stringMatching(/folder\.db.* cannot be opened/)]);
    writeFileSync(at("text.db"), "not a database".repeat(100));
    const wrong = await cli(["backup", at("x.db"), "--database", `sqlite:${at("text.db")}`], folder);
    expect([wrong.code, wrong.err, existsSync(at("x.db"))]).toEqual([
      3,
      expect.stringMatching(/text\.db is not a SQLite database/),
      false,
    ]);
  });

  it.each([
    ["backup", /pg_dump --format=custom/],
    ["restore", /pg_restore --clean/],
  ])("%s of a PostgreSQL says which tool does it", async (command, tool) => {
    await makeDatabase(`${command}-file.db`, ["ann"]);
    const args = [command, at(`${command}-file.db`), "--force", "--database", "postgres://nobody@127.0.0.1:1/none"];
    const { code, err } = await cli(args, folder);
    expect([code, err]).toEqual([2, expect.stringMatching(tool)]);
  });
});

describe("daystreak restore", () => {
  it("overwrites a database only when told to", async () => {
    const old = await makeDatabase("old.db", ["old"]);
    await makeDatabase("new.db", ["new", "newer"]);
    const refused = await cli(["restore", at("new.db"), "--database", old], folder);
    expect([refused.code, refused.err]).toEqual([2, expect.stringMatching(/say --force/)]);
    const forced = await cli(["restore", at("new.db"), "--force", "--database", old, "--json"], folder);
    expect([forced.code, forced.json<{ users: number }>().users]).toEqual([0, 2]);
    const tracker = await createTracker({ database: old, sweep: false });
    expect((await tracker.store.users(10)).map(({ userId }) => userId)).toEqual(["new", "newer"]);
    await tracker.close();
  });

  it("never overwrites a database that a process has open", async () => {
    const database = `sqlite:${at("open.db")}`;
    await makeDatabase("backup.db", ["somebody else"]);
    const tracker = await createTracker({ database, sweep: false });
    await tracker.record({ userId: "ann", type: "request" });
    const { code, err } = await cli(["restore", at("backup.db"), "--force", "--database", database], folder);
    expect([code, err]).toEqual([2, expect.stringMatching(/open\.db is in use: stop the process/)]);
    expect((await tracker.record({ userId: "ben", type: "request" })).status).toBe("accepted");
    expect((await tracker.store.users(10)).map(({ userId }) => userId)).toEqual(["ann", "ben"]);
    await tracker.close();
  });

  it("moves a damaged database aside, and refuses a damaged backup before it touches anything", async () => {
    await makeDatabase("whole.db", ["ann"]);
    writeFileSync(at("broken.db"), "no database any more".repeat(1_000));
    const broken = `sqlite:${at("broken.db")}`;
    const { code, json } = await cli(["restore", at("whole.db"), "--force", "--database", broken, "--json"], folder);
    expect(code).toBe(0);
    expect(readFileSync(json<{ damaged: string }>().damaged, "utf8")).toContain("no database any more");
    expect((await cli(["inspect", "ann", "--database", broken], folder)).code).toBe(0);

    const torn = readFileSync(at("whole.db"));
    torn.fill(0x5a, 4_096 * 3, 4_096 * 5);
    writeFileSync(at("torn.db"), torn);
    const refused = await cli(["restore", at("torn.db"), "--force", "--database", broken], folder);
    expect([refused.code, refused.err]).toEqual([3, expect.stringMatching(/torn\.db is damaged/)]);
    expect((await cli(["inspect", "ann", "--database", broken], folder)).code).toBe(0);
  });
});
