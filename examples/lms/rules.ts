import type { RulesInput } from "daystreak";

/**
 * What counts on this platform: three problems complete a day, ten days in a row earn a freeze. A solution or a finished
 * lesson is committed before its answer goes out (`await`), so that a learner who sees "right" can rely on it. The first
 * rule that matches wins; the last four are the defaults of Daystreak.
 */
export const rules: RulesInput = {
  goal: { problems: 3 },
  freezes: { initial: 1, earnEvery: 10, cap: 2 },
  // Notices show in the page. Four learners prove nothing, so none is held out for comparison.
  notices: { channels: ["inbox"], holdout: 0 },
  paths: [
    { path: "/api/lms/problems/:ref/solve/", type: "problem_solved", methods: ["POST"], statuses: [201], await: true },
    {
      path: "/api/lms/lessons/:ref/complete/",
      type: "lesson_completed",
      methods: ["POST"],
      statuses: [201],
      await: true,
    },
    { path: "/api/streak/", type: "streak_update" },
    { path: "/api/lms/lessons/", type: "lesson_view" },
    { path: "/api/lms/problems/", type: "problem_view" },
    { path: "/api/lms/courses/", type: "course_view" },
  ],
};
