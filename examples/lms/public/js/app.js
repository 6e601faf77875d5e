import { keep, signedIn } from "./api.js";
import { h } from "./dom.js";
import { drawHeader } from "./header.js";
import { loadStreak } from "./streak.js";
import { showCourse, showCourses } from "./views/courses.js";
import { showLesson } from "./views/lesson.js";
import { showLogin } from "./views/login.js";
import { showProblem } from "./views/problem.js";
import { showSettings } from "./views/settings.js";

const main = document.getElementById("main");

const routes = [
  [/^\/$/, "Courses", showCourses],
  [/^\/courses\/([\w-]+)\/?$/, "Course", showCourse],
  [/^\/lessons\/([\w-]+)\/?$/, "Lesson", showLesson],
  [/^\/problems\/([\w-]+)\/?$/, "Problem", showProblem],
  [/^\/settings\/?$/, "Settings", showSettings],
];

let visit = 0;

/** Shows what belongs to the address. A page that answers after the learner has moved on is dropped. */
async function show(focus) {
  const mine = ++visit;
  if (signedIn() === null) {
    drawHeader();
    document.title = "Sign in · Small Steps";
    main.replaceChildren(...(await showLogin({ go, enter })));
    return;
  }
  drawHeader({ go, leave });
  const found = routes.map(([pattern, title, view]) => [pattern.exec(location.pathname), title, view]).find(([m]) => m);
  const slow = setTimeout(() => mine === visit && main.replaceChildren(waiting()), 150);
  let content;
  try {
    if (found === undefined) throw Object.assign(new Error("This page does not exist."), { status: 404 });
    const [match, title, view] = found;
    const page = await view({ go, again: () => show(false) }, match[1]);
    if (mine === visit) document.title = `${page.title ?? title} · Small Steps`;
    content = page.content;
  } catch (error) {
    if (signedIn() === null) return show(focus);
    content = [trouble(error)];
  } finally {
    clearTimeout(slow);
  }
  if (mine !== visit) return;
  main.replaceChildren(...content.filter(Boolean));
  if (focus) {
    scrollTo(0, 0);
    (main.querySelector("[data-focus]") ?? main).focus({ preventScroll: true });
  }
  loadStreak();
}

function waiting() {
  return h("div", { class: "waiting", role: "status" }, h("span", { class: "sr" }, "Loading"), h("i"), h("i"), h("i"));
}

function trouble(error) {
  const gone = error.status === 404;
  return h(
    "section",
    { class: "empty" },
    h("h1", {}, gone ? "Nothing here" : "That did not work"),
    h("p", {}, error.message),
    gone
      ? h("a", { class: "button", href: "/", "data-link": true }, "To the courses")
      : h("button", { class: "button", type: "button", onclick: () => show(true) }, "Try again"),
  );
}

function go(path) {
  if (path !== location.pathname) history.pushState(null, "", path);
  show(true);
}

function enter(session) {
  keep(session);
  show(true);
}

function leave() {
  keep(null);
  history.pushState(null, "", "/");
  show(true);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-link]");
  if (link === null || event.defaultPrevented || event.button !== 0) return;
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(new URL(link.href).pathname);
});
addEventListener("popstate", () => show(true));
// A tab that comes back after midnight shows the new day.
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && signedIn() !== null) loadStreak();
});
show(false);
