import { call } from "../api.js";
import { flame, h, plural } from "../dom.js";
import { goalOf } from "../header.js";
import { followStreak, sentence, shortDate, timeLeft, weekday } from "../streak.js";

/** The panel with the streak, today's goal and the last seven days. It draws itself with every new reading. */
export function todayPanel() {
  const panel = h("section", { class: "today", "aria-label": "Your streak" }, h("div", { class: "waiting" }, h("i")));
  followStreak(panel, (streak) => panel.replaceChildren(...draw(streak)));
  return panel;
}

function draw(streak) {
  const goal = goalOf(streak);
  const solved = streak.today.problems_solved;
  const why = h("p", { class: "why", "aria-live": "polite" });
  return [
    h(
      "div",
      { class: "number" },
      flame(streak.state === "active"),
      h(
        "div",
        {},
        h("b", {}, String(streak.current_streak)),
        h("span", {}, streak.current_streak === 1 ? "day" : "days"),
      ),
    ),
    h(
      "div",
      { class: "words" },
      h("p", { class: "lead" }, sentence(streak)),
      h("p", { class: "small" }, details(streak)),
      h("p", { class: "small" }, `Your day ends in ${timeLeft(streak)} (${streak.zone}).`),
      h(
        "div",
        { class: "goalbar", role: "img", "aria-label": `${solved} of ${goal} problems solved today` },
        Array.from({ length: Math.min(goal, 12) }, (_, n) => h("i", { class: n < solved ? "done" : "" })),
        h("span", {}, goalWords(streak, solved, goal)),
      ),
      h(
        "ol",
        { class: "week", "aria-label": "The last seven days" },
        streak.week.map((day) => dot(day, streak.date, why)),
      ),
      why,
    ),
  ];
}

function goalWords(streak, solved, goal) {
  if (streak.today.status === "complete") return "Today is complete";
  return `${solved} of ${plural(goal, "problem")} solved today`;
}

function details(streak) {
  const parts = [`Longest: ${plural(streak.max_streak, "day")}`];
  if (streak.next_milestone !== null) {
    parts.push(`${plural(streak.next_milestone.remaining, "day")} to the ${streak.next_milestone.days}-day mark`);
  }
  if (streak.freezes.held > 0) parts.push(plural(streak.freezes.held, "freeze"));
  return parts.join(" · ");
}

const MEANINGS = { none: "nothing", partial: "active", complete: "goal met" };

function dot(day, today, why) {
  const meaning = day.status === "none" && day.protection ? day.protection : MEANINGS[day.status];
  const name = day.date === today ? "Today" : weekday(day.date, "long");
  const label = `${name}, ${shortDate(day.date)}: ${meaning}. Why?`;
  return h(
    "li",
    {},
    h("button", {
      type: "button",
      class: `dot ${day.status}${day.protection ? " protected" : ""}${day.date === today ? " now" : ""}`,
      title: label,
      "aria-label": label,
      onclick: () => explain(day.date, why),
    }),
    h("span", { "aria-hidden": "true" }, day.date === today ? "Today" : weekday(day.date, "short")),
  );
}

async function explain(date, why) {
  try {
    const { summary } = await call("GET", `/api/streak/explain/?date=${date}`);
    why.textContent = summary;
  } catch (error) {
    why.textContent = error.message;
  }
}
