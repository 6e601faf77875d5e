import { call } from "../api.js";
import { h, tick } from "../dom.js";
import { loadStreak } from "../streak.js";

/** A problem with its answer box and what became of the answer. */
export async function showProblem(_actions, id) {
  const problem = await call("GET", `/api/lms/problems/${id}/`);
  const field = problem.kind === "choice" ? choices(problem) : box(problem);
  const verdict = h("div", { class: "verdict", "aria-live": "polite" });
  const submit = h("button", { class: "button" }, "Check");
  const form = h("form", { class: "card answer" }, field.element, h("div", { class: "row" }, submit), verdict);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const answer = field.value();
    if (answer === "") return say(verdict, "wrong", "Give an answer first.");
    submit.disabled = true;
    try {
      const result = await call("POST", `/api/lms/problems/${id}/solve/`, { answer });
      if (result.correct) solved(result);
      else say(verdict, "wrong", "Not yet.", result.hint);
    } catch (error) {
      say(verdict, "wrong", error.message);
    }
    submit.disabled = false;
    if (form.classList.contains("solved")) verdict.querySelector("a")?.focus();
    else field.focus();
  });

  function solved(result) {
    form.classList.add("solved");
    field.lock();
    submit.remove();
    const onwards = result.next
      ? h("a", { class: "button", href: `/problems/${result.next}`, "data-link": true }, "Next problem")
      : h("a", { class: "button", href: `/lessons/${problem.lesson.id}`, "data-link": true }, "Back to the lesson");
    say(verdict, "right", "That is right.", result.explanation, onwards);
    loadStreak();
  }

  return {
    title: `Problem ${problem.position}`,
    content: [
      h(
        "nav",
        { class: "path", "aria-label": "Where you are" },
        h("a", { href: `/courses/${problem.course.id}`, "data-link": true }, problem.course.title),
        h("a", { href: `/lessons/${problem.lesson.id}`, "data-link": true }, problem.lesson.title),
      ),
      h(
        "p",
        { class: "small" },
        `Problem ${problem.position} of ${problem.of}`,
        problem.solved && h("span", { class: "donemark" }, tick(true), "solved before"),
      ),
      h("h1", { class: "prompt", id: "prompt" }, problem.prompt),
      form,
    ],
  };
}

function say(verdict, kind, headline, text, action) {
  verdict.className = `verdict ${kind}`;
  verdict.replaceChildren(h("b", {}, headline), text ? h("p", {}, text) : "", action ?? "");
}

function box(problem) {
  const input = h("input", {
    name: "answer",
    autocomplete: "off",
    autocapitalize: "none",
    spellcheck: "false",
    "aria-labelledby": "prompt",
    "data-focus": true,
    placeholder: problem.kind === "number" ? "A number" : "A word",
  });
  return {
    element: input,
    value: () => input.value.trim(),
    focus: () => input.select(),
    lock: () => {
      input.readOnly = true;
    },
  };
}

function choices(problem) {
  const inputs = problem.choices.map((value, n) =>
    h("input", { type: "radio", name: "answer", value, "data-focus": n === 0 }),
  );
  const element = h(
    "fieldset",
    { "aria-labelledby": "prompt" },
    inputs.map((input) => h("label", { class: "choice" }, input, h("span", {}, input.value))),
  );
  return {
    element,
    value: () => inputs.find((input) => input.checked)?.value ?? "",
    focus: () => (inputs.find((input) => input.checked) ?? inputs[0])?.focus(),
    lock: () => {
      element.disabled = true;
    },
  };
}
