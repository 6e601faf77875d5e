import { describe, expect, test } from "vitest";
import { isRight } from "../../examples/lms/answers.ts";
import { courses } from "../../examples/lms/content/catalog.ts";

const problems = courses.flatMap((course) => course.lessons.flatMap((lesson) => lesson.problems));

describe("the courses", () => {
  test("hold two courses of three lessons of four problems", () => {
    expect(courses.map((course) => course.lessons.map((lesson) => lesson.problems.length))).toEqual([
      [4, 4, 4],
      [4, 4, 4],
    ]);
  });

  test("name nothing twice", () => {
    const ids = [...courses, ...courses.flatMap((course) => course.lessons), ...problems].map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test.each(problems.map((problem) => [problem.id, problem] as const))(
    "%s accepts its own answer",
    (_id, { answer }) => {
      const own = "choice" in answer ? answer.choice : "word" in answer ? (answer.word[0] ?? "") : answer.number;
      expect(isRight(answer, own)).toBe(true);
      expect(isRight(answer, "nonsense")).toBe(false);
      if ("choice" in answer) expect(answer.choices).toContain(answer.choice);
    },
  );
});

describe("an answer", () => {
  test.each([
    ["1/4", "0.25"],
    ["1/4", "0,25"],
    ["1/4", "25%"],
    ["1/4", " 2 / 8 "],
    ["5040", "5'040"],
    ["-3", "−3"],
    ["1/3", "3/9"],
  ])("that wants %s accepts %s", (number, given) => {
    expect(isRight({ number }, given)).toBe(true);
  });

  test.each([
    ["1/3", "0.33"],
    ["1/4", "1/0"],
    ["9", "nine"],
    ["9", ""],
    ["9", "9e0"],
    ["9", "0x9"],
  ])("that wants %s refuses %s", (number, given) => {
    expect(isRight({ number }, given)).toBe(false);
  });

  test("in words is read without case, quotes and full stop", () => {
    expect(isRight({ word: ["knight"] }, ' "Knight." ')).toBe(true);
    expect(isRight({ word: ["knight"] }, "knave")).toBe(false);
  });
});
