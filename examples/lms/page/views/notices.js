import { h, plural } from "../dom.js";
import { mark, notices } from "../inbox.js";
import { daystreak } from "../session.js";

const LONG = { weekday: "long", hour: "numeric", minute: "2-digit" };
const OLDER = { month: "short", day: "numeric" };
const WEEK_MS = 6 * 86_400_000;

/** What the platform told the learner, newest first. What is shown counts as read; what is no longer so is folded away. */
export async function showNotices() {
  const list = h("ul", { class: "notices" });
  const none = h(
    "p",
    { class: "none" },
    "Nothing new. When a milestone is reached or a streak is at stake, it is told here.",
  );
  const summary = h("summary", {});
  const over = h("ul", { class: "notices" });
  const past = h(
    "details",
    { class: "over" },
    summary,
    h("button", { type: "button", class: "button quiet", onclick: clear }, "Put all of these away"),
    over,
  );
  let all = [];

  const draw = async () => {
    all = await notices();
    fill();
    return all.filter((notice) => notice.read_at === null).map(({ id }) => id);
  };
  const unread = await draw();
  mark("read", unread).catch(() => undefined);
  const stop = daystreak().on("fact", ({ kind }) => {
    if (!past.isConnected) stop();
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
      past,
    ],
  };

  function fill() {
    const [now, then] = [all.filter(({ current }) => current), all.filter(({ current }) => !current)];
    list.replaceChildren(...now.map(row));
    over.replaceChildren(...then.map(row));
    list.hidden = now.length === 0;
    none.hidden = now.length > 0;
    past.hidden = then.length === 0;
    summary.textContent = `${plural(then.length, "message")} of days that are over or done`;
  }

  async function putAway(ids) {
    await mark("dismissed", ids).catch(() => undefined);
    all = all.filter(({ id }) => !ids.includes(id));
    fill();
  }

  function clear() {
    return putAway([...all].flatMap(({ id, current }) => (current ? [] : [id])));
  }

  function row({ id, title, body, at, read_at, current, locale }) {
    const taken = () => void mark("opened", [id]).catch(() => undefined);
    return h(
      "li",
      { class: current && read_at === null ? "new" : undefined },
      h(
        "div",
        { lang: locale, dir: locale.startsWith("ar") ? "rtl" : "ltr" },
        h("h2", {}, current ? h("a", { href: "/", "data-link": true, onclick: taken }, title) : title),
        h("p", {}, body),
      ),
      h("time", { datetime: at }, when(at)),
      h("button", { type: "button", "aria-label": `Put away: ${title}`, onclick: () => putAway([id]) }, "Put away"),
    );
  }
}

function when(at) {
  const isRecent = Date.now() - Date.parse(at) < WEEK_MS;
  return new Date(at).toLocaleString(document.documentElement.lang, isRecent ? LONG : OLDER);
}
