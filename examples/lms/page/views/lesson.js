import { h, tick } from "../dom.js";
import { read } from "../offline.js";
import { call } from "../session.js";
import { toast } from "../toast.js";
import { withToday } from "./with-today.js";

/** A lesson to read, with its problems below. */
export async function showLesson({ go }, id) {
  const lesson = await read(`/api/lms/lessons/${id}/`);
  return {
    title: lesson.title,
    content: withToday(
      h(
        "nav",
        { class: "path", "aria-label": "Where you are" },
        h("a", { href: "/", "data-link": true }, "Today"),
        h("a", { href: `/courses/${lesson.course.id}`, "data-link": true }, lesson.course.title),
      ),
      h(
        "article",
        { class: "text" },
        h("h1", {}, lesson.title),
        h("p", { class: "lead" }, lesson.summary),
        lesson.body.map((part) =>
          part.startsWith("= ") ? h("p", { class: "worked" }, part.slice(2)) : h("p", {}, part),
        ),
      ),
      h(
        "section",
        { "aria-labelledby": "problems" },
        h("h2", { id: "problems" }, "Problems"),
        h("ol", { class: "problems" }, lesson.problems.map(problemRow)),
      ),
      finish(lesson, go),
    ),
  };
}

function problemRow(problem) {
  return h(
    "li",
    {},
    h(
      "a",
      { href: `/problems/${problem.id}`, "data-link": true },
      tick(problem.solved),
      h("span", {}, problem.prompt),
      problem.solved && h("span", { class: "sr" }, "(solved)"),
    ),
  );
}

function finish(lesson, go) {
  const onwards =
    lesson.next === null ? ["/", "Back to today"] : [`/lessons/${lesson.next.id}`, `Next: ${lesson.next.title}`];
  const next = h("a", { class: "button quiet", href: onwards[0], "data-link": true }, onwards[1]);
  if (lesson.completed)
    return h("p", { class: "finish" }, h("span", { class: "donemark" }, tick(true), "Lesson complete"), next);
  const button = h("button", { class: "button", type: "button" }, "I have read this lesson");
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await call("POST", `/api/lms/lessons/${lesson.id}/complete/`);
      toast("Lesson complete.");
      go(onwards[0]);
    } catch (error) {
      button.disabled = false;
      toast(error.message);
    }
  });
  return h("p", { class: "finish" }, button, next);
}
