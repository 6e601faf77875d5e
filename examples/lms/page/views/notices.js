import { h } from "../dom.js";
import { mark, notices } from "../inbox.js";
import { daystreak } from "../session.js";

const LONG = { weekday: "long", hour: "numeric", minute: "2-digit" };
const OLDER = { month: "short", day: "numeric" };
const WEEK_MS = 6 * 86_400_000;

/** What the platform told the learner, newest first. What is shown counts as read. */
export async function showNotices() {
  const list = h("ul", { class: "notices" });
  const none = h(
    "p",
    { class: "none" },
    "Nothing yet. When a milestone is reached or a streak is at stake, it is told here.",
  );
  const draw = async () => {
    const all = await notices();
    list.replaceChildren(...all.map(row));
    none.hidden = all.length > 0;
    return all.filter((notice) => notice.read_at === null).map(({ id }) => id);
  };
  const unread = await draw();
  mark("read", unread).catch(() => undefined);
  const stop = daystreak().on("fact", ({ kind }) => {
    if (!list.isConnected) stop();
    else if (kind === "notice.added")
      draw().then(
        (ids) => mark("read", ids),
        () => undefined,
      );
  });
  return {
    content: [
      h("h1", {}, "Notices"),
      h(
        "p",
        { class: "lead" },
        "What is told and when is yours to choose in the ",
        h("a", { href: "/settings", "data-link": true }, "settings"),
        ".",
      ),
      list,
      none,
    ],
  };

  function row({ id, title, body, at, read_at, current, locale }) {
    const item = h(
      "li",
      { class: current ? (read_at === null ? "new" : undefined) : "past" },
      h(
        "div",
        { lang: locale, dir: locale.startsWith("ar") ? "rtl" : "ltr" },
        h("h2", {}, current ? h("a", { href: "/", "data-link": true, onclick: taken }, title) : title),
        h("p", {}, body),
      ),
      h("time", { datetime: at }, when(at)),
      current ? null : h("span", { class: "small" }, "Was so then"),
      h("button", { type: "button", "aria-label": `Put away: ${title}`, onclick: away }, "Put away"),
    );
    function taken() {
      mark("opened", [id]).catch(() => undefined);
    }
    async function away() {
      await mark("dismissed", [id]).catch(() => undefined);
      item.remove();
      none.hidden = list.children.length > 0;
    }
    return item;
  }
}

function when(at) {
  const isRecent = Date.now() - Date.parse(at) < WEEK_MS;
  return new Date(at).toLocaleString(document.documentElement.lang, isRecent ? LONG : OLDER);
}
