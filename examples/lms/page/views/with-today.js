import { h } from "../dom.js";

/** A page to work on, with today's goal and the week beside it; below it on a phone. */
export function withToday(...content) {
  const today = h("aside", { class: "card beside streaks", "aria-label": "Today" }, h("daystreak-goal"), week());
  return [h("div", { class: "split" }, h("div", {}, content), today)];
}

/** Weeks begin on Monday, as in the settings. */
export function week() {
  return h("daystreak-week", { "first-day": 1 });
}
