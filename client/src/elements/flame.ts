import type { Change } from "../source.ts";
import type { StreakAnswer } from "../wire.ts";
import { addDays } from "./dates.ts";
import { type Child, h } from "./dom.ts";
import { DaystreakElement } from "./element.ts";
import { flameArt } from "./flame-art.ts";
import type { Words } from "./locale.ts";
import { type FlameState, flameState, hasGap, type Numbers } from "./streak-state.ts";

const CSS = `
:host { display: inline-block; }
.box { display: flex; gap: 1em; }
.flame { inline-size: 3.4em; flex: none; align-self: start; }
.number { font-size: 2.6em; font-weight: 700; line-height: 1; letter-spacing: -.03em; }
.unit { font-weight: 600; margin-inline-start: .4em; }
.head { display: flex; align-items: baseline; flex-wrap: wrap; }
.say { margin-block-start: .25em; font-size: .9em; max-inline-size: 34ch; }
.left { color: var(--_accent); font-weight: 600; }
.rest { color: var(--_protected); font-weight: 600; }
.note { display: inline-block; margin-block-start: .5em; padding: .1em .7em; border-radius: 99px; background: var(--_track); font-size: .8em; }
.compact { gap: .35em; align-items: center; }
.compact .flame { inline-size: 1.25em; }
.compact .number { font-size: 1.1em; letter-spacing: 0; }
.compact .body { stroke-width: 4; }
.grew .flame { animation: grew .7s cubic-bezier(.2, 1.6, .4, 1); transform-origin: 50% 100%; }
.flame[data-state="at_risk"] .core { animation: breathe 3.2s ease-in-out infinite; }
@keyframes grew { 40% { transform: scale(1.18, 1.24) rotate(-3deg); } }
@keyframes breathe { 50% { opacity: .45; } }
`;

/** `<daystreak-flame>`: the number of the streak, how it stands, and what today asks for. */
export class DaystreakFlame extends DaystreakElement {
  static override readonly css: string = CSS;
  static override readonly observedAttributes: readonly string[] = ["lang", "kind", "compact"];

  /** The newest date on which a freeze is known to have been spent. */
  #savedOn = "";
  #shownNumber: number | undefined;
  #grownTo: number | undefined;
  #askedFor = "";

  protected override sourceChanged(): void {
    this.#savedOn = this.#askedFor = "";
    this.#shownNumber = this.#grownTo = undefined;
  }

  protected override changed(change: Change): void {
    if (change.type !== "streak") return;
    for (const { kind, date } of change.facts) {
      if (kind === "freeze.consumed" && date > this.#savedOn) this.#savedOn = date;
      if (kind === "freeze.returned" && date === this.#savedOn) this.#savedOn = "";
    }
  }

  protected view(words: Words): Child[] {
    const streak = this.streak;
    const isCompact = this.hasAttribute("compact");
    if (streak === null) return [this.#waiting(words, isCompact)];
    const numbers = this.numbers(streak);
    const yesterday = addDays(streak.date, -1);
    const isSaved = hasGap(streak, numbers) && this.#isSaved(yesterday);
    const state = flameState(streak, numbers, isSaved);
    const current = numbers.current_streak;
    if (current > (this.#shownNumber ?? current)) this.#grownTo = current;
    this.#shownNumber = current;
    const lines = this.#lines(words, streak, numbers, state);
    const head = h(
      "p",
      { class: "head" },
      h("span", { class: "number", part: "number" }, words.number(current)),
      " ",
      h("span", { class: isCompact ? "sr" : "unit", part: "unit" }, words.text("unit", { n: current })),
    );
    const text = h("div", { class: isCompact ? "sr" : "", part: "text" }, ...lines);
    return [
      h(
        "div",
        {
          class: `box${isCompact ? " compact" : ""}${this.#grownTo === current ? " grew" : ""}`,
          part: "box",
          "data-state": state,
          key: current,
        },
        flameArt(state),
        isCompact ? head : h("div", {}, head, text),
        isCompact && text,
      ),
      h("slot", {}),
    ];
  }

  #waiting(words: Words, isCompact: boolean): Child {
    const key = this.failed ? "failed" : this.online ? "loading" : "offline";
    return h(
      "div",
      {
        class: `box${isCompact ? " compact" : ""}`,
        part: "box",
        "data-state": "loading",
        "aria-busy": `${key === "loading"}`,
      },
      flameArt("loading"),
      h("p", { class: isCompact ? "sr" : "muted", part: "text" }, words.text(key)),
    );
  }

  #lines(words: Words, streak: StreakAnswer, numbers: Numbers, state: FlameState): Child[] {
    const line = (text: string, kind = "muted"): Child => h("p", { class: `say ${kind}` }, text);
    const lines: Child[] = [];
    switch (state) {
      case "active":
        lines.push(line(words.text("done")));
        break;
      case "at_risk":
      case "frozen":
        if (numbers.state !== "at_risk") lines.push(line(`${words.text("frozen")}. ${words.text("due")}`));
        else {
          lines.push(h("p", { class: "say left", part: "left" }, this.#timeLeft(words, streak)));
          lines.push(line(words.text(state === "frozen" ? "saved" : "keep")));
        }
        break;
      case "resting":
        lines.push(line(words.text(streak.today.protection ?? "protected"), "rest"), line(words.text("due")));
        break;
      case "broken":
        if (numbers.lost !== null) {
          const date = words.date(numbers.lost.ended_on, { day: "numeric", month: "long" });
          lines.push(line(words.text("lost", { days: words.days(numbers.lost.length), date })));
          if (streak.restores_left > 0) lines.push(line(words.text("restorable")));
        }
        lines.push(line(words.text("restart")));
        break;
      case "none":
        lines.push(line(words.text("start")));
    }
    if (!this.online) lines.push(h("p", { class: "note", part: "note", key: "offline" }, words.text("offline")));
    if (this.pending > 0) {
      lines.push(h("p", { class: "note", part: "note", key: "pending" }, words.text("pending", { n: this.pending })));
    }
    return lines;
  }

  /** The time left, rendered again when its text changes. */
  #timeLeft(words: Words, streak: StreakAnswer): string {
    const left = Date.parse(streak.day_ends_at) - this.now();
    if (left <= 0) return words.text("over");
    const step = left <= 600_000 ? 1000 : 60_000;
    this.again((left % step) + 1);
    return words.text("left", { time: words.span(left) });
  }

  /** Whether a freeze was spent on a date: asked once, unless a fact has told. */
  #isSaved(date: string): boolean {
    if (this.#askedFor === date || this.#savedOn === date) return this.#savedOn === date;
    this.#askedFor = date;
    void this.load(
      (client) => client.calendar({ from: date, to: date }),
      ({ days }) => {
        if (days[0]?.protection === "frozen") this.#savedOn = date;
      },
    );
    return false;
  }
}
