import { h, plural, svg } from "./dom.js";
import { onAnswers, waitingAnswers } from "./offline.js";
import { call, daystreak, keep, signedIn } from "./session.js";
import { toast } from "./toast.js";

const header = document.getElementById("header");
const note = h("p", { class: "offline", role: "status" });

/** Draws the bar at the top for whoever is signed in; nobody, no bar. */
export function drawHeader() {
  const user = signedIn()?.user;
  header.hidden = user === undefined;
  if (user === undefined) return header.replaceChildren();
  const items = [
    h(
      "a",
      { class: "mark", href: "/", "data-link": true, "aria-label": "Small Steps, to the start" },
      steps(),
      h("span", {}, "Small Steps"),
    ),
    note,
    h(
      "div",
      { class: "chip streaks" },
      h("daystreak-flame", { compact: true }),
      h("daystreak-goal", { compact: true }),
    ),
    h(
      "nav",
      { class: "user", "aria-label": "Your account" },
      user.isAdmin && h("button", { type: "button", onclick: openDashboard }, "Dashboard"),
      h("a", { href: "/settings", "data-link": true }, "Settings"),
      h("button", { type: "button", onclick: () => keep(null), title: `Sign ${user.name} out` }, "Sign out"),
    ),
  ];
  header.replaceChildren(h("div", { class: "inside" }, items));
  drawNote();
  daystreak().on("status", drawNote);
}

/** The way into the dashboard is good once: it is asked for when somebody wants to go there. */
async function openDashboard() {
  try {
    const { path } = await call("POST", "/api/auth/dashboard/");
    location.assign(path);
  } catch (error) {
    toast(error.message);
  }
}

/** What the network leaves to be said. */
function drawNote() {
  const isOnline = daystreak()?.status.online ?? true;
  const count = waitingAnswers().length;
  const parts = [!isOnline && "Offline", count > 0 && `${plural(count, "answer")} to be sent`].filter(Boolean);
  const text = parts.join(" · ");
  if (note.textContent !== text) note.textContent = text;
}

function steps() {
  return svg("svg", { viewBox: "0 0 32 32", "aria-hidden": "true" }, svg("path", { d: "M5 26v-5h7v-6h7V9h7V4" }));
}

onAnswers(drawNote);
