import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { cli, testFolder } from "./run-cli.ts";

const folder = testFolder();
const DATABASE = ["--database", "sqlite:./a.db"];
const AS_OF = ["--as-of", "2026-06-05T09:00:00Z"];

beforeAll(async () => {
  const rows = ["user_id,type,at,ref,zone"];
  for (const day of ["01", "02", "04"]) {
    for (const ref of ["p1", "p2", "p3"]) rows.push(`ann,problem_solved,2026-06-${day}T10:00:00Z,${ref},Europe/Paris`);
  }
  writeFileSync(join(folder, "a.csv"), `${rows.join("\n")}\n`);
  await cli(["import", "a.csv", ...DATABASE], folder);
});

describe("daystreak inspect", () => {
  it("shows the day, both streaks and the year", async () => {
    const { code, out } = await cli(["inspect", "ann", ...DATABASE, ...AS_OF], folder);
    expect(code).toBe(0);
    expect(out).toContain("ann  Friday 2026-06-05 in Europe/Paris, ends in 13 h");
    expect(out).toMatch(/presence +1 +2 +2026-06-04 +2026-06-04 +at risk: ends with today/);
    expect(out).toMatch(/goal +1 +2 /);
    expect(out).toMatch(/Mon +·+█\n/);
    expect(out).toContain("█ goal met   ▒ active   · nothing");
    expect(out).not.toContain("\x1b[");
  });

  it("gives the answers of the API to scripts", async () => {
    const { out, json } = await cli(["inspect", "ann", ...DATABASE, ...AS_OF, "--json"], folder);
    expect(out.trim().split("\n")).toHaveLength(1);
    expect(json()).toMatchObject({
      streak: { user_id: "ann", current_streak: 1, max_streak: 2, date: "2026-06-05", state: "at_risk" },
      calendar: { to: "2026-06-05", days: [{ date: "2026-06-01", problems_solved: 3 }, {}, {}] },
      name: null,
    });
  });

  it("shows a calendar year", async () => {
    const { json } = await cli(["inspect", "ann", ...DATABASE, "--year", "2026", "--json"], folder);
    expect(json()).toMatchObject({ calendar: { from: "2026-01-01", to: "2026-12-31" } });
  });

  it("colours where it is told to and never against NO_COLOR", async () => {
    const args = ["inspect", "ann", ...DATABASE, ...AS_OF];
    expect((await cli(args, folder, { env: { FORCE_COLOR: "1" } })).out).toContain("\x1b[33m");
    expect((await cli(args, folder, { env: { FORCE_COLOR: "1", NO_COLOR: "1" } })).out).not.toContain("\x1b[");
  });

  it("ends with 1 for a user never seen", async () => {
    const { code, err } = await cli(["inspect", "nobody", ...DATABASE], folder);
    expect([code, err]).toEqual([1, 'daystreak: no user "nobody" has ever been seen\n']);
  });

  it("leaves the rules of the database alone, whatever the environment says", async () => {
    writeFileSync(join(folder, "rules.json"), '{"goal":{"problems":9}}');
    const env = { DAYSTREAK_RULES: join(folder, "rules.json") };
    const args = ["explain", "ann", ...DATABASE, "--date", "2026-06-04", "--json"];
    const answer = (await cli(args, folder, { env })).json<{ dates: unknown[] }>();
    expect(answer.dates[0]).toMatchObject({ daily_goal: { problems: 3 }, rules_version: 1 });
  });
});

describe("daystreak explain", () => {
  it("shows the evidence of a date", async () => {
    const { code, out } = await cli(["explain", "ann", ...DATABASE, "--date", "2026-06-02"], folder);
    expect(code).toBe(0);
    expect(out).toMatch(/effect +counted: presence 2, goal 2/);
    expect(out).toMatch(/problems +3: p1, p2, p3/);
    expect(out).toMatch(/2026-06-02T10:00:00.000Z {2}problem_solved {2}p1 {2}Europe\/Paris/);
  });

  it("tells several dates in a line each", async () => {
    const args = ["explain", "ann", ...DATABASE, "--date", "2026-06-04", "--days", "4"];
    const { out } = await cli(args, folder);
    expect(
      out
        .trim()
        .split("\n")
        .map((line) => line.split(/ {2,}/).slice(0, 5)),
    ).toEqual([
      ["date", "effect", "presence", "goal", "why"],
      ["2026-06-01", "Mon", "counted", "1", "1"],
      ["2026-06-02", "Tue", "counted", "2", "2"],
      ["2026-06-03", "Wed", "broke", "0", "0"],
      ["2026-06-04", "Thu", "counted", "1", "1"],
    ]);
    const { dates } = (await cli([...args, "--json"], folder)).json<{ dates: { effect: string }[] }>();
    expect(dates.map(({ effect }) => effect)).toEqual(["counted", "counted", "broke", "counted"]);
  });

  it("ends with 1 for a user never seen", async () => {
    expect((await cli(["explain", "nobody", ...DATABASE], folder)).code).toBe(1);
  });
});
