import type { ActivityInput } from "../core/activity.ts";
import { requireDate } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import { canonicalZone } from "../core/zones.ts";
import { readDay, readInstant, type TimeUnit } from "./activity-time.ts";

/** Which column holds what. Names that are left out have the names of the API: `user_id`, `type`, `at`, `id`, `ref`, `zone`. */
export interface MappingOptions {
  readonly user?: string;
  readonly type?: string;
  /** The type of every row, instead of a column. */
  readonly typeValue?: string;
  /** The source's own words for types, to ours. */
  readonly typeMap?: Readonly<Record<string, string>>;
  readonly at?: string;
  /** How numbers in the column of instants are meant; without it only ISO 8601 is understood. */
  readonly unit?: TimeUnit;
  /** The zone in which instants without an offset are written. */
  readonly atZone?: string;
  /** A column of whole days instead of instants: dates, or numbers of days after `start`. */
  readonly day?: string;
  /** `YYYY-MM-DD` of day 0. */
  readonly start?: string;
  /** The zone in which whole days are meant. @default the row's own zone, else UTC */
  readonly dayZone?: string;
  readonly id?: string;
  readonly ref?: string;
  readonly zone?: string;
  /** The zone of every row, instead of a column. */
  readonly zoneValue?: string;
  /** A column with minutes east of UTC. */
  readonly offsetMinutes?: string;
}

/** Turns the values of a row into an activity. `now` keeps whole days that are still under way out of the future. */
export type ActivityMapping = (values: Readonly<Record<string, unknown>>, now: number) => ActivityInput;

/**
 * Checks the options against the columns of a file (`undefined`: every row names its own) and returns the mapping.
 * The mapping throws a DaystreakError for a row that is no activity.
 * @throws DaystreakError `request_invalid` where options contradict each other or name a column that is not there
 */
export function createMapping(options: MappingOptions, columns: readonly string[] | undefined): ActivityMapping {
  checkOptions(options);
  const column = (chosen: string | undefined, usual: string): string | undefined => {
    if (columns === undefined) return chosen ?? usual;
    if (chosen !== undefined && !columns.includes(chosen)) throw unknownColumn(chosen, columns);
    return chosen ?? (columns.includes(usual) ? usual : undefined);
  };
  const user = column(options.user, "user_id");
  const type = options.typeValue === undefined ? column(options.type, "type") : undefined;
  const at = options.day === undefined ? column(options.at, "at") : undefined;
  const day = options.day === undefined ? undefined : column(options.day, options.day);
  const id = column(options.id, "id");
  const ref = column(options.ref, "ref");
  const offset = options.offsetMinutes === undefined ? undefined : column(options.offsetMinutes, options.offsetMinutes);
  const zoneColumn = options.zoneValue === undefined && offset === undefined ? column(options.zone, "zone") : undefined;
  if (columns !== undefined) {
    if (user === undefined) throw missing("the user", "--user COLUMN", columns);
    if (at === undefined && day === undefined) throw missing("the instant", "--at COLUMN or --day COLUMN", columns);
    if (type === undefined && options.typeValue === undefined) {
      throw missing("the type", "--type COLUMN, or --type-value TYPE for all rows", columns);
    }
  }
  const start = options.start === undefined ? undefined : requireDate(options.start, "start");

  return (values, now) => {
    const userId = text(values, user);
    if (userId === undefined) throw new DaystreakError("user_id_invalid", `the column ${user} is empty`);
    const word = options.typeValue ?? text(values, type);
    if (word === undefined) throw new DaystreakError("type_invalid", `the column ${type} is empty`);
    const zone =
      options.zoneValue ?? (offset === undefined ? text(values, zoneColumn) : offsetZone(text(values, offset)));
    const dayZone = options.dayZone ?? zone ?? "UTC";
    const when = text(values, day ?? at);
    if (when === undefined) throw new DaystreakError("at_invalid", `the column ${day ?? at} is empty`);
    const instant =
      day === undefined ? readInstant(when, options.unit, options.atZone) : readDay(when, start, dayZone, now);
    const ownZone = day === undefined ? zone : dayZone;
    const ownId = text(values, id);
    const ownRef = text(values, ref);
    return {
      userId,
      type: options.typeMap?.[word] ?? word,
      at: instant,
      ...(ownId === undefined ? {} : { id: ownId }),
      ...(ownRef === undefined ? {} : { ref: ownRef }),
      ...(ownZone === undefined ? {} : { zone: ownZone }),
    };
  };
}

function checkOptions(options: MappingOptions): void {
  const exclusive: [keyof MappingOptions, keyof MappingOptions][] = [
    ["at", "day"],
    ["type", "typeValue"],
    ["zone", "zoneValue"],
    ["zone", "offsetMinutes"],
    ["zoneValue", "offsetMinutes"],
    ["unit", "day"],
    ["atZone", "day"],
  ];
  for (const [one, other] of exclusive) {
    if (options[one] !== undefined && options[other] !== undefined) {
      throw new DaystreakError("request_invalid", `--${dashed(one)} and --${dashed(other)} exclude each other`);
    }
  }
  for (const key of ["start", "dayZone"] as const) {
    if (options[key] !== undefined && options.day === undefined) {
      throw new DaystreakError("request_invalid", `--${dashed(key)} goes with --day COLUMN`);
    }
  }
  for (const key of ["atZone", "dayZone", "zoneValue"] as const) {
    const zone = options[key];
    if (zone !== undefined && canonicalZone(zone) === undefined) {
      throw new DaystreakError(
        "zone_invalid",
        `--${dashed(key)} ${zone} is no zone: use a name such as Europe/London or an offset such as +05:45`,
      );
    }
  }
}

function text(values: Readonly<Record<string, unknown>>, name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const value = values[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string") return value;
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  throw new DaystreakError("activity_invalid", `${name} must be text or a number`);
}

/** `-420` to `-07:00`. */
function offsetZone(minutes: string | undefined): string | undefined {
  if (minutes === undefined) return undefined;
  const value = Number(minutes);
  if (!Number.isInteger(value)) throw new DaystreakError("zone_invalid", `${minutes} is no offset in whole minutes`);
  const size = Math.abs(value);
  const pad = (part: number): string => String(part).padStart(2, "0");
  return `${value < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

function dashed(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function unknownColumn(name: string, columns: readonly string[]): DaystreakError {
  return new DaystreakError(
    "request_invalid",
    `there is no column ${JSON.stringify(name)}; the file has: ${columns.join(", ")}`,
  );
}

function missing(what: string, flag: string, columns: readonly string[]): DaystreakError {
  return new DaystreakError(
    "request_invalid",
    `which column holds ${what}? Say ${flag}; the file has: ${columns.join(", ")}`,
  );
}
