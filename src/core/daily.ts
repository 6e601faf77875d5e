import type { Activity } from "./activity.ts";
import { bitsIn } from "./bits.ts";
import type { DayNumber } from "./calendar.ts";
import type { DayRecord } from "./day-record.ts";
import type { Goal } from "./rules.ts";
import { localMinute } from "./zones.ts";

const SLOT_MINUTES = 5;
const SLOT_BYTES = (24 * 60) / SLOT_MINUTES / 8;

/**
 * The record of a date after one more activity. Takes a record that may be changed (or none), returns whether anything
 * changed. Applying the same activity twice changes nothing.
 */
export function addToRecord(
  record: DayRecord,
  activity: Activity,
  zone: string,
  identity: string | undefined,
): boolean {
  const minute = localMinute(activity.at, zone);
  let changed = addHour(record, Math.floor(minute / 60));
  if (isBefore(activity.at, zone, record.firstAt, record.firstZone)) {
    record.firstAt = activity.at;
    record.firstZone = zone;
    changed = true;
  }
  if (isBefore(record.lastAt, record.lastZone, activity.at, zone)) {
    record.lastAt = activity.at;
    record.lastZone = zone;
    changed = true;
  }
  changed = addDistinct(record.zones, zone) || changed;
  for (const flag of activity.flags) changed = addDistinct(record.flags, flag) || changed;
  if (activity.type === "heartbeat") changed = addSlot(record, Math.floor(minute / SLOT_MINUTES)) || changed;
  return addEvidence(record, activity, identity) || changed;
}

/** A record as its first activity makes it, before {@link addToRecord} adds what the activity says. */
export function newRecord(
  date: DayNumber,
  activity: Pick<Activity, "at" | "source">,
  zone: string,
  goal: Goal,
  rulesVersion: number,
): DayRecord {
  return {
    date,
    status: "partial",
    problemIds: [],
    lessonIds: [],
    counts: {},
    baseProblems: 0,
    baseLessons: 0,
    hours: 0,
    slots: new Uint8Array(0),
    firstAt: activity.at,
    firstZone: zone,
    lastAt: activity.at,
    lastZone: zone,
    zones: [],
    goal,
    rulesVersion,
    source: activity.source === "import" ? "import" : "live",
    flags: [],
  };
}

/** A copy that may be changed without touching the original. */
export function copyRecord(record: DayRecord): DayRecord {
  return {
    ...record,
    problemIds: [...record.problemIds],
    lessonIds: [...record.lessonIds],
    counts: { ...record.counts },
    slots: record.slots.slice(),
    zones: [...record.zones],
    flags: [...record.flags],
  };
}

/** Distinct problems solved on the date, those taken over from another system included. */
export function problemsSolved(record: DayRecord): number {
  return record.baseProblems + record.problemIds.length;
}

/** Lessons completed on the date, those of another system included. */
export function lessonsCompleted(record: DayRecord): number {
  return record.baseLessons + record.lessonIds.length;
}

/** Problems, lessons and distinct activities of other logged types of the date, all together. */
export function thingsDone(record: DayRecord): number {
  let count = problemsSolved(record) + lessonsCompleted(record);
  for (const type in record.counts) count += record.counts[type] as number;
  return count;
}

/** Minutes of presence shown by heartbeats, in steps of five. */
export function activeMinutes(record: DayRecord): number {
  let slots = 0;
  for (const byte of record.slots) slots += bitsIn(byte);
  return slots * SLOT_MINUTES;
}

/** The wall-clock hours with activity, ascending. */
export function activeHours(record: DayRecord): number[] {
  return Array.from({ length: 24 }, (_, hour) => hour).filter((hour) => ((record.hours >> hour) & 1) === 1);
}

/** Leaves a record only those hours, and 5-minute slots by the minute with which they begin, that are to stay. */
export function keepTimes(
  record: DayRecord,
  stays: { readonly hour: (hour: number) => boolean; readonly slot: (minute: number) => boolean },
): void {
  record.hours = activeHours(record)
    .filter(stays.hour)
    .reduce((hours, hour) => hours | (1 << hour), 0);
  record.slots = record.slots.map((byte, i) => {
    let kept = 0;
    for (let bit = 0; bit < 8; bit++) {
      if ((byte >> bit) & 1 && stays.slot((i * 8 + bit) * SLOT_MINUTES)) kept |= 1 << bit;
    }
    return kept;
  });
}

/** Whether the goal is met by what the record holds. */
export function meetsGoal(record: DayRecord, goal: Goal = record.goal): boolean {
  if ("problems" in goal) return problemsSolved(record) >= goal.problems;
  const lessons = lessonsCompleted(record);
  if ("lessons" in goal) return lessons >= goal.lessons;
  if ("minutes" in goal) return activeMinutes(record) >= goal.minutes;
  const counts: Record<string, number> = {
    ...record.counts,
    problem_solved: problemsSolved(record),
    lesson_completed: lessons,
  };
  let points = 0;
  for (const [type, weight] of Object.entries(goal.weights)) points += weight * (counts[type] ?? 0);
  return points >= goal.points;
}

/** The status that a record's counts make it. What another system called complete stays complete. */
export function statusOf(record: DayRecord): DayRecord["status"] {
  if (record.source === "legacy" && record.status === "complete") return "complete";
  return meetsGoal(record) ? "complete" : "partial";
}

function addEvidence(record: DayRecord, activity: Activity, identity: string | undefined): boolean {
  if (identity === undefined) return false;
  if (activity.type === "problem_solved") return addDistinct(record.problemIds, activity.ref ?? identity);
  if (activity.type === "lesson_completed") return addDistinct(record.lessonIds, activity.ref ?? identity);
  record.counts[activity.type] = (record.counts[activity.type] ?? 0) + 1;
  return true;
}

function addHour(record: DayRecord, hour: number): boolean {
  const before = record.hours;
  record.hours |= 1 << hour;
  return record.hours !== before;
}

function addSlot(record: DayRecord, slot: number): boolean {
  if (record.slots.length === 0) record.slots = new Uint8Array(SLOT_BYTES);
  const byte = record.slots[slot >> 3] as number;
  record.slots[slot >> 3] = byte | (1 << (slot & 7));
  return record.slots[slot >> 3] !== byte;
}

function addDistinct(list: string[], value: string): boolean {
  if (list.includes(value)) return false;
  list.push(value);
  return true;
}

/** Activities at one instant are ordered by zone. */
function isBefore(at: number, zone: string, otherAt: number, otherZone: string): boolean {
  return at < otherAt || (at === otherAt && zone < otherZone);
}
