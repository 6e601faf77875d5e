import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { DAY_MS } from "../../src/core/calendar.ts";
import { createTracker } from "../../src/index.ts";
import { createFakeClock } from "../../src/testing/fake-clock.ts";
import { cli, testFolder } from "./run-cli.ts";

const folder = testFolder();
const TODAY = Math.floor(Date.now() / DAY_MS);

/** Somebody came in 17 hours of yesterday. */
async function withSleepless(name: string): Promise<string> {
  const database = `sqlite:${join(folder, name)}`;
  const clock = createFakeClock((TODAY - 1) * DAY_MS);
  const tracker = await createTracker({ database, sweep: false, clock: clock.now });
  for (let hour = 0; hour < 17; hour++) {
    await tracker.record({ userId: "ada", type: "request", zone: "UTC" });
    clock.advance(DAY_MS / 24);
  }
  await tracker.close();
  return database;
}

describe("daystreak alerts", () => {
  it("says what was strange, why, and what to look at, by limits of a file", { timeout: 60_000 }, async () => {
    const database = await withSleepless("strange.db");
    const limits = join(folder, "limits.json");
    writeFileSync(limits, JSON.stringify({ hoursPerDay: 17 }));
    const ask = ["alerts", "--database", database, "--limits", limits];
    const { code, out } = await cli(ask, folder);
    expect(code).toBe(0);
    expect(out).toContain("sleepless: ada was active in 17 of the 24 hours of a date");
    expect(out).toContain("Whether a script");
    const { alerts } = (await cli([...ask, "--json"], folder)).json() as {
      alerts: { kind: string; user_id: string }[];
    };
    expect(alerts).toMatchObject([{ kind: "sleepless", user_id: "ada", value: 17 }]);
    expect((await cli([...ask, "--csv", "--kind", "clock_off"], folder)).out.trim()).toBe("");
    expect((await cli(["alerts", "--database", database], folder)).out).toMatch(/^Nothing unusual from /);
  });

  it("refuses limits and kinds that there are not", async () => {
    const limits = join(folder, "wrong.json");
    for (const text of ['{ "hours": 17 }', '{ "hoursPerDay": 3 }', "[]", "no"]) {
      writeFileSync(limits, text);
      expect((await cli(["alerts", "--limits", limits], folder)).code, text).toBe(2);
    }
    expect((await cli(["alerts", "--kind", "moon"], folder)).code).not.toBe(0);
  });
});
