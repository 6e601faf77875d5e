import { bar, h, plural, tick } from "../dom.js";
import { read } from "../offline.js";

/** One course with its lessons. */
export async function showCourse(_actions, id) {
  const course = await read(`/api/lms/courses/${id}/`);
  return {
    title: course.title,
    content: [
      h("nav", { class: "path", "aria-label": "Where you are" }, h("a", { href: "/", "data-link": true }, "Today")),
      h("h1", {}, course.title),
      h("p", { class: "lead" }, course.summary),
      h("ol", { class: "lessons" }, course.lessons.map(lessonRow)),
    ],
  };
}

/** A course as a card that leads to it. */
export function courseCard(course) {
  return h(
    "a",
    { class: "card course", href: `/courses/${course.id}`, "data-link": true },
    h("h3", {}, course.title),
    h("p", {}, course.summary),
    h(
      "div",
      { class: "foot" },
      bar(course.solved_count, course.problem_count, `Progress in ${course.title}`),
      h(
        "span",
        {},
        `${plural(course.lesson_count, "lesson")} · ${course.solved_count} of ${course.problem_count} solved`,
      ),
    ),
  );
}

function lessonRow(lesson) {
  return h(
    "li",
    {},
    h(
      "a",
      { class: "card", href: `/lessons/${lesson.id}`, "data-link": true },
      tick(lesson.completed),
      h(
        "div",
        {},
        h("h2", {}, lesson.title),
        h("p", {}, lesson.summary),
        h(
          "p",
          { class: "small" },
          `${lesson.minutes} min to read · ${lesson.solved_count} of ${plural(lesson.problem_count, "problem")} solved`,
          lesson.completed && " · lesson complete",
        ),
      ),
    ),
  );
}
