import { h, plural } from "./dom.js";
import { drawHeader } from "./header.js";
import { followNotices } from "./inbox.js";
import { onAnswers } from "./offline.js";
import { daystreak, signedIn, watchLearner } from "./session.js";
import { applySwitches } from "./switches.js";
import { toast } from "./toast.js";
import { showCourse } from "./views/course.js";
import { showLesson } from "./views/lesson.js";
import { showLogin } from "./views/login.js";
import { showNotices } from "./views/notices.js";
import { showProblem } from "./views/problem.js";
import { showSettings } from "./views/settings.js";
import { showToday } from "./views/today.js";

const main = document.getElementById("main");

const routes = [
  [/^\/$/, "Today", showToday],
  [/^\/courses\/([\w-]+)\/?$/, "Course", showCourse],
  [/^\/lessons\/([\w-]+)\/?$/, "Lesson", showLesson],
  [/^\/problems\/([\w-]+)\/?$/, "Problem", showProblem],
  [/^\/notices\/?$/, "Notices", showNotices],
  [/^\/settings\/?$/, "Settings", showSettings],
];

let visit = 0;

/** Shows what belongs to the address. A page that answers after the learner has moved on is dropped. */
async function show(focus) {
  const mine = ++visit;
  const slow = setTimeout(() => mine === visit && main.replaceChildren(waiting()), 150);
  const page = await build().finally(() => clearTimeout(slow));
  if (mine !== visit) return;
  document.title = `${page.title} · Small Steps`;
  main.replaceChildren(...page.content.filter(Boolean));
  if (focus) {
    scrollTo(0, 0);
    (main.querySelector("[data-focus]") ?? main).focus({ preventScroll: true });
  }
}

async function build() {
  if (signedIn() === null) return { title: "Sign in", content: await showLogin() };
  const found = routes.map(([pattern, title, view]) => [pattern.exec(location.pathname), title, view]).find(([m]) => m);
  try {
    if (found === undefined) throw Object.assign(new Error("This page does not exist."), { status: 404 });
    const [match, title, view] = found;
    return { title, ...(await view({ go, again: () => show(false) }, match[1])) };
  } catch (error) {
    return { title: "Not shown", content: [trouble(error)] };
  }
}

function waiting() {
  return h("div", { class: "waiting", role: "status" }, h("span", { class: "sr" }, "Loading"), h("i"), h("i"), h("i"));
}

function trouble(error) {
  const isGone = error.status === 404;
  return h(
    "section",
    { class: "empty" },
    h("h1", {}, isGone ? "Nothing here" : error.status === 0 ? "No network" : "That did not work"),
    h("p", {}, error.message),
    isGone
      ? h("a", { class: "button", href: "/", "data-link": true }, "To the courses")
      : h("button", { class: "button", type: "button", onclick: () => show(true) }, "Try again"),
  );
}

function go(path) {
  if (path !== location.pathname) history.pushState(null, "", path);
  show(true);
}

/** The milestone that signing in has reached: it was there before anybody could listen for it. */
async function celebrateToday(client) {
  const { date } = await client.load();
  const { facts } = await client.feed();
  const reached = facts.find((fact) => fact.kind === "milestone.reached" && fact.date === date);
  const isNew = reached !== undefined && client.now() - Date.parse(reached.at) < 60_000;
  if (isNew) document.querySelector("daystreak-milestone").celebrate(reached.days);
}

watchLearner((client) => {
  if (client === null) history.replaceState(null, "", "/");
  else celebrateToday(client).catch(() => undefined);
  drawHeader();
  followNotices();
  applySwitches();
  show(true);
});
onAnswers((results) => {
  if (results.length === 0) return;
  const wrong = results.filter(({ correct }) => !correct).length;
  const checked = `${plural(results.length, "answer")} checked`;
  toast(wrong === 0 ? `${checked}: all right.` : `${checked}: ${wrong} to try again.`);
  // What somebody is filling in stays.
  if (main.querySelector("form:not(.solved, .kept)") === null) show(false);
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-link]");
  if (link === null || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(new URL(link.href).pathname);
});
addEventListener("online", () => {
  if (main.querySelector(".empty") !== null) show(false);
});
addEventListener("popstate", () => show(true));
if (daystreak() !== null) applySwitches();
drawHeader();
followNotices();
show(false);
