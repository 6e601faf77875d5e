import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DAY_MS, formatDate } from "../../src/core/calendar.ts";
import { createTracker } from "../../src/index.ts";
import { METRICS } from "../../src/metrics/registry.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { cli, testFolder } from "./run-cli.ts";

const folder = testFolder();
const TODAY = Math.floor(Date.now() / DAY_MS);

/** Ada came yesterday and on the date before, Ben on the date before; then Ben was erased. */
async function withTwo(name: string): Promise<string> {
  const database = `sqlite:${join(folder, name)}`;
  const clock = createFakeClock((TODAY - 2) * DAY_MS + DAY_MS / 2);
  const tracker = await createTracker({ database, sweep: false, clock: clock.now });
  await tracker.recordMany(["ada", "ben"].map((userId) => ({ userId, type: "problem_solved", ref: "p", zone: "UTC" })));
  clock.advance(DAY_MS);
  await tracker.record({ userId: "ada", type: "request", zone: "UTC" });
  await tracker.change("ben", [{ kind: "erase" }]);
  await tracker.close();
  return database;
}

describe("daystreak metrics", () => {
  it("lists what there is", async () => {
    const { code, out } = await cli(["metrics"], folder);
    expect(code).toBe(0);
    for (const [name, { title }] of METRICS)
      expect(out).toMatch(new RegExp(`^${name} +${title.replace(/[()]/g, ".")}$`, "m"));
  });

  it("prints a table, CSV and JSON of the same numbers", async () => {
    const database = await withTwo("numbers.db");
    const [from, to] = [formatDate(TODAY - 2), formatDate(TODAY - 1)];
    const args = ["metrics", "dau", "--from", from, "--to", to, "--database", database];
    const rows = [
      { date: from, dau: 1 },
      { date: to, dau: 1 },
    ];
    expect((await cli(args, folder)).out).toBe(`      date  dau\n${from}    1\n${to}    1\n`);
    expect((await cli([...args, "--csv"], folder)).out).toBe(`date,dau\r\n${from},1\r\n${to},1\n`);
    expect((await cli([...args, "--json"], folder)).json()).toMatchObject({ name: "dau", from, to, rows });
  });

  it("says what it cannot answer", async () => {
    const database = await withTwo("refusals.db");
    const at = ["--database", database];
    const refused = async (args: readonly string[], what: RegExp): Promise<void> => {
      const { code, err } = await cli(["metrics", ...args, ...at], folder);
      expect([code, err]).toEqual([expect.any(Number), expect.stringMatching(what)]);
      expect(code).not.toBe(0);
    };
    await refused(["dow"], /there is no metric "dow": use one of dau, wau/);
    await refused(["dau", "--period", "week"], /by day only/);
    await refused(["dau", "--from", "tomorrow"], /from/);
  });
});

describe("daystreak rebuild --metrics", () => {
  it("makes reports again from the users, without whom was erased", async () => {
    const database = await withTwo("rebuilt.db");
    const at = ["--database", database];
    const dau = ["metrics", "dau", "--json", ...at];
    const before = (await cli(dau, folder)).out;
    const { code, out } = await cli(["rebuild", "--metrics", ...at], folder);
    expect([code, out]).toEqual([0, "Made reports again from 1 user.\n"]);
    expect((await cli(dau, folder)).out).toBe(before);
    expect((await cli(["rebuild", "--metrics", "--json", ...at], folder)).json()).toEqual({ users: 1 });
  });

  it("stands alone", async () => {
    for (const more of [["--all"], ["--write"], ["--rules"], ["--user", "ada"], ["ada"]]) {
      expect((await cli(["rebuild", "--metrics", ...more], folder)).code).toBe(2);
    }
  });
});
