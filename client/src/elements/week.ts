import { addDays, weekStart } from "./dates.ts";
import { DayGrid, GRID_CSS } from "./day-grid.ts";
import { type Child, h } from "./dom.ts";
import type { Words } from "./locale.ts";

const CSS = `
.week { display: grid; grid-template-columns: repeat(7, minmax(0, 1fr)); gap: .5em; max-inline-size: 24em; }
.week > div { display: contents; }
.name { text-align: center; font-size: .8em; font-weight: 600; color: var(--_muted); }
.name[data-today] { color: inherit; }
.mark { border-radius: 50%; border-width: 2px; max-inline-size: 3em; inline-size: 100%; justify-self: center; }
.mark[data-mark="protected"] { background: color-mix(in srgb, var(--_c) 14%, transparent); border-radius: 30%; }
${GRID_CSS}
`;

/** `<daystreak-week>`: the seven days of this week. */
export class DaystreakWeek extends DayGrid {
  static override readonly css: string = CSS;
  protected override readonly isRow: boolean = true;

  protected range(today: string, firstDay: number): { from: string; to: string } {
    const from = weekStart(today, firstDay);
    return { from, to: addDays(from, 6) };
  }

  protected view(words: Words): Child[] {
    const isReady = this.ready(words);
    const today = this.today();
    const { from } = this.dates();
    const dates = Array.from({ length: 7 }, (_, index) => addDays(from, index));
    if (this.failed && !isReady) return [this.failure(words)];
    return [
      h(
        "div",
        {
          // Without days it is no table yet.
          role: isReady ? "grid" : "img",
          class: "week",
          part: "grid",
          "aria-label": words.text("week"),
          "aria-busy": `${!isReady}`,
          ...this.handlers(),
        },
        h(
          "div",
          { role: isReady && "row" },
          ...dates.map((date) =>
            h(
              "div",
              {
                role: isReady && "columnheader",
                class: "name",
                part: "name",
                "data-today": date === today,
                "aria-label": isReady && words.date(date, { weekday: "long" }),
              },
              isReady ? words.weekday(date) : "\u00a0",
            ),
          ),
        ),
        h("div", { role: isReady && "row" }, ...this.cells(words, dates, true)),
      ),
      this.tooltip(words),
    ];
  }
}
