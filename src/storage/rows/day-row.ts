import { lessonsCompleted, problemsSolved } from "../../core/daily.ts";
import type { DayRecord, DaySource } from "../../core/day-record.ts";
import type { Goal } from "../../core/rules.ts";
import type { Row } from "./cell.ts";
import { bytesCell, bytesOf, dateCell, dayOf, listCell, listOf, mapCell, mapOf } from "./cell.ts";

/** The cells of a day record, in the order of `daily_activity`. The two totals are for whoever reads the table. */
export function dayToRow(userId: string, day: DayRecord): Row {
  return [
    userId,
    dateCell(day.date),
    day.status,
    problemsSolved(day),
    lessonsCompleted(day),
    day.baseProblems,
    day.baseLessons,
    listCell(day.problemIds),
    listCell(day.lessonIds),
    mapCell(day.counts),
    day.hours,
    bytesCell(day.slots),
    day.firstAt,
    day.firstZone,
    day.lastAt,
    day.lastZone,
    listCell(day.zones),
    JSON.stringify(day.goal),
    day.rulesVersion,
    day.source,
    listCell(day.flags),
  ];
}

/** The day record of a row of `daily_activity`. */
export function rowToDay(row: Row): DayRecord {
  return {
    date: dayOf(row[1]),
    status: row[2] as DayRecord["status"],
    baseProblems: row[5] as number,
    baseLessons: row[6] as number,
    problemIds: listOf<string>(row[7]),
    lessonIds: listOf<string>(row[8]),
    counts: mapOf<Record<string, number>>(row[9]),
    hours: row[10] as number,
    slots: bytesOf(row[11]).slice(),
    firstAt: row[12] as number,
    firstZone: row[13] as string,
    lastAt: row[14] as number,
    lastZone: row[15] as string,
    zones: listOf<string>(row[16]),
    goal: JSON.parse(row[17] as string) as Goal,
    rulesVersion: row[18] as number,
    source: row[19] as DaySource,
    flags: listOf<string>(row[20]),
  };
}
