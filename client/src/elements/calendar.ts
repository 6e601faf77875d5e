import { addDays, dayNumber, weekStart } from "./dates.ts";
import { DayGrid, GRID_CSS } from "./day-grid.ts";
import { legendEntry } from "./day-mark.ts";
import { type Child, h } from "./dom.ts";
import type { Words } from "./locale.ts";

const CSS = `
.sum { font-weight: 600; margin-block-end: .8em; }
.scroll { overflow-x: auto; padding: 5px; margin: -5px; scrollbar-width: thin; direction: rtl; }
.year { direction: ltr; --_cols: auto repeat(var(--_weeks), minmax(var(--daystreak-cell, 11px), 1fr)); min-inline-size: calc(var(--_weeks) * (var(--daystreak-cell, 11px) + 3px) + 2.4rem); }
.year > div { display: grid; grid-template-columns: var(--_cols); gap: 3px; margin-block-end: 3px; }
.year > [part], .months { font-size: .72rem; color: var(--_muted); }
.year > [part] { display: block; margin: 0; }
.row { display: grid; grid-template-columns: var(--_cols); gap: 3px; margin-block-end: 3px; }
.day { inline-size: 3.2em; line-height: 1; align-self: center; white-space: nowrap; }
.row:nth-child(even) .day { opacity: 0; }
:host(:dir(rtl)) .scroll { direction: ltr; }
:host(:dir(rtl)) .year { direction: rtl; }
.months span { white-space: nowrap; grid-row: 1; }
.month { grid-column: var(--_col); }
.month:last-child { justify-self: end; }
.legend { display: flex; flex-wrap: wrap; gap: .4em 1.2em; margin-block-start: .9em; font-size: .8rem; color: var(--_muted); }
.entry { display: inline-flex; align-items: center; gap: .5em; }
.entry .mark { inline-size: 12px; }
${GRID_CSS}
.year .mark { outline-offset: 1px; }
`;

/** `<daystreak-calendar>`: a year of days, a column a week. */
export class DaystreakCalendar extends DayGrid {
  static override readonly css: string = CSS;

  protected range(today: string, firstDay: number): { from: string; to: string } {
    const weeks = Math.min(Math.max(Number.parseInt(this.getAttribute("weeks") ?? "", 10) || 53, 1), 530);
    return { from: weekStart(addDays(today, -7 * (weeks - 1)), firstDay), to: today };
  }

  protected view(words: Words): Child[] {
    const isReady = this.ready(words);
    if (this.failed && !isReady) return [this.failure(words)];
    const { from, to } = this.dates();
    const weeks = Math.floor((dayNumber(to) - dayNumber(from)) / 7) + 1;
    const label = isReady ? words.text("year", { days: words.days(this.activeDays()) }) : words.text("loading");
    return [
      h("p", { class: "sum", part: "summary" }, label),
      h(
        "div",
        { class: "scroll", part: "scroll" },
        h(
          "div",
          { class: "year", "--_weeks": weeks },
          h(
            "div",
            { class: "months", "aria-hidden": "true" },
            h("span", { class: "day" }, "\u00a0"),
            ...(isReady ? months(words, from, weeks) : []),
          ),
          h(
            "div",
            // Without days it is no table yet.
            {
              role: isReady ? "grid" : "img",

              part: "grid",
              "aria-label": label,
              "aria-busy": `${!isReady}`,
              ...this.handlers(),
            },
            ...Array.from({ length: 7 }, (_, row) => this.#row(words, addDays(from, row), to, isReady)),
          ),
        ),
      ),
      h(
        "div",
        { class: "legend", part: "legend", "aria-hidden": "true" },
        ...(["none", "partial", "complete", "protected"] as const).map((mark) => legendEntry(words, mark)),
      ),
      this.tooltip(words),
    ];
  }

  #row(words: Words, first: string, to: string, isReady: boolean): Child {
    const dates: string[] = [];
    for (let date = first; date <= to; date = addDays(date, 7)) dates.push(date);
    return h(
      "div",
      { role: isReady && "row", class: "row" },
      isReady
        ? h(
            "div",
            { role: "rowheader", class: "day", "aria-label": words.date(first, { weekday: "long" }) },
            words.weekday(first),
          )
        : h("div", { class: "day" }),
      ...this.cells(words, dates, false),
    );
  }
}

/** The names of the months above the columns that hold their first date. */
function months(words: Words, from: string, weeks: number): Child[] {
  const names: Child[] = [];
  for (let week = 0; week < weeks; week++) {
    const last = addDays(from, week * 7 + 6);
    if (Number(last.slice(8)) <= 7) {
      names.push(h("span", { "--_col": week + 2, class: "month" }, words.date(last, { month: "short" })));
    }
  }
  return names;
}
