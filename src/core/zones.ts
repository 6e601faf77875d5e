import { DAY_MS, type DayNumber, type Instant } from "./calendar.ts";
import { ZONE_DATA } from "./zone-data.ts";
import { fromBase60, type ZoneData } from "./zone-packing.ts";

/** The offsets of a zone over time: `offsets[i]` holds before `untils[i]`, the last one for ever. */
interface ZoneTable {
  readonly untils: Float64Array;
  /** Milliseconds east of UTC. */
  readonly offsets: Float64Array;
  /** Entries that begin with clocks going forward by a day or more. */
  readonly leaps: readonly number[];
  /** The entry that answered last: neighbouring questions are the rule. */
  cursor: number;
}

const MINUTE_MS = 60_000;
const FIXED_OFFSET = /^([+-])(\d{2}):(\d{2})$/;
/** No zone is further than this from another at one instant, and no clock ever moved further. */
const MARGIN_MS = 27 * 60 * MINUTE_MS;

let version = "";
let packedByName = new Map<string, string>();
let targetByName = new Map<string, string>();
let nameByLowerCase = new Map<string, string>();
let tables = new Map<string, ZoneTable>();

/** Replaces the zone data of this thread; dates that are already stored stay as they are. */
export function loadZoneData(data: ZoneData): void {
  version = data.version;
  packedByName = new Map(data.zones.map((zone) => [zone.slice(0, zone.indexOf("|")), zone]));
  targetByName = new Map(data.links.map((link) => link.split("|").reverse() as [string, string]));
  nameByLowerCase = new Map([...packedByName.keys(), ...targetByName.keys()].map((name) => [name.toLowerCase(), name]));
  tables = new Map();
}

/** The tz release from which dates are computed. */
export function zoneDataVersion(): string {
  return version;
}

/**
 * The canonical spelling of a zone: an IANA name in any case, or a fixed offset between `-12:00` and `+14:00`.
 * `undefined` for anything else. An alias stays the alias.
 */
export function canonicalZone(name: string): string | undefined {
  const match = FIXED_OFFSET.exec(name);
  if (match === null) return nameByLowerCase.get(name.toLowerCase());
  const minutes = Number(match[2]) * 60 + Number(match[3]);
  const limit = match[1] === "-" ? 12 * 60 : 14 * 60;
  if (Number(match[3]) > 59 || minutes > limit) return undefined;
  return minutes === 0 ? "+00:00" : name;
}

/** Whether two zones are one, an alias and its target included. */
export function isSameZone(a: string, b: string): boolean {
  return a === b || (targetByName.get(a) ?? a) === (targetByName.get(b) ?? b);
}

/** Milliseconds by which a zone's clocks are ahead of UTC at an instant. */
export function offsetAt(zone: string, at: Instant): number {
  const table = tables.get(zone) ?? tableOf(zone);
  return table.offsets[seek(table, at)] as number;
}

/** The local date of an instant: the date of wall-clock time less the day start (minutes after midnight). */
export function localDate(at: Instant, zone: string, dayStart = 0): DayNumber {
  return Math.floor((at + offsetAt(zone, at) - dayStart * MINUTE_MS) / DAY_MS);
}

/** Minutes since midnight on the wall clock, 0 to 1439. */
export function localMinute(at: Instant, zone: string): number {
  const wall = at + offsetAt(zone, at);
  return Math.floor((wall - Math.floor(wall / DAY_MS) * DAY_MS) / MINUTE_MS);
}

/** The wall-clock hour, 0 to 23. */
export function localHour(at: Instant, zone: string): number {
  return Math.floor(localMinute(at, zone) / 60);
}

/** The first instant from which on the date is over and cannot recur, also where clocks go back over the start of a date. */
export function dateEndsAt(day: DayNumber, zone: string, dayStart = 0): Instant {
  const table = tables.get(zone) ?? tableOf(zone);
  const wallEnd = (day + 1) * DAY_MS + dayStart * MINUTE_MS;
  let end = Number.NEGATIVE_INFINITY;
  for (let i = find(table, wallEnd - MARGIN_MS); i < table.offsets.length; i++) {
    const since = i === 0 ? Number.NEGATIVE_INFINITY : (table.untils[i - 1] as number);
    if (since > wallEnd + MARGIN_MS) break;
    const until = table.untils[i] ?? Number.POSITIVE_INFINITY;
    const here = wallEnd - (table.offsets[i] as number);
    if (here > since) end = Math.max(end, Math.min(here, until));
  }
  return end;
}

/** The last date that is over at an instant and cannot recur. */
export function lastEndedDate(at: Instant, zone: string, dayStart = 0): DayNumber {
  let day = localDate(at, zone, dayStart);
  while (dateEndsAt(day, zone, dayStart) > at) day--;
  return day;
}

/** The dates in `from..to` of which no instant exists in the zone (Apia 2011-12-30). */
export function skippedDates(zone: string, dayStart: number, from: DayNumber, to: DayNumber): DayNumber[] {
  const table = tables.get(zone) ?? tableOf(zone);
  const skipped: DayNumber[] = [];
  for (const i of table.leaps) {
    const at = table.untils[i - 1] as number;
    const after = localDate(at, zone, dayStart);
    for (let day = localDate(at - 1, zone, dayStart) + 1; day < after; day++) {
      if (day >= from && day <= to) skipped.push(day);
    }
  }
  return skipped;
}

function seek(table: ZoneTable, at: Instant): number {
  const { cursor, untils } = table;
  const since = cursor === 0 ? Number.NEGATIVE_INFINITY : (untils[cursor - 1] as number);
  if (at >= since && at < (untils[cursor] ?? Number.POSITIVE_INFINITY)) return cursor;
  table.cursor = find(table, at);
  return table.cursor;
}

/** The entry in force at an instant: the first whose `until` lies after it. */
function find(table: ZoneTable, at: Instant): number {
  let low = 0;
  let high = table.untils.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((table.untils[middle] as number) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

function tableOf(zone: string): ZoneTable {
  const table = FIXED_OFFSET.test(zone) ? fixedTable(zone) : unpack(targetByName.get(zone) ?? zone);
  tables.set(zone, table);
  return table;
}

function fixedTable(zone: string): ZoneTable {
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  const offset = minutes * MINUTE_MS * (zone.startsWith("-") ? -1 : 1);
  return { untils: new Float64Array(0), offsets: Float64Array.of(offset), leaps: [], cursor: 0 };
}

function unpack(name: string): ZoneTable {
  const packed = packedByName.get(name);
  if (packed === undefined) throw new RangeError(`unknown zone ${name}: zones must pass canonicalZone first`);
  const [, offsets = "", indices = "", steps = ""] = packed.split("|");
  const west = offsets.split(" ").map(fromBase60);
  let minutes = 0;
  const untils = (steps === "" ? [] : steps.split(" ")).map((step) => {
    minutes += fromBase60(step);
    return Math.round(minutes * MINUTE_MS);
  });
  const east = Array.from(indices, (index) => Math.round(-(west[fromBase60(index)] as number) * MINUTE_MS));
  return {
    untils: Float64Array.from(untils),
    offsets: Float64Array.from(east),
    leaps: [...east.keys()].filter((i) => i > 0 && (east[i] as number) - (east[i - 1] as number) >= DAY_MS),
    cursor: 0,
  };
}

loadZoneData(ZONE_DATA);
