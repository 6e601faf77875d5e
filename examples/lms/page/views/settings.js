import { fieldGroup, h } from "../dom.js";
import { call } from "../session.js";
import { applySwitches } from "../switches.js";
import { toast } from "../toast.js";
import { pauses } from "./pauses.js";
import { reminders } from "./reminders.js";

const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const STARTS = ["00:00", "01:00", "02:00", "03:00", "04:00", "05:00", "06:00"];
const SWITCHES = [
  ["streaks", "Show streaks", "Without it this site shows courses only; your days go on counting."],
  ["tracking", "Record my activity", "Without it nothing is kept about when you learn, and no day counts."],
];

/** The learner's zone, day start, goal, rest days, switches and pauses. */
export async function showSettings({ again }) {
  const [settings, pausing] = await Promise.all([call("GET", "/api/me/"), pauses(again)]);
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
  const remind = await reminders(settings);
  const switches = SWITCHES.map(([name]) => h("input", { type: "checkbox", name, checked: settings.switches[name] }));
  const problem = h("p", { class: "problem", role: "alert" });
  const save = h("button", { class: "button" }, "Save");

  const form = h(
    "form",
    { class: "settings" },
    fieldGroup(
      "Daily goal",
      "Problems that make a day complete. Any activity keeps your streak; the goal is yours to set.",
      h("label", { class: "narrow" }, h("span", { class: "sr" }, "Problems a day"), goal),
    ),
    zone.element,
    fieldGroup(
      "My day begins at",
      "For night owls: with 04:00, a lesson at half past midnight still counts for the evening before.",
      h("label", { class: "narrow" }, h("span", { class: "sr" }, "Day begins at"), start),
    ),
    fieldGroup(
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
    remind.element,
    fieldGroup(
      "Privacy and attention",
      "What this site shows and keeps.",
      SWITCHES.map(([name, label, text], n) =>
        h(
          "label",
          { class: "choice" },
          switches[n],
          h("span", {}, h("b", {}, label), h("span", { class: "small", id: `about-${name}` }, text)),
        ),
      ),
    ),
    problem,
    h("p", { class: "saving" }, save),
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
      notices: remind.value(),
      switches: {
        ...Object.fromEntries(switches.map((input) => [input.name, input.checked])),
        notices: remind.isOn(),
      },
    };
    try {
      const saved = await call("PATCH", "/api/me/", patch);
      toast(saved.pending === null ? "Saved." : "Saved. It begins with your next day.");
      applySwitches(saved);
      again();
    } catch (error) {
      problem.textContent = error.message;
      save.disabled = false;
    }
  });

  return {
    content: [
      h("h1", {}, "Settings"),
      settings.pending &&
        h(
          "p",
          { class: "verdict kept" },
          `Changes begin with your next day, ${settings.pending.effective_from}: a day that has begun keeps its rules.`,
        ),
      form,
      pausing,
    ],
  };
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
  const isFixed = chosen.zone !== "follow";
  const device = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const follow = h("input", { type: "radio", name: "mode", checked: !isFixed });
  const stay = h("input", { type: "radio", name: "mode", checked: isFixed });
  const input = h("input", {
    name: "zone",
    list: "zones",
    value: isFixed ? chosen.zone : device,
    "aria-label": "Time zone",
    disabled: !isFixed,
    autocomplete: "off",
  });
  const toggle = () => {
    input.disabled = !stay.checked;
    if (stay.checked) input.select();
  };
  follow.addEventListener("change", toggle);
  stay.addEventListener("change", toggle);
  const element = fieldGroup(
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
