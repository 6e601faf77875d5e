import { existsSync, readFileSync, statSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import pg from "pg";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { grownApp, writeDjango } from "../importers/django-file.ts";
import { freshDatabase } from "../support/fresh-database.ts";
import { cli, ended, startCli, testFolder } from "./run-cli.ts";

const folder = testFolder();
const APP = grownApp(120, 120);
writeDjango(join(folder, "app.sqlite3"), APP);
writeDjango(join(folder, "large.sqlite3"), grownApp(600, 120));

interface Report {
  tables: Record<string, Record<"all" | "imported" | "repaired" | "set_aside" | "compared", number>>;
  sums: Record<string, Record<"all" | "imported" | "repaired" | "set_aside" | "compared", number>>;
  oddities: { code: string; count: number }[];
  users: number;
  changed: number;
  unchanged: number;
  days: number;
}

/** Everything that an import of one source writes, whenever it ran. */
async function stored(url: string): Promise<unknown[]> {
  const store = await openStore(url);
  try {
    const users = [];
    for (const { userId, days, presence, goal, lastLogin, milestones, wakeAt } of await store.users(10_000)) {
      const records = await store.days(userId, 0, 40_000);
      const facts = (await store.facts(userId, 1_000)).map(({ key }) => key).sort();
      users.push({ userId, active: [...days.active], presence, goal, lastLogin, milestones, wakeAt, records, facts });
    }
    return users;
  } finally {
    await store.close();
  }
}

describe("daystreak import django", () => {
  it("says what would come over, and writes nothing without --write", async () => {
    const { code, out, err } = await cli(["import", "django", "app.sqlite3"], folder);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toContain("users in auth_user, streaks in core_streak, days in core_dailyactivity");
    expect(out).toMatch(/rows of days +[\d,]+ +[\d,]+ +0 +0\n/);
    expect(out).toContain("Nothing was written. Add --write to write it.");
    expect(existsSync(join(folder, "data"))).toBe(false);
    expect(existsSync(join(folder, "set-aside.ndjson"))).toBe(false);
  });

  it("takes everything over, accounts for every row, and changes nothing when it runs again", async () => {
    const args = ["import", "django", "app.sqlite3", "--write", "--database", "sqlite:./app.db", "--json"];
    const first = (await cli(args, folder)).json<Report>();
    for (const [name, rows] of Object.entries({ users: APP.users, streaks: APP.streaks, days: APP.days })) {
      const { all, imported, repaired, set_aside, compared } = first.tables[name] as Report["tables"][string];
      expect([all, imported + repaired + set_aside + compared]).toEqual([rows.length, rows.length]);
    }
    const solved = APP.days.reduce((sum, { problems_solved }) => sum + Number(problems_solved), 0);
    expect(first.sums.problems_solved).toMatchObject({ all: solved, imported: solved });
    expect(first).toMatchObject({ users: 120, changed: 120, unchanged: 0 });
    const before = await stored("sqlite:".concat(join(folder, "app.db")));
    const again = (await cli(args, folder)).json<Report>();
    expect(again).toMatchObject({ users: 120, changed: 0, unchanged: 120 });
    expect(await stored(`sqlite:${join(folder, "app.db")}`)).toEqual(before);
    expect((await cli(["check", "--database", "sqlite:./app.db"], folder)).code).toBe(0);
  });

  it("compares both systems: every difference has a reason", async () => {
    const database = ["--database", "sqlite:./app.db"];
    const { code, out } = await cli(
      ["import", "django", "app.sqlite3", "--verify", "--csv", "cmp.csv", ...database],
      folder,
    );
    expect([code, out]).toEqual([0, expect.stringContaining("Every difference is explained. All users: cmp.csv")]);
    expect(out).toContain("the original counts a learner's first day as 0");
    const lines = readFileSync(join(folder, "cmp.csv"), "utf8").trimEnd().split("\n");
    expect(lines).toHaveLength(121);
    expect(lines[0]).toMatch(/^user_id,original_current,.*,differs,why$/);
  });

  it("says who is missing where nothing was imported, with exit code 1", async () => {
    const args = ["import", "django", "app.sqlite3", "--verify", "--database", "sqlite:./nowhere.db"];
    const { code, out } = await cli(args, folder);
    expect([code, out]).toEqual([1, expect.stringContaining("not imported yet: run the import with --write")]);
    expect(existsSync(join(folder, "nowhere.db"))).toBe(false);
  });

  it("ends the same after it was killed ten times", { timeout: 120_000 }, async () => {
    const args = ["import", "django", "large.sqlite3", "--write"];
    const killed = ["--database", "sqlite:./killed.db"];
    await cli(["migrate", ...killed], folder);
    const log = join(folder, "killed.db-wal");
    const size = (): number => (existsSync(log) ? statSync(log).size : 0);
    for (let kills = 0; kills < 10; kills++) {
      const before = size();
      const child = startCli([...args, ...killed], folder);
      const end = ended(child);
      // The log of the database grows with what is new: the process is killed while it writes.
      const watcher = watch(folder, () => {
        if (size() > before + 200_000) child.kill("SIGKILL");
      });
      expect((await end).code, `run ${kills + 1} was killed`).toBeNull();
      watcher.close();
    }
    const last = (await cli([...args, ...killed, "--json"], folder)).json<Report>();
    expect(Math.min(last.changed, last.unchanged), "something was left to do, not everything").toBeGreaterThan(0);
    await cli([...args, "--database", "sqlite:./whole.db"], folder);
    const [one, other] = await Promise.all(
      ["killed.db", "whole.db"].map((name) => stored(`sqlite:${join(folder, name)}`)),
    );
    expect(one).toEqual(other);
  });

  it("gives the same from PostgreSQL, into PostgreSQL", async () => {
    const [source, target] = await Promise.all([freshDatabase(), freshDatabase()]);
    try {
      await fillPostgres(source.url);
      const args = ["import", "django", source.url, "--write", "--verify", "--json", "--database", target.url];
      const { code, out } = await cli(args, folder);
      expect(code).toBe(0);
      const [report, compared] = out
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      const sqlite = (await cli(["import", "django", "app.sqlite3", "--json"], folder)).json<Report>();
      expect(report).toMatchObject({ tables: sqlite.tables, sums: sqlite.sums, days: sqlite.days, changed: 120 });
      expect(compared).toMatchObject({ users: 120, unexplained: 0 });
      expect(await stored(target.url)).toEqual(await stored(`sqlite:${join(folder, "app.db")}`));
    } finally {
      await Promise.all([source.drop(), target.drop()]);
    }
  });

  it("reads a compressed file, and tells what to do with a dump", async () => {
    writeFileSync(join(folder, "app.sqlite3.gz"), gzipSync(readFileSync(join(folder, "app.sqlite3"))));
    const packed = await cli(["import", "django", "app.sqlite3.gz", "--json"], folder);
    expect(packed.json<Report>()).toMatchObject({ users: 120 });
    writeFileSync(join(folder, "dump.sql"), "--\n-- PostgreSQL database dump\n--\n");
    const dump = await cli(["import", "django", "dump.sql"], folder);
    expect([dump.code, dump.err]).toEqual([2, expect.stringContaining("load it into PostgreSQL")]);
    const none = await cli(["import", "django", "none.sqlite3"], folder);
    expect([none.code, none.err]).toEqual([2, expect.stringContaining("cannot read none.sqlite3")]);
  });

  it("finds tables of an app with another name, and takes names by flags", async () => {
    const path = join(folder, "renamed.sqlite3");
    writeDjango(path, { users: [{}], days: [{}], streaks: [{ current_streak: 1 }] });
    const db = new DatabaseSync(path);
    db.exec("ALTER TABLE core_streak RENAME TO lms_streak");
    db.exec("ALTER TABLE core_dailyactivity RENAME TO Journal");
    db.exec("ALTER TABLE Journal RENAME COLUMN date TO day");
    db.exec("ALTER TABLE Journal DROP COLUMN lesson_ids");
    db.close();
    const flags = ["--day-table", "journal", "--column", "days.date=Day"];
    const found = await cli(["import", "django", "renamed.sqlite3", ...flags, "--json"], folder);
    expect(found.json<Report>()).toMatchObject({
      tables: { streaks: { name: "lms_streak", all: 1 }, days: { name: "Journal", imported: 1 } },
    });
    const without = await cli(["import", "django", "renamed.sqlite3", "--day-table", "journal"], folder);
    expect([without.code, without.err]).toEqual([2, expect.stringContaining("say --column days.date=COLUMN")]);
    const wrong = await cli(["import", "django", "renamed.sqlite3", "--column", "days.colour=x"], folder);
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("days.lesson_ids")]);
    const nothing = new DatabaseSync(join(folder, "empty.sqlite3"));
    nothing.exec("CREATE TABLE other (x)");
    nothing.close();
    const empty = await cli(["import", "django", "empty.sqlite3"], folder);
    expect([empty.code, empty.err]).toEqual([2, expect.stringContaining("there are: other")]);
  });
});

/** The rows of the app in a PostgreSQL database with the types of Django. */
async function fillPostgres(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    CREATE TABLE auth_user (id serial PRIMARY KEY, username varchar(150), date_joined timestamptz, last_login timestamptz);
    CREATE TABLE core_streak (id bigserial PRIMARY KEY, user_id integer REFERENCES auth_user, last_activity_date date,
      current_streak integer, max_streak integer);
    CREATE TABLE core_dailyactivity (id bigserial PRIMARY KEY, user_id integer REFERENCES auth_user, date date,
      status varchar(10), problems_solved integer, lesson_ids jsonb)`);
  const fill = async (table: string, rows: readonly object[], columns: string): Promise<void> => {
    const sql = `INSERT INTO ${table} (${columns}) SELECT ${columns} FROM json_populate_recordset(NULL::${table}, $1)`;
    await client.query(sql, [JSON.stringify(rows)]);
  };
  const utc = APP.users.map(({ date_joined, last_login, ...user }) => ({
    ...user,
    date_joined: `${date_joined}+00`,
    last_login: last_login === null ? null : `${last_login}+00`,
  }));
  await fill("auth_user", utc, "id, username, date_joined, last_login");
  await fill("core_streak", APP.streaks, "user_id, last_activity_date, current_streak, max_streak");
  const days = APP.days.map((day) => ({ ...day, lesson_ids: JSON.parse(String(day.lesson_ids)) }));
  await fill("core_dailyactivity", days, "user_id, date, status, problems_solved, lesson_ids");
  await client.end();
}
