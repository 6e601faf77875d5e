import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import { cli, testFolder } from "./run-cli.ts";

const folder = testFolder();
let count = 0;
let file: string;
let database: string[];

beforeEach(async () => {
  file = join(folder, `check-${++count}.db`);
  database = ["--database", `sqlite:${file}`];
  const rows = ["user_id,type,at,ref"];
  for (const user of ["ann", "bob"]) {
    for (const ref of ["p1", "p2", "p3"]) rows.push(`${user},problem_solved,2026-06-01T10:00:00Z,${ref}`);
    rows.push(`${user},lesson_view,2026-06-02T10:00:00Z,l1`);
  }
  writeFileSync(join(folder, "a.csv"), `${rows.join("\n")}\n`);
  await cli(["import", "a.csv", ...database], folder);
});

function damage(statement: string): void {
  const db = new DatabaseSync(file);
  db.exec(statement);
  db.close();
}

describe("daystreak check", () => {
  it("is content with what an import wrote", async () => {
    const { code, out } = await cli(["check", ...database], folder);
    expect([code, out]).toEqual([0, "Checked 2 users: every stored streak is what its days make it.\n"]);
  });

  it("tells a wrong number in a sentence and ends with 1", async () => {
    damage("UPDATE user_state SET max_streak = 9 WHERE user_id = 'bob'");
    const { code, out } = await cli(["check", ...database], folder);
    expect(code).toBe(1);
    expect(out).toBe(
      "bob\n  presence longest streak: 9 is stored, the days make it 2\nChecked 2 users: 1 user wrong.\n",
    );
  });

  it("finds a day row that is gone", async () => {
    damage("DELETE FROM daily_activity WHERE user_id = 'ann' AND date = '2026-06-02'");
    damage("DELETE FROM daily_activity WHERE user_id = 'ann' AND date = 20606");
    const { code, json } = await cli(["check", ...database, "--json"], folder);
    expect(code).toBe(1);
    expect(json<{ wrong: unknown[] }>().wrong).toEqual([
      {
        user_id: "ann",
        differences: [
          "dates with a record: the state has 2026-06-02, the rows do not",
          "presence longest streak: 2 is stored, the days make it 1",
          "presence last date: 2026-06-02 is stored, the days make it 2026-06-01",
        ],
      },
    ]);
  });

  it("finds a status that the counts of the date do not bear out", async () => {
    damage(
      "UPDATE daily_activity SET problem_ids = '[]', problems_solved = 0 WHERE user_id = 'ann' AND status = 'complete'",
    );
    const { out } = await cli(["check", ...database, "--user-id", "ann"], folder);
    expect(out).toContain("2026-06-01 is stored as complete, its counts (0 problems, 0 lessons) make it partial");
  });

  it("checks one user, and ends with 1 for one never seen", async () => {
    damage("UPDATE user_state SET max_streak = 9 WHERE user_id = 'bob'");
    expect((await cli(["check", ...database, "--user-id", "ann"], folder)).code).toBe(0);
    expect((await cli(["check", ...database, "--user-id", "cid"], folder)).code).toBe(1);
  });
});

describe("daystreak check --simulate-days", () => {
  it("shows day by day what a streak does, in no database at all", async () => {
    const { code, out } = await cli(["check", "--simulate-days", "6", "--miss", "4"], folder);
    expect(code).toBe(0);
    const streaks = out
      .split("\n")
      .slice(1, 7)
      .map((line) => line.trim().split(/ {2,}/).slice(2));
    expect(streaks).toEqual([
      ["solved 1 problem", "1", "1", "0", "active"],
      ["solved 3 problems", "2", "2", "1", "active"],
      ["solved 1 problem", "3", "3", "1", "active"],
      ["stayed away", "3", "3", "0", "at_risk"],
      ["solved 1 problem", "1", "3", "0", "active"],
      ["solved 3 problems", "2", "3", "1", "active"],
    ]);
    expect(out).toContain("In a throw-away database: nothing was kept.");
  });

  it("leaves the real database as it is without --write", async () => {
    const before = (await cli(["check", ...database, "--json"], folder)).out;
    await cli(["check", ...database, "--simulate-days", "3", "--user-id", "ann"], folder);
    expect((await cli(["check", ...database, "--json"], folder)).out).toBe(before);
  });

  it("makes a user of its own with --write", async () => {
    const { code, json } = await cli(["check", ...database, "--simulate-days", "3", "--write", "--json"], folder);
    expect(code).toBe(0);
    const { user_id } = json<{ user_id: string }>();
    expect(user_id).toMatch(/^daystreak-check-\d{17}$/);
    const shown = await cli(["inspect", user_id, ...database, "--json"], folder);
    expect(shown.json()).toMatchObject({ streak: { max_streak: 3 } });
    expect((await cli(["check", ...database], folder)).out).toContain("Checked 3 users: every stored streak");
    const again = await cli(["check", ...database, "--simulate-days", "3", "--write", "--user-id", user_id], folder);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining("is there already")]);
  });
});
