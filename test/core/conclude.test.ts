import { expect, test } from "vitest";
import type { Decision } from "../../src/core/change.ts";
import { oneUser } from "./one-user.ts";

const keys = (decision: Decision): string[] => decision.facts.map(({ key }) => key);
const noon = (date: string): string => `${date}T12:00:00Z`;

test("the first date starts a streak, the next one extends it, the same one says nothing", () => {
  const user = oneUser();
  expect(keys(user.record(noon("2026-03-01")))).toEqual(["streak.started:presence:2026-03-01"]);
  expect(keys(user.record(noon("2026-03-02")))).toEqual(["streak.extended:presence:2026-03-02"]);
  expect(keys(user.record("2026-03-02T18:00:00Z"))).toEqual([]);
});

test("three distinct problems complete the date once", () => {
  const user = oneUser();
  const solve = (ref: string) => user.record(noon("2026-03-01"), { type: "problem_solved", ref });
  solve("a");
  solve("b");
  expect(keys(solve("b"))).toEqual([]);
  expect(keys(solve("c"))).toEqual(["streak.started:goal:2026-03-01", "day.completed:2026-03-01"]);
  expect(keys(solve("d"))).toEqual([]);
});

test("a break is concluded by the passing of time, once, and names the run that ended", () => {
  const user = oneUser();
  user.record(noon("2026-03-01"));
  user.record(noon("2026-03-02"));
  expect(keys(user.change("2026-03-03T23:59:59Z", { kind: "tick" }))).toEqual([]);
  const tick = user.change("2026-03-04T00:00:00Z", { kind: "tick" });
  expect(tick.facts).toMatchObject([
    { key: "streak.broken:presence:2026-03-02", data: { streak: "presence", length: 2, ended_on: "2026-03-02" } },
  ]);
  expect(keys(user.change("2026-03-05T00:00:00Z", { kind: "tick" }))).toEqual([]);
});

test("with a grace the break is announced later, the number shown does not wait", () => {
  const user = oneUser({ closeGraceHours: 6 });
  user.record(noon("2026-03-01"));
  expect(keys(user.change("2026-03-03T05:59:00Z", { kind: "tick" }))).toEqual([]);
  expect(user.streak("2026-03-03T05:59:00Z")).toMatchObject({ current_streak: 0, state: "broken" });
  expect(keys(user.change("2026-03-03T06:00:00Z", { kind: "tick" }))).toEqual(["streak.broken:presence:2026-03-01"]);
});

test("a break healed within the grace is never announced", () => {
  const user = oneUser({ closeGraceHours: 6 });
  user.record(noon("2026-03-01"));
  user.change("2026-03-03T01:00:00Z", { kind: "tick" });
  const late = user.record("2026-03-03T02:00:00Z", { at: "2026-03-02T20:00:00Z" });
  expect(keys(late)).toContain("streak.healed:presence:3");
  expect(keys(user.change("2026-03-03T06:00:00Z", { kind: "tick" }))).toEqual([]);
});

test("a late activity heals, returns the freeze spent on its date and says so", () => {
  const user = oneUser({ freezes: { initial: 1, earnEvery: 0, cap: 2 } });
  user.record(noon("2026-03-01"));
  const consumed = user.record(noon("2026-03-03"));
  expect(keys(consumed)).toEqual(["freeze.consumed:2026-03-02", "streak.extended:presence:2026-03-03"]);
  expect(user.streak(noon("2026-03-03"))).toMatchObject({ current_streak: 2, freezes: { held: 0 } });
  expect(keys(user.record("2026-03-03T13:00:00Z", { at: noon("2026-03-02") }))).toContain("freeze.returned:2026-03-02");
  expect(user.streak("2026-03-03T13:00:00Z")).toMatchObject({ current_streak: 3, freezes: { held: 1 } });
});

test("an import tells of old milestones without celebrating them", () => {
  const user = oneUser();
  const dates = Array.from({ length: 40 }, (_, index) => new Date(Date.UTC(2025, 0, 1 + index, 12)));
  const { facts } = user.record(noon("2026-03-01"), ...dates.map((at) => ({ at })));
  const milestones = facts.filter(({ kind }) => kind === "milestone.reached");
  expect(milestones.map(({ data }) => [data.days, data.reached_on, data.celebrate])).toEqual([
    [7, "2025-01-07", false],
    [30, "2025-01-30", false],
  ]);
  expect(facts.filter(({ kind }) => kind.startsWith("streak."))).toEqual([]);
});

test("a milestone is awarded again only to a new run", () => {
  const user = oneUser({ milestones: [2], restores: 1 });
  user.record(noon("2026-03-01"));
  expect(keys(user.record(noon("2026-03-02")))).toContain("milestone.reached:2:2026-03-02");
  user.record(noon("2026-03-05"));
  expect(keys(user.record(noon("2026-03-06")))).toContain("milestone.reached:2:2026-03-06");
  const merged = user.record("2026-03-06T13:00:00Z", { at: noon("2026-03-03") }, { at: noon("2026-03-04") });
  expect(keys(merged).filter((key) => key.startsWith("milestone"))).toEqual([]);
});

test("wakes at the end of the first date that could break the streak, past rest days and pauses", () => {
  const user = oneUser({ restDays: [6, 7] }, "Europe/Paris");
  expect(user.record("2026-03-05T12:00:00Z").state.wakeAt).toBe(Date.parse("2026-03-06T23:00:00Z"));
  expect(user.record("2026-03-06T12:00:00Z").state.wakeAt).toBe(Date.parse("2026-03-09T23:00:00Z"));
  expect(user.change("2026-03-10T00:00:00Z", { kind: "tick" }).state.wakeAt).toBeNull();
});
