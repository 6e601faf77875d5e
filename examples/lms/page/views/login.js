import { h } from "../dom.js";
import { call, keep } from "../session.js";

/** The sign-in page, with the demo learners of this platform one click away. */
export async function showLogin() {
  const problem = h("p", { class: "problem", role: "alert" });
  const username = h("input", { name: "username", autocomplete: "username", required: true, autocapitalize: "none" });
  const password = h("input", {
    name: "password",
    type: "password",
    autocomplete: "current-password",
    required: true,
  });
  const submit = h("button", { class: "button" }, "Sign in");

  async function signIn(name, secret) {
    problem.textContent = "";
    submit.disabled = true;
    try {
      keep(await call("POST", "/api/auth/login/", { username: name, password: secret }));
    } catch (error) {
      problem.textContent = error.message;
      submit.disabled = false;
    }
  }

  const form = h(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        signIn(username.value, password.value);
      },
    },
    h("label", {}, "Name", username),
    h("label", {}, "Password", password),
    problem,
    submit,
  );

  return [
    h(
      "section",
      { class: "login" },
      h(
        "div",
        { class: "pitch" },
        h("img", { src: "/static/icon.svg", alt: "", width: 72, height: 72 }),
        h("h1", {}, "Small Steps"),
        h(
          "p",
          {},
          "Short lessons in arithmetic, logic and chance. Three problems a day, every day, in your own time zone.",
        ),
      ),
      h("div", { class: "card" }, form, await demo(signIn)),
    ),
  ];
}

async function demo(signIn) {
  const answer = await call("GET", "/api/auth/learners/").catch((error) => error);
  if (answer instanceof Error) return h("p", { class: "problem", role: "alert" }, answer.message);
  return h(
    "div",
    { class: "demo" },
    h("h2", {}, "Or look around as a demo learner"),
    h(
      "ul",
      {},
      answer.learners.map(({ name, username, password, hasHistory, isAdmin }) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", onclick: () => signIn(username, password) },
            h("b", {}, name),
            h("span", {}, isAdmin ? "runs the platform" : hasHistory ? "months of learning" : "starts today"),
            h("code", {}, `${username} / ${password}`),
          ),
        ),
      ),
    ),
  );
}
