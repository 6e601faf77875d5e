import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { describe, expect, it, vi } from "vitest";
import type { Finding } from "../../src/cli/doctor/finding.ts";
import { DAY_MS } from "../../src/core/calendar.ts";
import { createTracker } from "../../src/index.ts";
import { createSweep } from "../../src/tracker/sweep.ts";
import { cli, testFolder } from "../cli/run-cli.ts";
import { freshDatabase } from "../support/fresh-database.ts";

vi.setConfig({ testTimeout: 60_000 });
const folder = testFolder();
const NOW = Date.now();

/** Ann was here daily up to now, Ben daily up to five days ago. */
async function makeUsers(database: string): Promise<void> {
  let now = NOW;
  const tracker = await createTracker({ database, sweep: false, clock: () => now });
  for (let day = -9; day <= 0; day++) {
    now = NOW + day * DAY_MS;
    await tracker.record({ userId: "ann", type: "problem_solved", id: `d${day}`, zone: "Europe/Paris" });
    if (day <= -5) await tracker.record({ userId: "ben", type: "request" });
  }
  now = NOW;
  await createSweep({ tracker }).round();
  await tracker.close();
}

async function spoiled(name: string, sql: string): Promise<string> {
  const database = `sqlite:${join(folder, name)}`;
  await makeUsers(database);
  const db = new DatabaseSync(join(folder, name));
  db.exec(sql);
  db.close();
  return database;
}

/** What the doctor says of a database: the exit code, and the findings by their check. */
async function doctor(
  database: string,
  ...args: string[]
): Promise<{ code: number | null; findings: Record<string, Finding> }> {
  const { code, out } = await cli(["doctor", "--json", "--database", database, ...args], folder);
  const { findings } = JSON.parse(out) as { findings: Finding[] };
  return { code, findings: Object.fromEntries(findings.map((finding) => [finding.check, finding])) };
}

const CHECKS = ["database", "schema", "clock", "disk", "zone data", "zones", "sweep", "leases", "future", "rules"];

describe("daystreak doctor", () => {
  it("finds nothing wrong where nothing is", async () => {
    const database = await spoiled("well.db", "SELECT 1");
    const { code, findings } = await doctor(database, "--all");
    expect(code).toBe(0);
    expect(Object.keys(findings)).toEqual(expect.arrayContaining([...CHECKS, "log", "speed", "numbers"]));
    const wrong = Object.values(findings).filter(({ severity }) => severity === "problem");
    expect(wrong).toEqual([]);
    expect(findings.numbers?.text).toMatch(/^2 users in all: every stored number/);
    const { out } = await cli(["doctor", "--database", database], folder);
    expect(out).toMatch(/✓ numbers {2,}2 users by chance/);
  });

  it.each([
    ["numbers", "UPDATE daily_activity SET status = 'complete' WHERE user_id = 'ben'", /1 differ .*: ben$/, /rebuild/],
    [
      "sweep",
      `UPDATE user_state SET wake_at = ${NOW - DAY_MS} WHERE user_id = 'ben'; DELETE FROM lease`,
      /1 user due, .* 24 h/,
      /start/,
    ],
    ["leases", `INSERT INTO lease VALUES ('sweep/x', 'p', ${NOW + DAY_MS})`, /1 lease last until/, /clocks/],
    ["future", "UPDATE user_state SET last_activity_date = '2999-01-01' WHERE user_id = 'ann'", /1 user with/, /clock/],
    ["zones", "UPDATE user_state SET last_zone = 'Mars/Olympus' WHERE user_id = 'ben'", /Mars\/Olympus \(1/, /update/],
  ])("tells of a problem with %s and what to do", async (check, sql, text, advice) => {
    const { code, findings } = await doctor(await spoiled(`${check}.db`, sql), "--all");
    expect(code).toBe(1);
    expect(findings[check]).toMatchObject({
      severity: "problem",
      text: expect.stringMatching(text),
      advice: expect.stringMatching(advice),
    });
  });

  it.each([
    [1, /version 1 of/],
    [999, /version 999; this Daystreak knows up to/],
  ])("looks at a schema of version %i and leaves it", async (version, text) => {
    const name = `schema-${version}.db`;
    const sql = `DELETE FROM schema_version; INSERT INTO schema_version VALUES (${version})`;
    const { code, findings } = await doctor(await spoiled(name, sql));
    expect([code, Object.keys(findings)]).toEqual([1, ["database", "schema", "clock"]]);
    expect(findings.schema?.text).toMatch(text);
    const db = new DatabaseSync(join(folder, name));
    expect(db.prepare("SELECT max(version) AS version FROM schema_version").get()?.version).toBe(version);
    db.close();
  });

  it("says that rules of the configuration are not in force yet", async () => {
    const database = await spoiled("rules.db", "SELECT 1");
    writeFileSync(join(folder, "rules.json"), '{ "goal": { "problems": 1 } }');
    const { code, findings } = await doctor(database, "--rules", "rules.json");
    expect([code, findings.rules?.severity]).toEqual([0, "warning"]);
    expect((await doctor(database)).findings.rules?.severity).toBe("ok");
  });

  it("ends with 3 where there is no database, and shows no password", async () => {
    const gone = await doctor(`sqlite:${join(folder, "none.db")}`);
    expect([gone.code, gone.findings.database?.severity]).toEqual([3, "problem"]);
    const url = "postgres://daystreak:hunter2@127.0.0.1:1/none";
    const { code, out, err } = await cli(["doctor", "--database", url], folder);
    expect([code, out]).toEqual([3, expect.stringMatching(/✗ database {2}PostgreSQL cannot be reached/)]);
    expect(out + err).not.toContain("hunter2");
  });

  it("looks at a PostgreSQL: its clock, connections and who holds it up", async () => {
    const fresh = await freshDatabase();
    await makeUsers(fresh.url);
    const well = await doctor(fresh.url, "--all");
    expect(Object.values(well.findings).filter(({ severity }) => severity === "problem")).toEqual([]);
    expect(well.findings.clock?.text).toMatch(/^\d+ s (behind|ahead of) the database's/);
    const [holder, waiter] = [new pg.Client(fresh.url), new pg.Client(fresh.url)];
    await Promise.all([holder.connect(), waiter.connect()]);
    await holder.query("BEGIN");
    await holder.query("SELECT 1 FROM user_state WHERE user_id = 'ann' FOR UPDATE");
    const waiting = waiter.query("UPDATE user_state SET version = version WHERE user_id = 'ann'");
    const held = await doctor(fresh.url);
    expect(held.findings.connections).toMatchObject({
      severity: "warning",
      text: expect.stringMatching(/1 wait for locks/),
    });
    await holder.query("ROLLBACK");
    await waiting;
    await Promise.all([holder.end(), waiter.end()]);
    await fresh.drop();
  });
});

describe("daystreak doctor --user", () => {
  it("says why a streak broke, in which zone the user lives, and when they were last here", async () => {
    const database = await spoiled("user.db", "SELECT 1");
    const { code, findings } = await doctor(database, "--user", "ben");
    expect(code).toBe(0);
    expect(findings.streak?.text).toMatch(/^0 \(broken\), longest 5, last counted date /);
    expect(findings.break?.text).toMatch(/^a run of 5 ended: Nothing was recorded on \d{4}-\d\d-\d\d/);
    expect(findings.activity).toMatchObject({
      severity: "warning",
      text: expect.stringMatching(/5 d ago, dated in UTC/),
      advice: expect.stringMatching(/streaks not updating/),
    });
    expect(findings.zone?.text).toMatch(/in UTC \(seen on their device|the app's default\)/);
    const { out } = await cli(["doctor", "--user", "ann", "--database", database], folder);
    expect(out).toMatch(/✓ streak {4}10 \(active\), longest 10/);
    expect(out).toMatch(/✓ goal {6}the goal streak is 0, the presence streak 10: on .* did not meet the goal/);
    expect(out.match(/^\d{4}-\d\d-\d\d {2}/gm)).toHaveLength(14);
  });

  it("tells of tracking switched off, of a fixed zone that a device contradicts, and of wrong numbers", async () => {
    const database = `sqlite:${join(folder, "settings.db")}`;
    await makeUsers(database);
    const tracker = await createTracker({ database, sweep: false });
    await tracker.change("ben", [{ kind: "attributes", switches: { tracking: false } }]);
    await tracker.change("eve", [{ kind: "settings", patch: { fixedZone: "Asia/Tokyo" } }]);
    await tracker.record({ userId: "eve", type: "problem_solved", id: "e1", zone: "Europe/Paris" });
    await tracker.close();
    const db = new DatabaseSync(join(folder, "settings.db"));
    db.exec("UPDATE user_state SET current_streak = 99, max_streak = 99 WHERE user_id = 'ann'");
    db.close();
    expect((await doctor(database, "--user", "ben")).findings.tracking?.severity).toBe("warning");
    expect((await doctor(database, "--user", "eve")).findings.zone).toMatchObject({
      severity: "warning",
      text: expect.stringMatching(/in Asia\/Tokyo \(fixed by their settings\).*their device says Europe\/Paris/),
    });
    const ann = await doctor(database, "--user", "ann");
    expect([ann.code, ann.findings.numbers?.advice]).toEqual([1, "daystreak rebuild --user ann"]);
    expect(ann.findings.numbers?.text).toMatch(/99 is stored, the days make it 10/);
  });

  it("asks whether the id is the right one where nobody has it", async () => {
    const database = await spoiled("unknown.db", "SELECT 1");
    const { code, findings } = await doctor(database, "--user", "nobody");
    expect([code, findings.user?.advice]).toEqual([1, expect.stringMatching(/ids are those of your tokens' claim/)]);
  });
});
