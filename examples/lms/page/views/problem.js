import { h, tick } from "../dom.js";
import { answer, isWaiting, read } from "../offline.js";
import { withToday } from "./with-today.js";

/** A problem with its answer box, what became of the answer, and today's goal beside it. */
export async function showProblem(_actions, id) {
  const problem = await read(`/api/lms/problems/${id}/`);
  const field = problem.kind === "choice" ? choices(problem) : box(problem);
  const verdict = h("div", { class: "verdict", "aria-live": "polite" });
  const submit = h("button", { class: "button" }, "Check");
  const form = h("form", { class: "card answer" }, field.element, h("div", { class: "row" }, submit), verdict);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const given = field.value();
    if (given === "") return say(verdict, "wrong", "Give an answer first.");
    submit.disabled = true;
    try {
      const result = await answer(id, given);
      if (result.kept) kept();
      else if (result.correct) end("solved", "right", "That is right.", result.explanation, "Back to the lesson");
      else say(verdict, "wrong", "Not yet.", result.hint);
    } catch (error) {
      say(verdict, "wrong", error.message);
    }
    submit.disabled = false;
    if (submit.isConnected) field.focus();
    else verdict.querySelector("a")?.focus();
  });

  function kept() {
    const text = "There is no network. Your answer is checked as soon as there is, and counts for this day.";
    end("kept", "kept", "Kept on this device.", text, "Back to the lesson");
  }

  function end(state, kind, headline, text, back) {
    form.classList.add(state);
    field.lock();
    submit.remove();
    const [href, name] = problem.next
      ? [`/problems/${problem.next}`, "Next problem"]
      : [`/lessons/${problem.lesson.id}`, back];
    say(verdict, kind, headline, text, h("a", { class: "button", href, "data-link": true }, name));
  }

  if (await isWaiting(id)) kept();
  return {
    title: `Problem ${problem.position}`,
    content: withToday(
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
    ),
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
    maxlength: 100,
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
