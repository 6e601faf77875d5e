import { describe, expect, test } from "vitest";
import type { PathRule } from "../../src/core/rules.ts";
import { defineRules } from "../../src/core/rules-check.ts";
import { compileRoutes, type RouteMatch } from "../../src/tracker/routes-to-types.ts";

function match(paths: PathRule[] | undefined, method: string, path: string, status = 200): RouteMatch | undefined {
  return compileRoutes(defineRules(paths === undefined ? {} : { paths })).match(method, path, status);
}

describe("path rules", () => {
  test.each([
    ["/api/lms/lessons/12/", "lesson_view", "12"],
    ["/api/lms/lessons/12", "lesson_view", "12"],
    ["/api/lms/lessons/12/complete/", "lesson_view", "12"],
    ["/api/lms/lessons/caf%C3%A9/", "lesson_view", "café"],
    ["/api/lms/lessons/%zz/", "lesson_view", "%zz"],
    ["/api/lms/lessons/", "lesson_view", undefined],
    ["/api/lms/lessons", "lesson_view", undefined],
    ["/api/lms/problems/two-sum", "problem_view", "two-sum"],
    ["/api/lms/courses/python/", "course_view", "python"],
  ])("by default %s is a %s of %s", (path, type, ref) => {
    expect(match(undefined, "GET", path)).toEqual({ type, await: false, ...(ref === undefined ? {} : { ref }) });
  });

  test.each(["/api/lms/lessonsets/1", "/api/lms/", "/", "/api/streak/"])("GET %s is none by default", (path) => {
    expect(match(undefined, "GET", path)).toBeUndefined();
  });

  test("writing below the streak is a streak_update, without a ref", () => {
    expect(match(undefined, "POST", "/api/streak/update/")).toEqual({ type: "streak_update", await: false });
  });

  test("a pattern takes its ref from its place", () => {
    const rules = [{ path: "/courses/:course/lessons/:ref/done", type: "lesson_completed" }];
    expect(match(rules, "POST", "/courses/py/lessons/7/done/")).toMatchObject({ type: "lesson_completed", ref: "7" });
    expect(match(rules, "POST", "/courses/py/lessons/7/")).toBeUndefined();
    expect(match(rules, "POST", "/courses/py/lessons//done")).toBeUndefined();
  });

  test("the first rule that matches path, method and status wins", () => {
    const rules = [
      { path: "/p/", type: "problem_solved", methods: ["POST"], statuses: [201] },
      { path: "/p/", type: "problem_view" },
    ];
    expect(match(rules, "POST", "/p/1", 201)?.type).toBe("problem_solved");
    expect(match(rules, "POST", "/p/1", 200)?.type).toBe("problem_view");
    expect(match(rules, "GET", "/p/1", 201)?.type).toBe("problem_view");
  });

  test("what was refused is viewed but not solved", () => {
    expect(match([{ path: "/p/", type: "problem_solved" }], "POST", "/p/1", 422)).toBeUndefined();
    expect(match([{ path: "/p/", type: "problem_view" }], "POST", "/p/1", 422)?.type).toBe("problem_view");
  });

  test("says before the answer whether a rule may hold it", () => {
    const routes = compileRoutes(
      defineRules({ paths: [{ path: "/p/", type: "problem_solved", methods: ["POST"], await: true }] }),
    );
    expect(routes.mayAwait("POST", "/p/1")).toBe(true);
    expect(routes.mayAwait("GET", "/p/1")).toBe(false);
    expect(routes.mayAwait("POST", "/q/1")).toBe(false);
  });
});
