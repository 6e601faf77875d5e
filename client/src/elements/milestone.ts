import type { Change } from "../source.ts";
import type { Fact, StreakAnswer } from "../wire.ts";
import { addDays } from "./dates.ts";
import { type Child, h, icon } from "./dom.ts";
import { DaystreakElement } from "./element.ts";
import { flameArt } from "./flame-art.ts";
import type { Words } from "./locale.ts";

const SPARKS = 12;
const DEFAULT_DURATION_MS = 10_000;

const CSS = `
.toast {
  position: fixed;
  z-index: var(--daystreak-layer, 1000);
  inset-block-end: max(1.25rem, env(safe-area-inset-bottom));
  inset-inline: 1rem;
  margin-inline: auto;
  inline-size: fit-content;
  max-inline-size: calc(100vw - 2rem);
  display: flex;
  align-items: center;
  gap: 1.1rem;
  padding: 1.1rem;
  padding-inline-start: 1.5rem;
  border-radius: calc(var(--_radius) + 6px);
  background: var(--_surface);
  color: var(--_ink);
  box-shadow: 0 0 0 1px color-mix(in srgb, var(--_ink) 8%, transparent), 0 18px 50px -12px rgb(0 0 0 / 35%);
  animation: rise .5s cubic-bezier(.2, 1.2, .4, 1);
}
:host([inline]) .toast { position: relative; inset: 0; margin: 0; }
.badge { position: relative; flex: none; }
.flame { inline-size: 3.6rem; animation: grew .8s .15s cubic-bezier(.2, 1.6, .4, 1); transform-origin: 50% 100%; }
.title { font-size: 1.3rem; font-weight: 700; line-height: 1.2; letter-spacing: -.015em; }
.next { font-size: .85rem; margin-block-start: .35em; }
.close { align-self: start; inline-size: 2rem; aspect-ratio: 1; display: grid; place-items: center; color: var(--_muted); }
.close:hover { background: var(--_track); }
.close .icon { inline-size: 1rem; }
.spark {
  position: absolute;
  inset-block-start: 55%;
  left: 50%;
  inline-size: 5px;
  block-size: 11px;
  border-radius: 3px;
  background: var(--_accent);
  opacity: 0;
  animation: fly 1s .2s ease-out;
  transform: rotate(var(--_turn)) translateY(-20px);
}
.spark:nth-child(3n) { background: var(--_protected); }
@keyframes rise { 0% { opacity: 0; transform: translateY(24px) scale(.96); } }
@keyframes grew { 0% { transform: scale(.3); } }
@keyframes fly { 0%, 60% { opacity: 1; } 100% { opacity: 0; transform: rotate(var(--_turn)) translateY(-64px) scale(.4); } }
@media (prefers-reduced-motion: reduce) { .spark { display: none; } }
`;

interface Milestone {
  readonly id: string;
  readonly days: number;
}

/** `<daystreak-milestone>`: celebrates a milestone that was reached today or yesterday, one after the other. */
export class DaystreakMilestone extends DaystreakElement {
  static override readonly css: string = CSS;
  static override readonly observedAttributes: readonly string[] = ["lang", "duration", "inline"];

  #queue: Milestone[] = [];
  #seen = new Set<string>();
  #closing: ReturnType<typeof setTimeout> | undefined;
  #timed: string | undefined;

  /** Celebrates a milestone that the app knows of by itself. */
  celebrate(days: number): void {
    this.#add({ id: `${days}:${this.now()}`, days });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("visibilitychange", this.#seenAgain);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("visibilitychange", this.#seenAgain);
    this.#stop();
  }

  protected override sourceChanged(): void {
    // What another learner reached is theirs.
    if (this.#seen.size > 0) this.#queue = [];
    this.#seen.clear();
  }

  protected override changed(change: Change): void {
    if (change.type !== "streak") return;
    for (const fact of change.facts) {
      const days = freshMilestone(fact, change.streak);
      if (days === undefined || this.#seen.has(fact.id)) continue;
      this.#seen.add(fact.id);
      this.#add({ id: fact.id, days });
    }
  }

  protected view(words: Words): Child[] {
    const [first] = this.#queue;
    return [
      h(
        "div",
        { role: "status", "aria-live": "polite", "aria-atomic": "true" },
        first !== undefined && this.#toast(words, first),
      ),
    ];
  }

  protected override shown(): void {
    const [first] = this.#queue;
    if (first === undefined || this.#timed === first.id) return;
    this.#start();
  }

  #add(milestone: Milestone): void {
    if (!this.tell("daystreak-milestone", milestone)) return;
    this.#queue.push(milestone);
    this.invalidate();
  }

  #toast(words: Words, { id, days }: Milestone): Child {
    const next = this.streak?.next_milestone ?? null;
    const start = (): void => this.#start();
    return h(
      "div",
      {
        class: "toast",
        part: "toast",
        key: id,
        onpointerover: start,
        onpointerleave: start,
        onfocusin: start,
        onfocusout: start,
        onkeydown: (event: KeyboardEvent) => event.key === "Escape" && this.#close(),
      },
      h(
        "div",
        { class: "badge", "aria-hidden": "true" },
        ...Array.from({ length: SPARKS }, (_, index) =>
          h("i", { class: "spark", "--_turn": `${(index * 360) / SPARKS}deg` }),
        ),
        flameArt("active"),
      ),
      h(
        "div",
        { part: "text" },
        h("p", { class: "title", part: "title" }, words.text("milestone", { days: words.days(days) })),
        h("p", { class: "muted" }, words.text("praise")),
        next !== null && h("p", { class: "next muted" }, words.text("next", { days: words.days(next.days) })),
      ),
      h(
        "button",
        {
          type: "button",
          class: "close",
          part: "close",
          "aria-label": words.text("close"),
          onclick: () => this.#close(),
        },
        icon("M5 5l14 14M19 5L5 19"),
      ),
    );
  }

  /** Begins its time anew; it stays while somebody points at it, has the focus in it, or looks at another tab. */
  #start(): void {
    this.#stop();
    const [first] = this.#queue;
    const duration = Number(this.getAttribute("duration") ?? DEFAULT_DURATION_MS);
    this.#timed = first?.id;
    const isHeld = document.hidden || this.find(".toast:is(:hover, :focus-within)") !== null;
    if (first === undefined || isHeld || !(duration > 0)) return;
    this.#closing = setTimeout(() => this.#close(), duration);
  }

  #stop(): void {
    clearTimeout(this.#closing);
  }

  #close(): void {
    this.#stop();
    const milestone = this.#queue.shift();
    this.#timed = undefined;
    if (milestone !== undefined) this.tell("daystreak-milestone-close", milestone);
    this.flush();
  }

  readonly #seenAgain = (): void => this.#start();
}

/** The length of a milestone that is worth a celebration: reached today or yesterday. */
function freshMilestone(fact: Fact, streak: StreakAnswer): number | undefined {
  const { days } = fact;
  const isFresh =
    fact.kind === "milestone.reached" && fact.date >= addDays(streak.date, -1) && fact.celebrate !== false;
  return isFresh && typeof days === "number" ? days : undefined;
}
