import { fieldGroup, h } from "../dom.js";
import { call, daystreak } from "../session.js";
import { toast } from "../toast.js";

const PATH = "/api/me/pauses/";

/** The learner's pauses, with a form for a new one; `again` shows the page anew. */
export async function pauses(again) {
  const [{ pauses: all }, { date: today }] = await Promise.all([call("GET", PATH), daystreak().load()]);
  const problem = h("p", { class: "problem", role: "alert" });
  const from = h("input", { type: "date", name: "from", required: true, min: today, value: today });
  const to = h("input", { type: "date", name: "to", required: true, min: today });

  /** A call that changes a pause, and what is said then. */
  async function change(done, ...request) {
    problem.textContent = "";
    try {
      await call(...request);
      toast(done);
      again();
    } catch (error) {
      problem.textContent = error.message;
    }
  }

  const form = h(
    "form",
    { class: "settings" },
    fieldGroup(
      "Pause",
      "Holidays, exams, a cold: while you pause nothing is due and your streak waits.",
      all.filter((pause) => pause.to >= today).map((pause) => row(pause, change)),
      h(
        "div",
        { class: "dates" },
        h("label", {}, "From", from),
        h("label", {}, "To", to),
        h("button", { class: "button quiet" }, "Pause"),
      ),
      problem,
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const body = { id: `${from.value}/${to.value}/${Date.now()}`, from: from.value, to: to.value };
    change("Your streak will wait.", "POST", PATH, body);
  });
  return form;
}

function row({ id, from, to }, change) {
  const end = () => change("The pause is over.", "DELETE", `${PATH}?id=${encodeURIComponent(id)}`);
  return h(
    "p",
    { class: "pause" },
    h("span", {}, `${from} to ${to}`),
    h(
      "button",
      { type: "button", class: "button quiet", onclick: end, "aria-label": `End the pause from ${from}` },
      "End",
    ),
  );
}
