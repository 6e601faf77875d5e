import { h } from "../dom.js";

const KINDS = [
  ["daily_reminder", "Reminder", "On the first two days without activity."],
  ["streak_at_risk", "Streak at stake", "Three hours before your day ends, where nothing else keeps the streak."],
  ["streak_broken", "Streak ended", "Once, with what can still be done."],
  ["freeze_consumed", "Freeze used", "When one has kept your streak over a missed day."],
  ["milestone", "Milestone", "As soon as it is reached."],
  ["win_back", "After a while away", "On days 3, 7, 14 and 30, and no more."],
  ["weekly_recap", "Your week", "Mondays at 9:00."],
];
const WAYS = [
  ["inbox", "Here"],
  ["webpush", "Browser"],
];

/** What the learner wants to be told, and where. `value` gives the list of what is off. */
export function noticeKinds(off) {
  const boxes = KINDS.map(([kind, label]) =>
    WAYS.map(([way, where]) => {
      const isOff = [kind, `${way}/${kind}`, `${way}/*`].some((entry) => off.includes(entry));
      return h("input", { type: "checkbox", "aria-label": `${label}: ${where}`, checked: !isOff });
    }),
  );
  const element = h(
    "table",
    { class: "kinds" },
    h(
      "thead",
      {},
      h("tr", {}, h("th", { scope: "col" }, "What"), ...WAYS.map(([, where]) => h("th", { scope: "col" }, where))),
    ),
    h(
      "tbody",
      {},
      KINDS.map(([, label, text], n) =>
        h(
          "tr",
          {},
          h("th", { scope: "row" }, label, h("span", { class: "small" }, text)),
          ...boxes[n].map((box) => h("td", {}, h("label", {}, box))),
        ),
      ),
    ),
  );
  return { element, value };

  /** What other programs have switched off elsewhere stays. */
  function value() {
    const ours = new Set(
      KINDS.flatMap(([kind]) => [kind, ...WAYS.map(([way]) => `${way}/${kind}`)]).concat(
        WAYS.map(([way]) => `${way}/*`),
      ),
    );
    const kept = off.filter((entry) => !ours.has(entry));
    const chosen = KINDS.flatMap(([kind], n) => {
      const silent = WAYS.filter((_, m) => !boxes[n][m].checked).map(([way]) => `${way}/${kind}`);
      return silent.length === WAYS.length ? [kind] : silent;
    });
    return [...kept, ...chosen];
  }
}
