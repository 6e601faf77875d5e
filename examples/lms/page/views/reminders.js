import { fieldGroup, h } from "../dom.js";
import { pushOf } from "../push.js";

const SAID = {
  on: "Notices show in this browser, also while this page is closed.",
  off: "Notices show in this page. They can show in this browser, too.",
  denied: "This browser is told not to show notices of this site. Its own settings change that.",
  unsupported: "Notices show in this page. This browser cannot show them elsewhere.",
};

/** When to remind, and whether this browser shows it. `value` gives the learner's wishes. */
export async function reminders({ notices }) {
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
  const toggle = () => {
    time.disabled = !fixed.checked;
  };
  usual.addEventListener("change", toggle);
  fixed.addEventListener("change", toggle);
  const element = fieldGroup(
    "Reminders",
    "Only on days without activity, and never between ten at night and eight in the morning unless you choose such a time.",
    h("label", { class: "choice" }, usual, h("span", {}, usually(notices.usual_hour))),
    h("label", { class: "choice" }, fixed, h("span", {}, "At a time of my own")),
    h("label", { class: "narrow zone" }, time),
    await browserSwitch(),
  );
  return { element, value: () => ({ remind_at: fixed.checked ? time.value : null }) };
}

function usually(hour) {
  if (hour === null) return "When I usually learn (at 18:00 until that is known)";
  return `When I usually learn (about ${String(hour).padStart(2, "0")}:00)`;
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
