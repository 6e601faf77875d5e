import { DAY_MS, type DayNumber, formatDate, type Instant, parseDate } from "../core/calendar.ts";
import { DaystreakError } from "../core/errors.ts";
import { canonicalZone, localDate, offsetAt } from "../core/zones.ts";

/** Seconds or milliseconds since 1970, or ISO 8601 text. */
export type TimeUnit = "s" | "ms" | "iso";

const NUMBER = /^[+-]?\d+(\.\d+)?$/;
const WALL_CLOCK = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?$/;
const WITH_OFFSET = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?) ?(Z|z|[+-]\d{2}(?::?\d{2})?)$/;

/**
 * Reads the instant of a row.
 * @param zone the zone of text without an offset; without it such text is refused rather than guessed
 * @throws DaystreakError `at_invalid`
 */
export function readInstant(text: string, unit: TimeUnit | undefined, zone: string | undefined): Instant {
  if (NUMBER.test(text) && unit !== "iso") {
    if (unit === undefined) {
      throw new DaystreakError("at_invalid", `${text} is a number: say --unit s (seconds) or --unit ms (milliseconds)`);
    }
    return Math.round(Number(text) * (unit === "s" ? 1000 : 1));
  }
  if (unit === "s" || unit === "ms") throw new DaystreakError("at_invalid", `${text} is not a number of ${unit}`);
  const given = WITH_OFFSET.exec(text);
  if (given !== null && parseDate(given[1] as string) !== undefined) {
    const offset = (given[3] as string)
      .toUpperCase()
      .replace(/^([+-]\d{2}):?(\d{2})?$/, (_, h, m) => `${h}:${m ?? "00"}`);
    const at = Date.parse(`${given[1]}T${given[2]}${offset}`);
    if (!Number.isNaN(at)) return at;
  }
  const wall = WALL_CLOCK.exec(text);
  const day = wall === null ? undefined : parseDate(wall[1] as string);
  if (wall === null || day === undefined) {
    throw new DaystreakError("at_invalid", `${text} is no ISO 8601 instant such as 2026-03-28T17:30:00+01:00`);
  }
  const [hours, minutes, seconds] = [Number(wall[2] ?? 0), Number(wall[3] ?? 0), Number(wall[4] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) throw new DaystreakError("at_invalid", `${text} is no time of day`);
  if (zone === undefined) {
    throw new DaystreakError("at_invalid", `${text} has no offset: say --at-zone ZONE for the zone it is written in`);
  }
  const fraction = Math.round(Number(`0.${wall[5] ?? 0}`) * 1000);
  return wallClock(day * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000 + fraction, requireZone(zone));
}

/**
 * Reads the day of a row as an instant: noon of that date in the zone, or now where today's noon is still to come.
 * @param start the date of day 0; without it the text is the date itself
 * @throws DaystreakError `at_invalid`, `at_out_of_range` for a date in the future
 */
export function readDay(text: string, start: DayNumber | undefined, zoneName: string, now: Instant): Instant {
  const zone = requireZone(zoneName);
  let day: DayNumber | undefined;
  if (start === undefined) day = parseDate(text);
  else if (/^[+-]?\d+$/.test(text)) day = start + Number(text);
  if (day === undefined) {
    const wanted =
      start === undefined ? "no date as YYYY-MM-DD (for numbers of days say --start DATE)" : "no whole number of days";
    throw new DaystreakError("at_invalid", `${text} is ${wanted}`);
  }
  const noon = wallClock(day * DAY_MS + DAY_MS / 2, zone);
  if (noon <= now) return noon;
  if (localDate(now, zone) === day) return now;
  throw new DaystreakError("at_out_of_range", `${formatDate(day)} lies in the future`);
}

/** The instant at which a zone's clocks show a time; of two, the first; where the clocks skip it, as if they had not. */
function wallClock(wall: number, zone: string): Instant {
  const before = offsetAt(zone, wall - DAY_MS);
  const after = offsetAt(zone, wall + DAY_MS);
  if (offsetAt(zone, wall - before) === before) return wall - before;
  return offsetAt(zone, wall - after) === after ? wall - after : wall - before;
}

function requireZone(name: string): string {
  const zone = canonicalZone(name);
  if (zone === undefined) {
    throw new DaystreakError(
      "zone_invalid",
      `${name} is no zone: use a name such as Europe/London or an offset such as +05:45`,
    );
  }
  return zone;
}
