import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { activitiesOf } from "../../src/cli/simulation/learner-day.ts";
import { createLearners, USUAL_ZONES } from "../../src/cli/simulation/learners.ts";
import { requireDate, weekdayOf } from "../../src/core/calendar.ts";
import { localDate, localHour } from "../../src/core/zones.ts";
import { openStore } from "../../src/storage/open.ts";
import { cli, testFolder } from "./run-cli.ts";

const folder = testFolder();
const FROM = requireDate("2026-01-01");
const POPULATION = { seed: "7", count: 300, zones: USUAL_ZONES, from: FROM, to: FROM + 59 };

async function stored(name: string): Promise<unknown[]> {
  const store = await openStore(`sqlite:${join(folder, name)}`);
  try {
    const users = await store.users(1000);
    return users.map(({ userId, name: called, groups, zone, days, presence, goal }) => [
      userId,
      called,
      groups,
      zone?.zone,
      [...days.active],
      presence,
      goal,
    ]);
  } finally {
    await store.close();
  }
}

describe("simulated learners", () => {
  const learners = createLearners(POPULATION);

  it("are the same for the same seed and others for another", () => {
    expect(createLearners(POPULATION)).toEqual(learners);
    expect(createLearners({ ...POPULATION, seed: "8" })).not.toEqual(learners);
  });

  it("are of every habit, in every zone, with names and distinct ids", () => {
    expect(new Set(learners.map(({ habit }) => habit)).size).toBe(6);
    expect(new Set(learners.map(({ zone }) => zone)).size).toBe(USUAL_ZONES.length);
    expect(new Set(learners.map(({ userId }) => userId)).size).toBe(300);
    expect(learners.every(({ name }) => / /.test(name))).toBe(true);
  });

  it("act on the local date and mostly in the evening of their own zone", () => {
    let evening = 0;
    let visits = 0;
    for (const learner of learners) {
      const first = activitiesOf(learner, learner.joined, "7", USUAL_ZONES)[0];
      expect(first).toBeDefined();
      const { at, zone } = first as { at: number; zone: string };
      expect(localDate(at, zone)).toBe(learner.joined);
      visits++;
      if (localHour(at, zone) >= 16) evening++;
    }
    expect(evening / visits).toBeGreaterThan(0.5);
  });

  it("come on weekends where that is their habit, and lapse where that is", () => {
    const active = (habit: string, holds: (age: number, date: number) => boolean): number => {
      let [days, came] = [0, 0];
      for (const learner of learners.filter((candidate) => candidate.habit === habit)) {
        for (let date = learner.joined + 1; date <= POPULATION.to; date++) {
          if (!holds(date - learner.joined, date)) continue;
          days++;
          if (activitiesOf(learner, date, "7", USUAL_ZONES).length > 0) came++;
        }
      }
      return came / days;
    };
    expect(active("weekend", (_, date) => weekdayOf(date) >= 6)).toBeGreaterThan(0.6);
    expect(active("weekend", (_, date) => weekdayOf(date) < 6)).toBeLessThan(0.2);
    expect(active("lapsing", (age) => age < 7)).toBeGreaterThan(2 * active("lapsing", (age) => age > 28 && age < 35));
    expect(active("trying", (age) => age > 5)).toBeLessThan(0.05);
  });
});

describe("daystreak simulate", () => {
  const flags = ["--users", "20", "--days", "14", "--until", "2026-03-31"];

  it("writes the same days for the same seed, and check agrees with them", async () => {
    for (const name of ["one.db", "two.db"]) {
      const { code, json } = await cli(["simulate", ...flags, "--database", `sqlite:./${name}`, "--json"], folder);
      expect(code).toBe(0);
      expect(json()).toMatchObject({ users: 20, from: "2026-03-18", to: "2026-03-31", seed: "1", rejected: 0 });
    }
    expect((await stored("one.db")).length).toBeGreaterThan(10);
    expect(await stored("one.db")).toEqual(await stored("two.db"));
    expect((await cli(["check", "--database", "sqlite:./one.db"], folder)).code).toBe(0);
  });

  it("refuses the same seed a second time and takes another one", async () => {
    const again = await cli(["simulate", ...flags, "--database", "sqlite:./one.db"], folder);
    expect([again.code, again.err]).toEqual([2, expect.stringContaining("take another --seed")]);
    const other = await cli(["simulate", ...flags, "--seed", "2", "--database", "sqlite:./one.db"], folder);
    expect([other.code, other.out]).toEqual([0, expect.stringContaining("Simulated 20 learners from 2026-03-18")]);
  });

  it("refuses a database with real users unless --write says that it is meant", async () => {
    writeFileSync(join(folder, "a.csv"), "user_id,type,at\nann,request,2026-06-01T10:00:00Z\n");
    await cli(["import", "a.csv", "--database", "sqlite:./real.db"], folder);
    const args = ["simulate", ...flags, "--database", "sqlite:./real.db"];
    const refused = await cli(args, folder);
    expect([refused.code, refused.err]).toEqual([2, expect.stringContaining('real users (such as "ann")')]);
    expect(await stored("real.db")).toHaveLength(1);
    expect((await cli([...args, "--write"], folder)).code).toBe(0);
  });

  it("keeps to the zones it is given", async () => {
    await cli(["simulate", ...flags, "--zones", "Asia/Tokyo", "--database", "sqlite:./tokyo.db"], folder);
    const zones = new Set((await stored("tokyo.db")).map((row) => (row as unknown[])[3]));
    expect([...zones]).toEqual(["Asia/Tokyo"]);
  });
});
