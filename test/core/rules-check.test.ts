import { expect, test } from "vitest";
import { DaystreakError } from "../../src/core/errors.ts";
import { DEFAULT_RULES, defineRules } from "../../src/core/rules-check.ts";

test("nothing stated means the defaults", () => {
  expect(defineRules()).toEqual(DEFAULT_RULES);
  expect(defineRules({ freezes: { initial: 1 } }).freezes).toEqual({ initial: 1, earnEvery: 0, cap: 2 });
});

test("rules survive a round trip through JSON", () => {
  const rules = defineRules({
    goal: { points: 10, weights: { problem_solved: 2, lesson_completed: 5 } },
    restDays: [7, 6],
    calendar: [{ date: "2026-12-25", reason: "Christmas" }],
    milestones: [21, 7, 21],
  });
  expect(rules.restDays).toEqual([6, 7]);
  expect(rules.milestones).toEqual([7, 21]);
  expect(defineRules(JSON.parse(JSON.stringify(rules)))).toEqual(rules);
});

test.each([
  [{ primry: "goal" }, "primry"],
  [{ goal: { problems: 3, lessons: 1 } }, "goal"],
  [{ goal: { problems: 0 } }, "goal.problems"],
  [{ goal: { points: 5 } }, "goal"],
  [{ freezes: { initial: -1 } }, "freezes.initial"],
  [{ freezes: { initail: 1 } }, "freezes"],
  [{ restDays: [0] }, "restDays"],
  [{ restDays: [1, 1] }, "restDays"],
  [{ calendar: [{ date: "2026-02-30", reason: "no such date" }] }, "calendar"],
  [{ dayStart: "24:00" }, "dayStart"],
  [{ types: { problem_solved: "presence" } }, "types.problem_solved"],
  [{ types: { quiz: "other" } }, "types.quiz"],
  [{ clientTypes: ["napping"] }, "clientTypes"],
  [{ paths: [{ path: "lessons/", type: "lesson_view" }] }, "paths[0].path"],
  [{ paths: [{ path: "/x/", type: "nope" }] }, "paths"],
  [{ milestones: "7" }, "milestones"],
  [[], "rules"],
])("refuses %j and names the key", (given, key) => {
  const define = () => defineRules(given as never);
  expect(define).toThrow(DaystreakError);
  expect(define).toThrow(key);
});
