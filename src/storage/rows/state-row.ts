import { DaySet } from "../../core/day-set.ts";
import type { FreezeGrant, Settings, StreakRecord, UserState } from "../../core/state.ts";
import { bucketOf } from "../bucket.ts";
import type { Row } from "./cell.ts";
import { bytesCell, bytesOf, dateCell, dayOrNull, listCell, listOf, mapCell, mapOf } from "./cell.ts";
import { deferNotices, noticeStateCell } from "./notice-state-cell.ts";

/** Where a state row keeps the version. */
export const STATE_VERSION = 2;
/** Where a state row keeps the instant of its creation. */
export const STATE_CREATED_AT = 3;
/** Where a state row keeps the last date of the presence streak. */
export const STATE_LAST_DATE = 8;
/** Where a state row keeps the instant at which it is due. */
export const STATE_WAKE_AT = 34;

/** The cells of a user's state, in the order of `user_state`. */
export function stateToRow(state: UserState): Row {
  const { presence, goal, days, zone, switches } = state;
  return [
    state.userId,
    bucketOf(state.userId),
    state.version,
    state.createdAt,
    presence.current,
    presence.max,
    presence.floor,
    dateCell(presence.startedOn),
    dateCell(presence.lastDate),
    goal.current,
    goal.max,
    goal.floor,
    dateCell(goal.startedOn),
    dateCell(goal.lastDate),
    state.freezesHeld,
    state.restoresGranted,
    state.restoresUsed,
    bytesCell(days.active.encode()),
    bytesCell(days.complete.encode()),
    bytesCell(days.bridged.encode()),
    bytesCell(days.skipped.encode()),
    bytesCell(days.paused.encode()),
    bytesCell(days.excused.encode()),
    bytesCell(days.restored.encode()),
    dateCell(state.closedThrough),
    dateCell(state.announcedThrough),
    zone === null ? null : zone.zone,
    zone === null ? null : zone.since,
    zone === null ? null : zone.until,
    state.deviceZone,
    state.lastAt,
    state.lastZone,
    state.lastLogin,
    state.lastSeenAt,
    state.wakeAt,
    switches.streaks ? 1 : 0,
    switches.notices ? 1 : 0,
    switches.tracking ? 1 : 0,
    mapCell(state.milestones),
    listCell(state.grants),
    listCell(state.settings),
    listCell(state.rules),
    state.name,
    listCell(state.groups),
    dateCell(state.steadySince),
    bytesCell(days.legacy.encode()),
    noticeStateCell(state.notices),
  ];
}

/** The state of a row of `user_state`; shares nothing with the row. */
export function rowToState(row: Row): UserState {
  const state: UserState = {
    userId: row[0] as string,
    version: row[2] as number,
    createdAt: row[3] as number,
    presence: streakOf(row, 4),
    goal: streakOf(row, 9),
    freezesHeld: row[14] as number,
    restoresGranted: row[15] as number,
    restoresUsed: row[16] as number,
    days: {
      active: DaySet.decode(bytesOf(row[17])),
      complete: DaySet.decode(bytesOf(row[18])),
      bridged: DaySet.decode(bytesOf(row[19])),
      skipped: DaySet.decode(bytesOf(row[20])),
      paused: DaySet.decode(bytesOf(row[21])),
      excused: DaySet.decode(bytesOf(row[22])),
      restored: DaySet.decode(bytesOf(row[23])),
      legacy: DaySet.decode(bytesOf(row[45])),
    },
    closedThrough: dayOrNull(row[24]),
    announcedThrough: dayOrNull(row[25]),
    zone: row[26] === null ? null : { zone: row[26] as string, since: row[27] as number, until: row[28] as number },
    deviceZone: row[29] as string | null,
    lastAt: row[30] as number | null,
    lastZone: row[31] as string | null,
    lastLogin: row[32] as number | null,
    lastSeenAt: row[33] as number | null,
    wakeAt: row[34] as number | null,
    switches: { streaks: row[35] === 1, notices: row[36] === 1, tracking: row[37] === 1 },
    milestones: mapOf<Record<string, number>>(row[38]),
    grants: listOf<FreezeGrant>(row[39]),
    settings: listOf<Settings>(row[40]),
    rules: listOf<UserState["rules"][number]>(row[41]),
    name: row[42] as string | null,
    groups: listOf<string>(row[43]),
    steadySince: dayOrNull(row[44]),
    notices: null,
  };
  if (row[46] !== null) deferNotices(state, row[46] as string);
  return state;
}

function streakOf(row: Row, at: number): StreakRecord {
  return {
    current: row[at] as number,
    max: row[at + 1] as number,
    floor: row[at + 2] as number,
    startedOn: dayOrNull(row[at + 3]),
    lastDate: dayOrNull(row[at + 4]),
  };
}
