import { DaystreakError } from "../core/errors.ts";
import { NOTED_FROM } from "../core/oddities.ts";

/** From when on something is unusual. Each has a default that is calm on real platforms. */
export interface AlertLimits {
  /** Deviations by which daily users must be off the baseline of their weekday. @default 4 */
  readonly dauDeviations: number;
  /** The share of the baseline by which they must be off, too. @default 0.3 */
  readonly dauShare: number;
  /** The users by which they must be off, too. @default 8 */
  readonly dauUsers: number;
  /** Activities of a type that must be missing. @default 45 */
  readonly silentActivities: number;
  /** Problems, lessons, views and the like that one user does on a date … @default 100 */
  readonly thingsPerDay: number;
  /** … and how many times more than nearly everybody (99.9 % of all users' days). @default 3 */
  readonly thingsTimesUsual: number;
  /** Different hours of a date in which one user is active. @default 20 */
  readonly hoursPerDay: number;
  /** Changes of one user between zones, on a date, faster than anybody travels. @default 2 */
  readonly zoneJumps: number;
  /** Changes of one user between zones far apart within 7 dates. @default 5 */
  readonly zoneMoves: number;
  /** Minutes by which a clock is wrong. @default 60 */
  readonly clockMinutes: number;
  /** Dates of days ago that are added to one user within 7 dates. @default 5 */
  readonly backDatedDates: number;
  /** Restores of all users on a date. @default 8 */
  readonly restoresPerDay: number;
  /** Restores of one user within 30 dates. @default 3 */
  readonly restoresPerUser: number;
}

/** What holds where nothing else is said. */
export const DEFAULT_ALERT_LIMITS: AlertLimits = {
  dauDeviations: 4,
  dauShare: 0.3,
  dauUsers: 8,
  silentActivities: 45,
  thingsPerDay: 100,
  thingsTimesUsual: 3,
  hoursPerDay: 20,
  zoneJumps: 2,
  zoneMoves: 5,
  clockMinutes: 60,
  backDatedDates: 5,
  restoresPerDay: 8,
  restoresPerUser: 3,
};

/** The least that each may be: what lies below is not noted, or not worth a word. */
const LEAST: AlertLimits = {
  dauDeviations: 1,
  dauShare: 0,
  dauUsers: 1,
  silentActivities: 5,
  thingsPerDay: NOTED_FROM.things,
  thingsTimesUsual: 0,
  hoursPerDay: NOTED_FROM.hours,
  zoneJumps: NOTED_FROM.jumps,
  zoneMoves: NOTED_FROM.moves,
  clockMinutes: NOTED_FROM.clock_ahead,
  backDatedDates: NOTED_FROM.back_dated,
  restoresPerDay: 1,
  restoresPerUser: NOTED_FROM.restores,
};

/**
 * Checks limits that somebody wrote; those left out have their defaults.
 * @throws DaystreakError `config_invalid` for a name that there is not, and for what is no number or too low
 */
export function defineAlertLimits(input: unknown): AlertLimits {
  if (typeof input !== "object" || input === null || Array.isArray(input)) {
    throw new DaystreakError("config_invalid", "limits of alerts must be an object with a number for each name");
  }
  const limits: Record<string, number> = { ...DEFAULT_ALERT_LIMITS };
  for (const [name, value] of Object.entries(input)) {
    const least = Object.hasOwn(LEAST, name) ? LEAST[name as keyof AlertLimits] : undefined;
    if (least === undefined) {
      const names = Object.keys(LEAST).join(", ");
      throw new DaystreakError("config_invalid", `alerts have no limit ${JSON.stringify(name)}: use ${names}`);
    }
    if (typeof value !== "number" || !(value >= least)) {
      throw new DaystreakError("config_invalid", `the limit ${name} of alerts must be a number from ${least} on`);
    }
    limits[name] = value;
  }
  return limits as unknown as AlertLimits;
}
