import { h, plural, svg } from "./dom.js";
import { onNotices, unreadNotices } from "./inbox.js";
import { onAnswers, waitingAnswers } from "./offline.js";
import { signOut } from "./push.js";
import { call, daystreak, signedIn } from "./session.js";
import { toast } from "./toast.js";

const header = document.getElementById("header");
const note = h("p", { class: "offline", role: "status" });
const count = h("span", { class: "count", "aria-hidden": "true", hidden: true });
const bell = h("a", { class: "bell", href: "/notices", "data-link": true, "aria-label": "Notices" }, bellArt(), count);

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
      bell,
      h("a", { href: "/settings", "data-link": true }, "Settings"),
      h("button", { type: "button", onclick: signOut, title: `Sign ${user.name} out` }, "Sign out"),
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

/** How many notices wait to be read. */
function drawBell() {
  const unread = unreadNotices();
  count.hidden = unread === 0;
  count.textContent = unread > 9 ? "9+" : String(unread);
  bell.setAttribute("aria-label", unread === 0 ? "Notices" : `Notices, ${unread} new`);
}

function bellArt() {
  const bowl = "M6 16V11a6 6 0 0 1 12 0v5l1.5 2h-15z";
  return svg(
    "svg",
    { viewBox: "0 0 24 24", "aria-hidden": "true" },
    svg("path", { d: `${bowl}M10 20.5a2.2 2.2 0 0 0 4 0` }),
  );
}

function steps() {
  return svg("svg", { viewBox: "0 0 32 32", "aria-hidden": "true" }, svg("path", { d: "M5 26v-5h7v-6h7V9h7V4" }));
}

onAnswers(drawNote);
onNotices(drawBell);
