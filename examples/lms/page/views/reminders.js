import { fieldGroup, h } from "../dom.js";
import { pushOf } from "../push.js";
import { noticeKinds } from "./notice-kinds.js";

const SAID = {
  on: "Notices show in this browser, also while this page is closed.",
  off: "Notices show in this page. They can show in this browser, too.",
  denied: "This browser is told not to show notices of this site. Its own settings change that.",
  unsupported: "Notices show in this page. This browser cannot show them elsewhere.",
};
const LANGUAGES = [
  ["en", "English"],
  ["es", "Español"],
  ["ar", "العربية"],
  ["ja", "日本語"],
];

/** Whether, what, when and where to tell. `value` gives the learner's wishes, `isOn` the switch for all of it. */
export async function reminders({ notices, switches }) {
  const all = h("input", { type: "checkbox", name: "notices", checked: switches.notices });
  const usual = h("input", { type: "radio", name: "remind", checked: notices.remind_at === null });
  const fixed = h("input", { type: "radio", name: "remind", checked: notices.remind_at !== null });
  const time = h("input", {
    type: "time",
    name: "remind_at",
    value: notices.remind_at ?? "18:00",
    "aria-label": "Time of the reminder",
    disabled: notices.remind_at === null,
    required: true,
  });
  const kinds = noticeKinds(notices.off);
  const language = languageField(notices.locale ?? "en");
  const more = h(
    "div",
    { class: "told" },
    h("h2", {}, "When to remind me"),
    h("label", { class: "choice" }, usual, h("span", {}, usually(notices.usual_hour))),
    h("label", { class: "choice" }, fixed, h("span", {}, "At a time of my own"), time),
    h(
      "p",
      { class: "small" },
      "Two notices a day at most. Nothing shows in the browser between 22:00 and 08:00, unless your own time lies there.",
    ),
    h("h2", {}, "What to tell me"),
    kinds.element,
    h("h2", {}, "In which language"),
    h("label", { class: "narrow" }, h("span", { class: "sr" }, "Language of notices"), language),
    await browserSwitch(),
  );
  const toggle = () => {
    time.disabled = !fixed.checked;
    more.hidden = !all.checked;
  };
  for (const input of [all, usual, fixed]) input.addEventListener("change", toggle);
  toggle();
  const element = fieldGroup(
    "Notices",
    "A word on a day without learning, before a streak ends, and when a milestone is reached.",
    h("label", { class: "choice" }, all, h("span", {}, h("b", {}, "Tell me"))),
    more,
  );
  return {
    element,
    isOn: () => all.checked,
    value: () => ({
      remind_at: fixed.checked ? time.value : null,
      off: kinds.value(),
      locale: language.value === "en" && notices.locale === null ? null : language.value,
    }),
  };
}

function usually(hour) {
  if (hour === null) return "When I usually learn (at 18:00 until that is known)";
  return `When I usually learn (about ${String(hour).padStart(2, "0")}:00)`;
}

function languageField(chosen) {
  const known = LANGUAGES.some(([tag]) => tag === chosen) ? LANGUAGES : [...LANGUAGES, [chosen, chosen]];
  return h(
    "select",
    { name: "locale" },
    known.map(([tag, name]) => h("option", { value: tag, lang: tag, selected: tag === chosen }, name)),
  );
}

/** Turned on and off at once: a browser asks its own question. */
async function browserSwitch() {
  const text = h("span", { class: "small", role: "status" });
  const button = h("button", { type: "button", class: "button quiet" });
  const show = (state) => {
    text.textContent = SAID[state];
    button.hidden = state === "denied" || state === "unsupported";
    button.textContent = state === "on" ? "Turn off in this browser" : "Show in this browser";
    button.dataset.state = state;
  };
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      if (button.dataset.state === "on") {
        await pushOf().turnOff();
        show("off");
      } else show(await pushOf().turnOn());
    } catch (error) {
      text.textContent = error.message;
    }
    button.disabled = false;
  });
  const state = await pushOf()
    .state()
    .catch(() => "unsupported");
  show(state);
  return h("div", { class: "in-browser" }, text, button);
}
