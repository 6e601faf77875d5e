import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openStore } from "../../src/storage/open.ts";
import { cli, testFolder } from "./run-cli.ts";

const folder = testFolder();
const put = (name: string, text: string): void => writeFileSync(join(folder, name), text);

put("people.csv", "uid;seen\nann;2025-01-04 10:00:00\nbob;\ncid;2025-01-01 00:00:00\n");
put("best.csv", "uid,streak,best,last\nann,3,41,2025-01-04\nbob,0,7,\nghost,1,1,2025-01-01\n");
put(
  "journal.csv",
  'uid,day,state,n,lessons\nbob,2025-01-02,done,1,\nann,2025-01-04,seen,,"a|b|a"\nann,2025-01-03,done,5,\nann,soon,seen,0,\n',
);
put("log.csv", "who,ts,task\ncid,1735987200,two-sum\n");
put(
  "mapping.json",
  JSON.stringify({
    users: { file: "people.csv", delimiter: ";", id: "uid", last_login: "seen" },
    streaks: {
      file: "best.csv",
      user_id: "uid",
      current_streak: "streak",
      max_streak: "best",
      last_activity_date: "last",
    },
    days: {
      file: "journal.csv",
      user_id: "uid",
      date: "day",
      status: "state",
      words: { done: "complete", seen: "partial" },
      problems_solved: "n",
      lesson_ids: "lessons",
      separator: "|",
    },
    activities: { file: "log.csv", user: "who", at: "ts", unit: "s", typeValue: "problem_solved", ref: "task" },
  }),
);

describe("daystreak import csv", () => {
  it("says what would come over, and then takes it over", async () => {
    const args = ["import", "csv", "mapping.json", "--database", "sqlite:./csv.db"];
    const dry = await cli(args, folder);
    expect(dry.code).toBe(0);
    expect(dry.out).toContain("users in people.csv, streaks in best.csv, days in journal.csv");
    expect(dry.out).toContain("Nothing was written");
    const { code, out } = await cli([...args, "--write", "--verify"], folder);
    expect([code, out]).toEqual([0, expect.stringContaining("Every difference is explained.")]);
    expect(out).toMatch(/rows of streaks +3 +2 +0 +1\n/);
    expect(out).toMatch(/rows of days +4 +3 +0 +1\n/);
    expect(out).toContain("Read 1 row of 1 user");
    const store = await openStore(`sqlite:${join(folder, "csv.db")}`);
    try {
      const days = await store.days("ann", 0, 40_000);
      expect(
        days.map(({ status, baseProblems, lessonIds, source }) => [status, baseProblems, lessonIds, source]),
      ).toEqual([
        ["partial", 0, [], "implied"],
        ["complete", 5, [], "legacy"],
        ["partial", 0, ["a", "b"], "legacy"],
      ]);
      const users = await store.users(10);
      expect(users.map(({ userId, presence, lastLogin }) => [userId, presence.max, lastLogin])).toEqual([
        ["ann", 41, Date.UTC(2025, 0, 4, 10)],
        ["bob", 7, null],
        ["cid", 1, Date.UTC(2025, 0, 1)],
      ]);
      expect((await store.days("cid", 0, 40_000)).map(({ source, problemIds }) => [source, problemIds])).toEqual([
        ["import", ["two-sum"]],
      ]);
    } finally {
      await store.close();
    }
  });

  it.each([
    ["{", "cannot be read"],
    ["{}", "names no file"],
    ['{"diary":{}}', "diary is no kind of file"],
    ['{"days":{"file":"journal.csv","colour":"x"}}', "days.colour is no field"],
    ['{"days":{"user_id":"uid"}}', "days.file must be text"],
    ['{"days":{"file":"journal.csv","user_id":"uid"}}', "has no column date: name it by days.date; it has: uid, day"],
    ['{"days":{"file":"none.csv"}}', "cannot read"],
    ['{"activities":{"file":"log.csv","colour":"x"}}', "activities.colour is no key"],
  ])("refuses the mapping %s", async (text, message) => {
    put("wrong.json", text);
    const { code, err } = await cli(["import", "csv", "wrong.json"], folder);
    expect([code, err]).toEqual([2, expect.stringContaining(message)]);
  });
});
