import type { DayNumber } from "../../core/calendar.ts";
import type { Ledger } from "./ledger.ts";
import type { RawRow } from "./legacy-source.ts";
import { readLessonIds } from "./lesson-ids.ts";
import type { OddityCode } from "./oddities.ts";
import { type CountOddity, readCount, readDate, textOf } from "./raw-values.ts";

/** A day row that can be used. */
export interface CleanDay {
  readonly date: DayNumber;
  /** Whether the learner was active: else the row says nothing. */
  readonly isActive: boolean;
  readonly isComplete: boolean;
  readonly problems: number;
  readonly lessons: readonly string[];
}

/** Dates that can have been. */
export interface Plausible {
  readonly earliest: DayNumber;
  readonly today: DayNumber;
}

/**
 * Reads a day row by the rules of {@link ODDITIES}, adding what is odd to `codes`; `undefined` for a row that must be set
 * aside. A day counts where its status is not `none`, or where something was solved.
 */
export function cleanDay(
  row: RawRow<"days">,
  { earliest, today }: Plausible,
  codes: OddityCode[],
  ledger: Ledger,
): CleanDay | undefined {
  const read = readDate(row.date);
  if (read === undefined) return refuse("date_unreadable");
  const { date, respelled } = read;
  if (date > today) return refuse("date_in_future");
  if (date < earliest) return refuse("date_too_early");
  if (respelled) codes.push("date_respelled");
  const { value: problems, oddity } = readCount(row.problems_solved);
  if (oddity !== undefined) codes.push(SOLVED[oddity]);
  else if (problems > IMPLAUSIBLE) codes.push("solved_implausible");
  const status = readStatus(row.status, codes);
  const lessons = readLessonIds(row.lesson_ids);
  if (status === "none" && problems === 0 && lessons.ids.length > 0) return refuse("none_with_lessons");
  if (status === "none") codes.push(problems === 0 ? "status_none" : "none_but_solved");
  if (lessons.oddity === "broken") codes.push("lessons_broken");
  if (lessons.oddity === "not_a_list") codes.push("lessons_not_a_list");
  if (lessons.dropped > 0) codes.push("lessons_unusable");
  if (lessons.duplicates > 0) codes.push("lessons_doubled");
  if (lessons.isLost)
    ledger.value("days", row, "lesson_ids", lessons.dropped > 0 ? "lessons_unusable" : "lessons_broken");
  ledger.lessons.members += lessons.members;
  ledger.lessons.imported += lessons.ids.length;
  ledger.lessons.duplicates += lessons.duplicates;
  ledger.lessons.dropped += lessons.dropped;
  const isActive = status !== "none" || problems > 0;
  return { date, isActive, isComplete: status === "complete", problems, lessons: lessons.ids };

  function refuse(code: OddityCode): undefined {
    codes.push(code);
    return undefined;
  }
}

const SOLVED: Readonly<Record<CountOddity, OddityCode>> = {
  negative: "solved_negative",
  too_large: "solved_too_large",
  not_whole: "solved_unreadable",
  as_text: "solved_unreadable",
  unreadable: "solved_unreadable",
};

/** Nobody solves so many problems on one day. */
const IMPLAUSIBLE = 1_000_000;

type Status = "none" | "partial" | "complete";

function readStatus(raw: RawRow<"days">["status"], codes: OddityCode[]): Status {
  if (raw === "partial" || raw === "complete" || raw === "none") return raw;
  const word = textOf(raw)?.trim().toLowerCase();
  const isKnown = word === "partial" || word === "complete" || word === "none";
  codes.push(isKnown ? "status_respelled" : "status_unknown");
  return isKnown ? word : "partial";
}
