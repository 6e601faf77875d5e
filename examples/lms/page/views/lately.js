import { h, plural } from "../dom.js";

const SHOWN = 4;

/** The newest facts about the learner, in words; new ones come by themselves while it is on the page. */
export function lately(client) {
  const list = h("ul", { class: "feed" });
  const none = h("p", { class: "none" }, "Nothing yet. Open a lesson and solve a problem: it will show up here.");
  const load = async () => {
    const { facts } = await client.feed().catch(() => ({}));
    if (facts === undefined) return;
    const items = facts.flatMap((fact) => row(fact) ?? []).slice(0, SHOWN);
    list.replaceChildren(...items);
    none.hidden = items.length > 0;
  };
  none.hidden = true;
  load();
  const stop = client.on("fact", () => (list.isConnected ? load() : stop()));
  return h(
    "section",
    { class: "streaks", "aria-labelledby": "lately" },
    h("h2", { id: "lately" }, "Lately"),
    list,
    none,
  );
}

/** A fact in words; nothing for the goal streak, which has its own: this page tells the one that keeps the flame. */
function row(fact) {
  const text = fact.streak === "goal" ? undefined : WORDS[fact.kind]?.(fact);
  if (text === undefined) return undefined;
  return h("li", {}, h("span", {}, text), h("time", { datetime: fact.date }, shortDate(fact.date)));
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

function shortDate(date) {
  const form = { month: "short", day: "numeric", timeZone: "UTC" };
  return new Date(`${date}T12:00:00Z`).toLocaleDateString(document.documentElement.lang, form);
}
