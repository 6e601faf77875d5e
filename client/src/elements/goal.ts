import type { ExplainAnswer, Goal, StreakAnswer } from "../wire.ts";
import { glyph } from "./day-mark.ts";
import { type Child, h } from "./dom.ts";
import { DaystreakElement } from "./element.ts";
import { type GoalProgress, goalProgress, isInStreak } from "./goal-progress.ts";
import type { Words } from "./locale.ts";

/** With more steps than this the ring is one line. */
const MOST_STEPS = 12;
const GAP = 4.5;

const CSS = `
:host { display: inline-block; }
.box { display: flex; align-items: center; gap: 1.1em; }
.dial { position: relative; inline-size: 6.2em; aspect-ratio: 1; flex: none; }
.ring { display: block; transform: rotate(-90deg); }
:host(:dir(rtl)) .ring { transform: scaleX(-1) rotate(-90deg); }
.ring circle { fill: none; stroke: var(--_track); stroke-width: 9; stroke-linecap: round; transition: stroke .4s, stroke-dasharray .6s; }
.ring .rest { stroke: var(--_line); stroke-width: 5; }
.ring .done { stroke: var(--_accent); }
.in { position: absolute; inset: 0; display: grid; place-content: center; text-align: center; }
.number { font-size: 1.9em; font-weight: 700; line-height: 1; letter-spacing: -.03em; }
.of { font-size: .8em; }
.title { font-weight: 600; }
.badge { position: absolute; inset-block-end: -1%; inset-inline-end: 2%; inline-size: 1.9em; border-radius: 50%; box-shadow: 0 0 0 3px var(--daystreak-page, Canvas); }
.met .badge { animation: met .6s cubic-bezier(.2, 1.6, .4, 1); }
:host([compact]) .dial { font-size: .25em; }
:host([compact]) :is(.in, [part=text]) { display: none; }
@keyframes met { 0% { transform: scale(0); } }
`;

/** `<daystreak-goal>`: how much of today's goal is done. */
export class DaystreakGoal extends DaystreakElement {
  static override readonly css: string = CSS;

  #given: Goal | null | undefined;
  #today: ExplainAnswer | null = null;
  #asked = "";
  #wasOpen = false;

  /** The daily goal to show instead of the one the client knows. */
  get goal(): Goal | null {
    return this.#given ?? this.#today?.daily_goal ?? null;
  }
  set goal(goal: Goal | null | undefined) {
    this.#given = goal;
    this.invalidate();
  }

  protected override sourceChanged(): void {
    this.#today = null;
    this.#asked = "";
    this.#wasOpen = false;
  }

  protected view(words: Words): Child[] {
    const { streak } = this;
    if (streak !== null) this.#askFor(streak);
    const { goal } = this;
    if (this.failed && goal === null) return [this.failure(words)];
    if (streak === null || goal === null) return [this.#dial(words, undefined, false), h("slot", {})];
    const progress = goalProgress(goal, streak, this.#today);
    const isMet = streak.today.status === "complete" || progress.done >= progress.goal;
    if (!isMet) this.#wasOpen = true;
    return [
      h(
        "div",
        { class: `box${isMet && this.#wasOpen ? " met" : ""}`, part: "box" },
        this.#dial(words, progress, isMet),
        h(
          "div",
          { part: "text" },
          h("p", { class: "title", part: "title" }, words.text("goal")),
          h("p", { class: "muted" }, this.#said(words, streak, progress, isMet)),
        ),
      ),
      h("slot", {}),
    ];
  }

  #said(words: Words, streak: StreakAnswer, progress: GoalProgress, isMet: boolean): string {
    if (isMet) return words.text("complete");
    const { protection } = streak.today;
    if (protection !== undefined) return `${words.text(protection)}. ${words.text("due")}`;
    return said(words, progress);
  }

  #dial(words: Words, progress: GoalProgress | undefined, isMet: boolean): Child {
    return h(
      "div",
      {
        class: "dial",
        part: "ring",
        role: "progressbar",
        "aria-label": words.text("goal"),
        "aria-valuemin": 0,
        "aria-valuemax": progress?.goal,
        "aria-valuenow": progress && Math.min(progress.done, progress.goal),
        "aria-valuetext": progress === undefined ? words.text("loading") : said(words, progress),
      },
      h("svg", { class: "ring", viewBox: "0 0 100 100", "aria-hidden": "true" }, ...arcs(progress, isMet)),
      progress !== undefined &&
        h(
          "div",
          { class: "in", "aria-hidden": "true" },
          h("span", { class: "number", part: "number" }, words.number(progress.done)),
          h("span", { class: "of muted" }, words.text("of", { goal: progress.goal })),
        ),
      isMet && h("span", { class: "badge mark", "data-mark": "complete" }, glyph("complete")),
    );
  }

  /** The goal of the date, and today's evidence where the streak does not hold it. */
  #askFor(streak: StreakAnswer): void {
    const { goal } = this;
    let wanted = `${streak.date} ${streak.version}`;
    if (goal !== null && isInStreak(goal)) wanted = this.#given ? "" : streak.date;
    if (this.#asked.startsWith(wanted)) return;
    this.#asked = wanted;
    this.reload();
  }

  protected override reload(): void {
    void this.load(
      (client) => client.explain(),
      (today) => {
        this.#today = today;
      },
    );
  }
}

function said(words: Words, { done, goal, unit }: GoalProgress): string {
  return words.text("progress", { done, goal, unit: words.text(unit, { n: goal }) });
}

/** One arc a step, or one line where the steps are many or not whole. */
function arcs(progress: GoalProgress | undefined, isMet: boolean): Child[] {
  const circle = (kind: string, length: number, turn = 0): Child =>
    h("circle", {
      class: kind,
      cx: 50,
      cy: 50,
      r: 43,
      pathLength: 100,
      "stroke-dasharray": `${length} 100`,
      transform: `rotate(${turn} 50 50)`,
    });
  if (progress === undefined) return [circle("rest", 100)];
  const { done, goal } = progress;
  if (isMet || goal > MOST_STEPS || goal < 2 || !Number.isInteger(goal)) {
    const share = isMet ? 100 : Math.min(100, (done / goal) * 100);
    return [circle("rest", 100), share > 0 && circle("done", share)];
  }
  const step = 100 / goal;
  return Array.from({ length: goal }, (_, index) =>
    circle(index < done ? "done" : "rest", step - GAP * 2, (index * step + GAP) * 3.6),
  );
}
