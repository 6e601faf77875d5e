import { call } from "../api.js";
import { h } from "../dom.js";
import { loadStreak, shortDate } from "../streak.js";
import { toast } from "../toast.js";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const STARTS = ["00:00", "01:00", "02:00", "03:00", "04:00", "05:00", "06:00"];

/** The learner's zone, day start, goal and rest days. */
export async function showSettings({ again }) {
  const settings = await call("GET", "/api/me/");
  const chosen = settings.pending ?? settings;
  const zone = zoneField(chosen, settings.current_zone);
  const start = select("day_start", STARTS, chosen.day_start);
  const goal = h("input", {
    type: "number",
    name: "goal",
    min: 1,
    max: 50,
    required: true,
    value: chosen.goal.problems ?? 3,
  });
  const rest = WEEKDAYS.map((name, n) =>
    h("input", { type: "checkbox", value: n + 1, "aria-label": name, checked: chosen.rest_days.includes(n + 1) }),
  );
  const problem = h("p", { class: "problem", role: "alert" });
  const save = h("button", { class: "button" }, "Save");

  const form = h(
    "form",
    { class: "settings" },
    zone.element,
    group(
      "Daily goal",
      "Problems that make a day complete. Any activity keeps your streak; the goal is yours to set.",
      h("label", { class: "narrow" }, h("span", { class: "sr" }, "Problems a day"), goal),
    ),
    group(
      "My day begins at",
      "For night owls: with 04:00, a lesson at half past midnight still counts for the evening before.",
      h("label", { class: "narrow" }, h("span", { class: "sr" }, "Day begins at"), start),
    ),
    group(
      "Rest days",
      "A rest day without learning does not break your streak. Learning on one still counts.",
      h(
        "div",
        { class: "weekdays" },
        rest.map((input, n) =>
          h("label", { class: "choice" }, input, h("span", { "aria-hidden": "true" }, WEEKDAYS[n])),
        ),
      ),
    ),
    problem,
    h("p", {}, save),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    save.disabled = true;
    const patch = {
      zone: zone.value(),
      day_start: start.value,
      goal: { problems: Number(goal.value) },
      rest_days: rest.filter((input) => input.checked).map((input) => Number(input.value)),
    };
    try {
      const saved = await call("PATCH", "/api/me/", patch);
      toast(saved.pending === null ? "Saved." : "Saved. It begins with your next day.");
      loadStreak();
      again();
    } catch (error) {
      problem.textContent = error.message;
      save.disabled = false;
    }
  });

  return {
    title: "Settings",
    content: [
      h("h1", {}, "Settings"),
      settings.pending &&
        h(
          "p",
          { class: "verdict wrong" },
          `Changes begin with your next day, ${shortDate(settings.pending.effective_from)}: a day that has begun keeps its rules.`,
        ),
      form,
    ],
  };
}

function group(title, text, ...fields) {
  return h(
    "fieldset",
    { class: "card" },
    h("legend", { class: "sr" }, title),
    h("h2", { "aria-hidden": "true" }, title),
    h("p", { class: "small" }, text),
    fields,
  );
}

function select(name, values, chosen) {
  const all = values.includes(chosen) ? values : [...values, chosen];
  return h(
    "select",
    { name },
    all.map((value) => h("option", { value, selected: value === chosen }, value)),
  );
}

function zoneField(chosen, current) {
  const fixed = chosen.zone !== "follow";
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const follow = h("input", { type: "radio", name: "mode", checked: !fixed });
  const stay = h("input", { type: "radio", name: "mode", checked: fixed });
  const input = h("input", {
    name: "zone",
    list: "zones",
    value: fixed ? chosen.zone : device,
    "aria-label": "Time zone",
    disabled: !fixed,
    autocomplete: "off",
  });
  const toggle = () => {
    input.disabled = !stay.checked;
    if (stay.checked) input.select();
  };
  follow.addEventListener("change", toggle);
  stay.addEventListener("change", toggle);
  const element = group(
    "Time zone",
    `Decides when your day begins and ends. It is ${current} now.`,
    h("label", { class: "choice" }, follow, h("span", {}, `Follow my device (${device})`)),
    h("label", { class: "choice" }, stay, h("span", {}, "Always use this one")),
    h("label", { class: "narrow zone" }, input),
    h(
      "datalist",
      { id: "zones" },
      Intl.supportedValuesOf("timeZone").map((value) => h("option", { value })),
    ),
  );
  return { element, value: () => (stay.checked ? input.value.trim() : "follow") };
}
