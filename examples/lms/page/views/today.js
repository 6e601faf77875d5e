import { h } from "../dom.js";
import { read } from "../offline.js";
import { daystreak, signedIn } from "../session.js";
import { courseCard } from "./course.js";
import { lately } from "./lately.js";
import { week } from "./with-today.js";

/** The first page: the streak, today's goal, the week, the courses, the year, and what happened lately. */
export async function showToday() {
  const { courses } = await read("/api/lms/courses/");
  const next = courses.find((course) => course.solved_count < course.problem_count);
  return {
    content: [
      h("h1", { class: "hello" }, `Hello, ${signedIn().user.name.split(" ")[0]}`),
      h(
        "section",
        { class: "today streaks", "aria-label": "Your streak" },
        h("div", { class: "panel" }, h("daystreak-flame"), week()),
        h(
          "div",
          { class: "panel goal" },
          h("daystreak-goal"),
          next &&
            h(
              "a",
              { class: "button", href: `/courses/${next.id}`, "data-link": true },
              next.solved_count === 0 ? "Start learning" : "Keep learning",
            ),
        ),
        h("daystreak-explain", { class: "wide" }),
      ),
      h(
        "section",
        { "aria-labelledby": "courses" },
        h("h2", { id: "courses" }, "Courses"),
        h("div", { class: "cards" }, courses.map(courseCard)),
      ),
      h(
        "section",
        { class: "streaks", "aria-labelledby": "year" },
        h("h2", { id: "year" }, "Your year"),
        h("div", { class: "card year" }, h("daystreak-calendar", { "first-day": 1 })),
      ),
      lately(daystreak()),
    ],
  };
}
