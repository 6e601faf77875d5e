import type { Change } from "../source.ts";
import type { CalendarDay, StreakAnswer } from "../wire.ts";
import { addDays, deviceDate } from "./dates.ts";
import { dayText, glyph, markOf } from "./day-mark.ts";
import { type Child, h, type Wanted } from "./dom.ts";
import { DaystreakElement } from "./element.ts";
import type { Words } from "./locale.ts";
import { touchesPast } from "./streak-state.ts";

/** How a grid of days looks and how its tooltip does. */
export const GRID_CSS = `
.mark[data-today] { outline: 1.5px solid; outline-offset: 2px; }
.mark:focus-visible { outline: 3px solid; }
.tip {
  position: fixed;
  inset: auto;
  margin: 0;
  padding: .45em .8em;
  border: 0;
  border-radius: 8px;
  background: var(--_ink);
  color: var(--_surface);
  font-size: .8rem;
  max-inline-size: 16rem;
  box-shadow: 0 4px 16px #0004;
}
.tip strong { display: block; }
`;

const EMPTY = h("div", { class: "mark" });

/** What the week and the year have in common: the days, one tab stop with arrow keys, and a tooltip. */
export abstract class DayGrid extends DaystreakElement {
  static override readonly observedAttributes: readonly string[] = ["lang", "first-day", "weeks"];

  #given: readonly CalendarDay[] | null | undefined;
  #days = new Map<string, CalendarDay>();
  #weekday = 1;
  #isLoaded = false;
  #loadedFrom: string | undefined;
  #before: StreakAnswer | null = null;
  #focused = "";
  #tip: string | undefined;
  #hiding: ReturnType<typeof setTimeout> | undefined;
  /** Cells of days that are over, in these words: most of a year is the same each time. */
  #cells = new Map<string, Wanted>();
  #words: Words | undefined;

  /** Days to show instead of the client's: the `days` of a calendar answer. */
  get days(): readonly CalendarDay[] | null {
    return this.#given ?? null;
  }
  set days(days: readonly CalendarDay[] | null | undefined) {
    this.#given = days;
    this.#keep(days ?? []);
    this.#isLoaded = (days ?? null) !== null;
    this.#loadedFrom = undefined;
    this.invalidate();
  }

  /** The dates that belong to `today`, where weeks begin with an ISO weekday. */
  protected abstract range(today: string, firstDay: number): { from: string; to: string };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#hiding);
    this.#tip = undefined;
  }

  protected override sourceChanged(): void {
    if (this.days !== null) return;
    this.#isLoaded = false;
    this.#loadedFrom = undefined;
    this.#days.clear();
  }

  protected override changed(change: Change): void {
    if (change.type !== "streak") return;
    if (this.days === null && this.#isLoaded && touchesPast(this.#before, change.streak, change.facts)) this.reload();
    this.#before = change.streak;
  }

  /** The learner's local date. */
  protected today(): string {
    return this.streak?.date ?? deviceDate(this.now());
  }

  /** Loads the days again. */
  protected override reload(): void {
    const range = this.dates();
    this.#loadedFrom = range.from;
    void this.load(
      (client) => client.calendar(range),
      ({ days }) => {
        this.#keep(days);
        this.#isLoaded = true;
      },
    );
  }

  /** Whether there are days to show; asks for them once the learner's date is known. */
  protected ready(words: Words): boolean {
    if (this.streak === null && this.days === null) return false;
    const asked = Number(this.getAttribute("first-day"));
    this.#weekday = asked >= 1 && asked <= 7 ? asked : words.firstDay;
    const isShort = this.#loadedFrom === undefined || this.dates().from < this.#loadedFrom;
    if (this.days === null && this.client !== null && isShort) {
      this.#before = this.streak;
      this.reload();
    }
    return this.#isLoaded;
  }

  /** The dates that are shown. */
  protected dates(): { from: string; to: string } {
    return this.range(this.today(), this.#weekday);
  }

  /** A date's record; today's is the newest the streak knows. */
  protected dayOn(date: string): CalendarDay | undefined {
    const day = this.#days.get(date);
    const streak = this.streak;
    if (streak === null || streak.date !== date) return day;
    if (streak.today.status === "none" && streak.today.protection === undefined) return day;
    return { zone: null, first_at: null, last_at: null, ...day, date, ...streak.today };
  }

  protected activeDays(): number {
    const { from, to } = this.dates();
    const isActive = (date: string): boolean => date >= from && (this.dayOn(date)?.status ?? "none") !== "none";
    return [...new Set([...this.#days.keys(), to])].filter((date) => date <= to && isActive(date)).length;
  }

  /** The cells of dates. */
  protected cells(words: Words, dates: readonly string[], withGlyph: boolean): Wanted[] {
    if (!this.#isLoaded) return dates.map(() => EMPTY);
    const today = this.today();
    const { from, to } = this.dates();
    // The one cell that the tab key reaches.
    const stop = this.#focused >= from && this.#focused <= to ? this.#focused : today;
    if (words !== this.#words) this.#cells.clear();
    this.#words = words;
    return dates.map((date) => {
      const isSettled = date < today && date !== stop;
      const cell = (isSettled && this.#cells.get(date)) || this.#cell(words, date, today, stop, withGlyph);
      if (isSettled) this.#cells.set(date, cell);
      return cell;
    });
  }

  #cell(words: Words, date: string, today: string, stop: string, withGlyph: boolean): Wanted {
    const day = this.dayOn(date);
    const mark = markOf(date, day, today);
    const when = words.date(date, { dateStyle: "full" });
    return h(
      "div",
      {
        role: "gridcell",
        class: "mark",
        part: `day ${mark}${date === today ? " today" : ""}`,
        "data-mark": mark,
        "data-date": date,
        "data-today": date === today,
        tabindex: date === stop ? 0 : -1,
        "aria-label": `${when}: ${dayText(words, mark, day)}`,
        "aria-current": date === today && "date",
      },
      withGlyph && glyph(mark, day),
    );
  }

  /** Handlers for the element that holds the cells. */
  protected handlers(): Record<string, (event: never) => void> {
    return {
      onkeydown: (event: KeyboardEvent) => this.#key(event),
      onfocusin: (event: FocusEvent) => this.#show(event),
      onfocusout: () => this.#hide(),
      onpointerover: (event: PointerEvent) => this.#show(event),
      onpointerleave: () => this.#hide(150),
      onclick: (event: MouseEvent) => this.#choose(dateUnder(event)),
    };
  }

  /** The tooltip; what it says is the cell's own label, so it is hidden from screen readers. */
  protected tooltip(words: Words): Child {
    const date = this.#tip;
    if (date === undefined) return null;
    const day = this.dayOn(date);
    return h(
      "div",
      {
        class: "tip",
        part: "tooltip",
        popover: "manual",
        "aria-hidden": "true",
        onpointerenter: () => clearTimeout(this.#hiding),
        onpointerleave: () => this.#hide(150),
      },
      h("strong", {}, words.date(date, { dateStyle: "full" })),
      dayText(words, markOf(date, day, this.today()), day),
    );
  }

  protected override shown(): void {
    const tip = this.find<HTMLElement>(".tip");
    const cell = this.find<HTMLElement>(`[data-date="${this.#tip}"]`);
    if (tip === null || cell === null) return;
    if (!tip.matches(":popover-open")) tip.showPopover();
    const at = cell.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = tip;
    const left = at.left + at.width / 2 - width / 2;
    tip.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - width - 8))}px`;
    tip.style.top = `${at.top - height - 6 < 4 ? at.bottom + 6 : at.top - height - 6}px`;
  }

  #keep(days: readonly CalendarDay[]): void {
    this.#days = new Map(days.map((day) => [day.date, day]));
    this.#cells.clear();
  }

  #key(event: KeyboardEvent): void {
    const today = this.today();
    const { from, to } = this.dates();
    const at = dateUnder(event) ?? today;
    const isRow = this.isRow;
    const forward = getComputedStyle(this).direction === "rtl" ? -1 : 1;
    const steps: { readonly [key: string]: number } = {
      ArrowRight: (isRow ? 1 : 7) * forward,
      ArrowLeft: (isRow ? -1 : -7) * forward,
      ...(isRow ? {} : { ArrowDown: 1, ArrowUp: -1, PageDown: 28, PageUp: -28 }),
    };
    const step = steps[event.key];
    let date: string | undefined;
    if (step !== undefined) date = addDays(at, step);
    else if (event.key === "Home") date = from;
    else if (event.key === "End") date = to;
    else if (event.key === "Enter" || event.key === " ") this.#choose(at);
    else if (event.key === "Escape" && this.#tip !== undefined) this.#hide();
    else return;
    event.preventDefault();
    if (date === undefined) return;
    this.#focused = date < from ? from : date > to ? to : date;
    this.flush();
    this.find<HTMLElement>(`[data-date="${this.#focused}"]`)?.focus();
  }

  /** Whether the cells are one row, so that left and right go from day to day. */
  protected readonly isRow: boolean = false;

  #show(event: Event): void {
    const date = dateUnder(event);
    clearTimeout(this.#hiding);
    if (date === undefined) {
      this.#hide(150);
      return;
    }
    if (event.type === "focusin") this.#focused = date;
    this.#tip = date;
    this.flush();
  }

  #hide(after = 0): void {
    clearTimeout(this.#hiding);
    this.#hiding = setTimeout(() => {
      this.#tip = undefined;
      this.invalidate();
    }, after);
  }

  #choose(date: string | undefined): void {
    if (date !== undefined) this.tell("daystreak-day", { date, day: this.dayOn(date) ?? null });
  }
}

function dateUnder(event: Event): string | undefined {
  return (event.target as Element).closest<HTMLElement>("[data-date]")?.dataset.date;
}
