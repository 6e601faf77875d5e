import { h, plural } from "../dom.js";
import { shortDate } from "../streak.js";

/** The newest facts about the learner, in words. */
export function happened(feed) {
  const items = feed.facts.map((fact) => [words(fact), fact]).filter(([text]) => text !== undefined);
  return h(
    "section",
    { "aria-labelledby": "happened" },
    h("h2", { id: "happened" }, "Lately"),
    items.length === 0
      ? h("p", { class: "none" }, "Nothing yet. Open a lesson and solve a problem: it will show up here.")
      : h(
          "ul",
          { class: "feed" },
          items.map(([text, fact]) =>
            h("li", {}, h("span", {}, text), h("time", { datetime: fact.at }, shortDate(fact.date))),
          ),
        ),
  );
}

const WORDS = {
  "streak.started": () => "A new streak started",
  "streak.extended": ({ length }) => `Your streak grew to ${plural(length, "day")}`,
  "streak.broken": ({ length }) => `A streak of ${plural(length, "day")} ended`,
  "streak.healed": () => "A late activity mended your streak",
  "streak.restored": () => "Your streak was restored",
  "day.completed": () => "You met the goal of the day",
  "milestone.reached": ({ days }) => `Milestone: ${plural(days, "day")} in a row`,
  "freeze.earned": () => "You earned a freeze",
  "freeze.granted": () => "You were given a freeze",
  "freeze.consumed": () => "A freeze kept your streak",
  "freeze.returned": () => "A freeze came back to you",
  "date.excused": () => "A day was excused",
};

/** The goal streak has its own facts; this page tells the one that keeps the flame. */
function words(fact) {
  return fact.streak === "goal" ? undefined : WORDS[fact.kind]?.(fact);
}
