import { expect, test } from "vitest";
import { day, oneUser } from "./one-user.ts";

test("a clock 30 days ahead and then right again leaves no day, streak or future date behind", () => {
  const user = oneUser();
  user.record("2026-03-01T12:00:00Z", { zone: "Asia/Tokyo" });
  user.record("2026-03-02T12:00:00Z");
  user.record("2026-04-01T12:00:00Z", { zone: "Europe/Paris" }, { type: "problem_solved", ref: "a" });
  const repaired = user.record("2026-03-03T12:00:00Z");
  expect(repaired.facts.map(({ kind }) => kind)).toContain("clock.corrected");
  expect(user.streak("2026-03-03T12:00:00Z")).toMatchObject({
    current_streak: 3,
    last_activity_date: "2026-03-03",
    state: "active",
    zone: "Asia/Tokyo",
  });
  expect([...user.records.keys()]).toEqual([day("2026-03-01"), day("2026-03-02"), day("2026-03-03")]);
  expect(user.zones.filter(({ at }) => at > Date.parse("2026-03-03T12:00:00Z"))).toEqual([]);
});

test("servers whose clocks differ by seconds at midnight repair nothing", () => {
  const user = oneUser();
  user.record("2026-03-01T12:00:00Z");
  user.record("2026-03-02T00:00:01Z");
  const behind = user.record("2026-03-01T23:59:59Z");
  expect(behind.removals).toBeUndefined();
  expect(user.streak("2026-03-02T00:00:02Z")).toMatchObject({ current_streak: 2 });
});
