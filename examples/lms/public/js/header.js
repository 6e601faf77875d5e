import { signedIn } from "./api.js";
import { flame, h, plural, svg } from "./dom.js";
import { followStreak } from "./streak.js";
import { toast } from "./toast.js";

const header = document.getElementById("header");
let drawnFor;

/** Draws the bar at the top once per learner; without arguments it goes away. */
export function drawHeader(actions) {
  const user = signedIn()?.user;
  header.hidden = user === undefined;
  if (user === undefined || drawnFor === user.id) {
    if (user === undefined) drawnFor = undefined;
    return;
  }
  drawnFor = user.id;
  const chip = h("a", { class: "chip", href: "/", "data-link": true });
  header.replaceChildren(
    h(
      "div",
      { class: "inside" },
      h("a", { class: "mark", href: "/", "data-link": true }, steps(), h("span", {}, "Small Steps")),
      chip,
      h(
        "nav",
        { class: "user", "aria-label": "Your account" },
        h("a", { href: "/settings", "data-link": true, title: `Settings of ${user.name}` }, "Settings"),
        h("button", { type: "button", onclick: actions.leave, title: `Sign ${user.name} out` }, "Sign out"),
      ),
    ),
  );
  followStreak(chip, (streak, before) => drawChip(chip, streak, before));
}

function drawChip(chip, streak, before) {
  const lit = streak.state === "active";
  const grew = before !== undefined && streak.current_streak > before.current_streak;
  const completed = before !== undefined && streak.today.status === "complete" && before.today.status !== "complete";
  chip.className = `chip ${streak.state}${grew ? " grew" : ""}`;
  chip.setAttribute(
    "aria-label",
    `Streak: ${plural(streak.current_streak, "day")}, ${STATES[streak.state]}. Today: ${goalText(streak)}.`,
  );
  chip.replaceChildren(
    flame(lit),
    h("b", {}, String(streak.current_streak)),
    h("span", { class: "state" }, STATES[streak.state]),
    ring(streak.today.problems_solved, goalOf(streak), streak.today.status === "complete"),
    h("span", { class: "goal" }, goalText(streak)),
  );
  if (completed) toast("Goal met: today is complete.");
  else if (grew && streak.current_streak > 1) toast(`Day ${streak.current_streak}! Your streak goes on.`);
}

const STATES = { active: "safe today", at_risk: "at risk", broken: "broken", none: "not started" };

/** How many problems make the learner's day complete. */
export function goalOf(streak) {
  return streak.daily_goal.problems ?? 3;
}

function goalText(streak) {
  return `${Math.min(streak.today.problems_solved, goalOf(streak))} of ${goalOf(streak)}`;
}

function ring(value, of, full) {
  const around = 2 * Math.PI * 9;
  const part = full ? 1 : Math.min(1, value / of);
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: full ? "ring full" : "ring", "aria-hidden": "true" },
    svg("circle", { cx: 12, cy: 12, r: 9 }),
    svg("circle", { cx: 12, cy: 12, r: 9, class: "part", "stroke-dasharray": `${around * part} ${around}` }),
  );
}

function steps() {
  return svg("svg", { viewBox: "0 0 32 32", "aria-hidden": "true" }, svg("path", { d: "M5 26v-5h7v-6h7V9h7V4" }));
}
