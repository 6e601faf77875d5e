import { describe, expect, it } from "vitest";
import { defineRules } from "../../src/core/rules-check.ts";
import { day, oneUser } from "./one-user.ts";

/** Somebody who solved a problem on the 26th in Kiritimati, and is in the zone where it is still the 25th. */
function movedWest() {
  const user = oneUser({ goal: { problems: 1 } });
  user.record("2011-12-26T07:00:00Z", { type: "problem_solved", ref: "p1", zone: "Pacific/Kiritimati" });
  user.record("2011-12-26T07:30:00Z", { zone: "-12:00" });
  return user;
}

describe("a date that is ahead of today and has a record", () => {
  it("is judged by the goal that begins with it", () => {
    const user = movedWest();
    expect(user.streak("2011-12-26T07:31:00Z").date).toBe("2011-12-25");
    user.change("2011-12-26T08:00:00Z", { kind: "settings", patch: { goal: { problems: 2 } } });
    expect(user.records.get(day("2011-12-26"))).toMatchObject({ status: "partial", goal: { problems: 2 } });
    expect(user.streak("2011-12-26T08:01:00Z").goal.current_streak).toBe(0);
    user.record("2011-12-26T09:00:00Z", { type: "problem_solved", ref: "p2", zone: "Pacific/Kiritimati" });
    expect(user.records.get(day("2011-12-26"))?.status).toBe("complete");
  });

  it("is judged by the rules that begin with it", () => {
    const user = movedWest();
    const rules = defineRules({ goal: { problems: 2 } });
    const effectiveAt = Date.parse("2011-12-26T08:00:00Z");
    user.book = { ...user.book, versions: [...user.book.versions, { version: 2, effectiveAt, rules }] };
    user.change("2011-12-26T08:01:00Z", { kind: "tick" });
    expect(user.records.get(day("2011-12-26"))).toMatchObject({ status: "partial", rulesVersion: 2 });
  });

  it("goes on as it was where the goal that waited is replaced", () => {
    const user = movedWest();
    user.change("2011-12-26T08:00:00Z", { kind: "settings", patch: { goal: { problems: 2 } } });
    user.change("2011-12-26T08:01:00Z", { kind: "settings", patch: { goal: { problems: 1 } } });
    expect(user.records.get(day("2011-12-26"))?.status).toBe("complete");
  });
});

it("a date that never was stays skipped where the last activity before it is of an earlier date than another one's", () => {
  const user = oneUser({ bridgeTravel: false });
  user.record("2011-12-28T00:57:00Z", { zone: "Pacific/Apia" });
  user.record("2011-12-29T03:18:00Z", { zone: "Pacific/Apia" });
  user.record("2011-12-29T03:21:00Z", { zone: "America/Nuuk" });
  user.record("2011-12-29T04:11:00Z", { zone: "Pacific/Apia" });
  user.record("2011-12-30T10:01:00Z", { zone: "Pacific/Apia" });
  expect(user.streak("2011-12-30T10:02:00Z").presence).toMatchObject({ current_streak: 4, started_on: "2011-12-27" });
});
