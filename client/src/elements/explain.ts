import type { Change } from "../source.ts";
import type { ExplainAnswer, StreakAnswer } from "../wire.ts";
import { addDays } from "./dates.ts";
import { glyph, type Mark, type Marked, markOf } from "./day-mark.ts";
import { type Child, h, icon } from "./dom.ts";
import { DaystreakElement } from "./element.ts";
import type { Words } from "./locale.ts";
import { touchesPast } from "./streak-state.ts";

/** Dates that are asked for at once. */
const PAGE = 7;

const CSS = `
details { border: 1px solid var(--_line); border-radius: var(--_radius); }
summary { display: flex; align-items: center; gap: .6em; padding: .8em 1.1em; font-weight: 600; cursor: pointer; list-style: none; border-radius: var(--_radius); }
summary .icon { inline-size: 1em; margin-inline-start: auto; transition: transform .2s; }
details[open] summary .icon { transform: rotate(180deg); }
.panel { padding: .2em 1.1em 1.1em; }
li { position: relative; display: grid; grid-template-columns: 1.7em 1fr auto; gap: 0 .9em; padding-block-end: 1.1em; }
li:not(:last-child)::before { content: ""; position: absolute; inset-block: 1.9em .2em; inset-inline-start: calc(.85em - 1px); border-inline-start: 2px solid var(--_line); }
li .mark { border-radius: 50%; inline-size: 1.7em; align-self: start; }
li .mark[data-mark="protected"] { border-radius: 30%; background: color-mix(in srgb, var(--_c) 14%, transparent); }
.date { font-weight: 600; }
.detail { font-size: .85em; overflow-wrap: anywhere; }
.after { font-size: 1.1em; font-weight: 700; }
`;

/** `<daystreak-explain>`: why the streak is what it is, day by day, newest first. */
export class DaystreakExplain extends DaystreakElement {
  static override readonly css: string = CSS;
  static override readonly observedAttributes: readonly string[] = ["lang", "kind", "open"];

  #given: readonly ExplainAnswer[] | null | undefined;
  #found: readonly ExplainAnswer[] = [];
  #before: StreakAnswer | null = null;
  #isBusy = false;

  /** Explanations to show instead of the client's, newest first. */
  get explanations(): readonly ExplainAnswer[] | null {
    return this.#given ?? null;
  }
  set explanations(explanations: readonly ExplainAnswer[] | null | undefined) {
    this.#given = explanations;
    this.invalidate();
  }

  protected override sourceChanged(): void {
    this.#found = [];
    this.#before = null;
    this.#isBusy = false;
  }

  protected override changed(change: Change): void {
    if (change.type !== "streak") return;
    const isPast = touchesPast(this.#before, change.streak, change.facts);
    const isNew = this.#before?.version !== change.streak.version;
    this.#before = change.streak;
    if (this.#found.length === 0 || !isNew) return;
    if (isPast) this.#ask(0, Math.max(PAGE, this.#found.length));
    else this.#ask(0, 1, this.#found.slice(1));
  }

  protected view(words: Words): Child[] {
    const { streak } = this;
    const isOpen = this.hasAttribute("open");
    const days = this.#given ?? this.#found;
    if (isOpen && streak !== null && this.explanations === null && days.length === 0 && !this.#isBusy && !this.failed) {
      this.#before = streak;
      this.reload();
    }
    const title =
      streak === null ? words.text("loading") : words.text("why", { n: this.numbers(streak).current_streak });
    return [
      h(
        "details",
        {
          part: "box",
          open: isOpen,
          ontoggle: (event: ToggleEvent) => this.toggleAttribute("open", (event.target as HTMLDetailsElement).open),
        },
        h("summary", { part: "summary" }, title, icon("M5 9l7 7 7-7")),
        h(
          "div",
          { class: "panel", part: "panel", "aria-busy": `${this.#isBusy}` },
          ...this.#panel(words, streak, days),
        ),
      ),
    ];
  }

  #panel(words: Words, streak: StreakAnswer | null, days: readonly ExplainAnswer[]): Child[] {
    if (days.length === 0) {
      return [this.failed ? this.failure(words) : h("p", { class: "muted" }, words.text("loading"))];
    }
    const last = days.at(-1)?.date ?? "";
    const hasMore = this.explanations === null && streak !== null && last > this.#earliest(streak);
    return [
      h("ol", { role: "list", part: "days" }, ...days.map((day) => this.#day(words, streak, day))),
      this.failed && this.failure(words),
      hasMore &&
        h(
          "button",
          { type: "button", class: "quiet", part: "more", disabled: this.#isBusy, onclick: () => this.#more() },
          words.text("earlier"),
        ),
    ];
  }

  #day(words: Words, streak: StreakAnswer | null, day: ExplainAnswer): Child {
    const today = streak?.date ?? day.date;
    const marked: Marked = { status: day.status, ...(day.protection && { protection: day.protection.kind }) };
    const mark = markOf(day.date, marked, today);
    const kind = streak === null ? "presence" : this.numbers(streak).kind;
    return h(
      "li",
      { part: "day", "data-effect": day.effect, key: day.date },
      h("span", { class: "mark", "data-mark": mark }, glyph(mark, marked)),
      h(
        "div",
        {},
        h(
          "p",
          { class: "date" },
          day.date === today
            ? words.text("today")
            : words.date(day.date, { weekday: "long", day: "numeric", month: "long" }),
        ),
        h("p", {}, sentence(words, day)),
        h("p", { class: "detail muted" }, evidence(words, mark, day)),
      ),
      h(
        "p",
        { class: "after", part: "after" },
        h("span", { "aria-hidden": "true" }, words.number(day[kind])),
        h("span", { class: "sr" }, words.text("after", { n: day[kind] })),
      ),
    );
  }

  /** The first date that has to do with the number: the run's, or the last of the run that was lost. */
  #earliest(streak: StreakAnswer): string {
    const { started_on, lost, last_activity_date } = this.numbers(streak);
    return started_on ?? lost?.ended_on ?? last_activity_date ?? streak.date;
  }

  protected override reload(): void {
    this.#ask(0, PAGE);
  }

  #more(): void {
    this.#ask(this.#found.length, PAGE);
  }

  /** Asks for `count` dates, the newest of them `from` days before today; `rest` follows them. */
  #ask(from: number, count: number, rest: readonly ExplainAnswer[] = []): void {
    const { streak } = this;
    if (streak === null) return;
    const earliest = this.#earliest(streak);
    const dates = Array.from({ length: count }, (_, index) => addDays(streak.date, -(from + index))).filter(
      (date) => date >= earliest || date === streak.date,
    );
    this.#isBusy = true;
    void this.load(
      (client) => Promise.all(dates.map((date) => client.explain(date))),
      (answers) => {
        this.#found = [...this.#found.slice(0, from), ...answers, ...rest];
      },
    ).then(() => {
      this.#isBusy = false;
      this.invalidate();
    });
  }
}

function sentence(words: Words, { effect, protection, status }: ExplainAnswer): string {
  if (effect === "protected" && protection !== null) return words.text("kept", { kind: words.text(protection.kind) });
  return words.text(effect === "open" && status !== "none" ? "counted" : effect);
}

/** What there is to show for a date: what was done, when and where, and who protected it for what reason. */
function evidence(words: Words, mark: Mark, { evidence: seen, protection, zone }: ExplainAnswer): string {
  const parts: string[] = [];
  if (mark === "complete") parts.push(words.text("complete"));
  if (seen.problems_solved > 0) parts.push(words.text("problems", { n: seen.problems_solved }));
  if (seen.lesson_ids.length > 0) parts.push(words.text("lessons", { n: seen.lesson_ids.length }));
  if (seen.first_at !== null && seen.last_at !== null && zone !== null) {
    parts.push(words.times(seen.first_at, seen.last_at, zone));
  }
  if (protection !== null && !["system", "settings"].includes(protection.by ?? "")) {
    const { by, reason } = protection;
    if (by !== null && by !== "calendar") parts.push(words.text("by", { who: by }));
    if (reason !== null) parts.push(reason);
  }
  return parts.join(" · ");
}
