import type { CalendarDay } from "../wire.ts";
import { type Child, h, icon, type Wanted } from "./dom.ts";
import type { Words } from "./locale.ts";
import type { MessageKey } from "./texts/messages.ts";

/** What a mark is made from. */
export type Marked = Pick<CalendarDay, "status" | "protection">;

/** How a date is drawn: each has a pattern of its own. */
export type Mark = "none" | "partial" | "complete" | "protected" | "future";

const GLYPHS: { readonly [Kind in MessageKey]?: string } = {
  complete: "M4 12.5l5 5 11-11",
  rest: "M19 14.5A8 8 0 0 1 9.5 5 8 8 0 1 0 19 14.5z",
  paused: "M9 5v14M15 5v14",
  excused: "M4 12.5l5 5 11-11",
  restored: "M5 5v5h5M5.5 10a8 8 0 1 1-1 5",
  bridged: "M4 17c2-10 14-10 16 0M15 15l5 2 1-5",
  frozen: "M12 3v18M4.2 7.5l15.6 9M4.2 16.5l15.6-9",
};

/** The mark of a date. @param today the learner's local date */
export function markOf(date: string, day: Marked | undefined, today: string): Mark {
  if (date > today) return "future";
  if (day === undefined) return "none";
  return day.status === "none" && day.protection !== undefined ? "protected" : day.status;
}

/** A sign inside a mark: a tick, or what protects the date. */
export function glyph(mark: Mark, day?: Marked): Child {
  const path = GLYPHS[mark === "protected" ? (day?.protection ?? mark) : mark];
  return path !== undefined && icon(path);
}

/** What a date was, in words: `Goal met · 3 problems solved`. */
export function dayText(words: Words, mark: Mark, day: CalendarDay | undefined): string {
  const parts = [words.text(mark === "protected" ? (day?.protection ?? mark) : mark)];
  if (day !== undefined && day.problems_solved > 0) parts.push(words.text("problems", { n: day.problems_solved }));
  if (day !== undefined && day.lesson_ids.length > 0) parts.push(words.text("lessons", { n: day.lesson_ids.length }));
  return parts.join(" · ");
}

/** A mark with its words, for legends. */
export function legendEntry(words: Words, mark: Mark): Wanted {
  return h("span", { class: "entry" }, h("span", { class: "mark", "data-mark": mark }), words.text(mark));
}
