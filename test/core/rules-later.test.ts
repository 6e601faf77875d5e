import { expect, test } from "vitest";
import { stateAsOf } from "../../src/core/as-of.ts";
import { calendarAnswer } from "../../src/core/calendar-answer.ts";
import { policyOf } from "../../src/core/policy.ts";
import { defineRules } from "../../src/core/rules-check.ts";
import { day, oneUser } from "./one-user.ts";

/** Rules with another goal from an instant on. */
function withLaterRules(user: ReturnType<typeof oneUser>, at: string): void {
  const rules = defineRules({ goal: { problems: 1 } });
  user.book = { ...user.book, versions: [...user.book.versions, { version: 2, effectiveAt: Date.parse(at), rules }] };
}

test("as of an instant in another zone, rules begin with the same date of the user as they do now", () => {
  const user = oneUser();
  user.record("2026-03-01T08:00:00Z", { zone: "-12:00" });
  user.record("2026-03-05T08:00:00Z", { zone: "+14:00" });
  withLaterRules(user, "2026-03-06T11:00:00Z");
  const history = {
    state: user.state,
    days: [...user.records.values()],
    zones: user.zones,
    activities: [],
    protections: [],
  };
  const { state } = stateAsOf(history, Date.parse("2026-03-02T00:00:00Z"), user.book);
  const versions = [state, user.state].map((one) => policyOf(one, user.book).rulesOn(day("2026-03-07")).version);
  expect(versions).toEqual([1, 1]);
});

test("rules begin with the user's next date in the zone that was fixed last, though it is lifted", () => {
  const user = oneUser();
  user.record("2026-03-01T08:00:00Z", { zone: "-12:00" });
  user.change("2026-03-01T09:00:00Z", { kind: "settings", patch: { fixedZone: "+14:00" } });
  user.change("2026-03-03T09:00:00Z", { kind: "settings", patch: { fixedZone: null } });
  withLaterRules(user, "2026-03-06T11:00:00Z");
  expect(policyOf(user.state, user.book).rulesOn(day("2026-03-07")).version).toBe(1);
  expect(policyOf(user.state, user.book).rulesOn(day("2026-03-08")).version).toBe(2);
});

test("a pause to come is on the calendar on its rest days, too", () => {
  const user = oneUser({ restDays: [6, 7] });
  user.record("2026-03-05T08:00:00Z");
  const dates = { from: day("2026-03-06"), to: day("2026-03-08") };
  user.change("2026-03-05T09:00:00Z", { kind: "protect", id: "p", protection: "paused", ...dates, reason: "", by: "" });
  const { days } = calendarAnswer(user.state, [], dates, Date.parse("2026-03-05T10:00:00Z"), user.book);
  expect(days.map(({ date, protection }) => [date, protection])).toEqual([
    ["2026-03-06", "paused"],
    ["2026-03-07", "paused"],
    ["2026-03-08", "paused"],
  ]);
});
