import { DaystreakError } from "./errors.ts";
import { ZONE_DATA } from "./zone-data.ts";
import { fromBase60, type ZoneData } from "./zone-packing.ts";

const VERSION = /^\d{4}[a-z]{1,2}$/;
const NAME = /^[A-Za-z][\w+/-]*$/;
const NUMBERS = /^-?[\da-zA-X]*(\.[\da-zA-X]+)?( -?[\da-zA-X]*(\.[\da-zA-X]+)?)*$/;
/** No zone was ever further from UTC, in minutes; local mean time in Manila comes close. */
const MAX_OFFSET = 16 * 60;
const INDICES = /^[\da-zA-X]+$/;

/**
 * Reads a release of the time zone data in the packed form of moment-timezone (`data/packed/latest.json` of that package):
 * abbreviations and populations are left out. Everything is looked through, so that nothing fails later.
 * @param input the parsed JSON
 * @throws DaystreakError `config_invalid` where it is something else, or lacks a zone that Daystreak knows
 */
export function readPackedZones(input: unknown): ZoneData {
  const { version, zones, links } = (input ?? {}) as Record<string, unknown>;
  if (typeof version !== "string" || !VERSION.test(version) || !isTexts(zones) || !isTexts(links)) {
    throw invalid("is not data/packed/latest.json of the package moment-timezone");
  }
  const data: ZoneData = { version, zones: zones.map(zoneOf), links: links.map(linkOf) };
  const packed = new Set(data.zones.map(nameOf));
  const aliases = data.links.map((link) => link.split("|") as [string, string]);
  const adrift = aliases.find(([target]) => !packed.has(target));
  if (adrift !== undefined) throw invalid(`has no zone ${adrift[0]}, which ${adrift[1]} stands for`);
  for (const [, alias] of aliases) packed.add(alias);
  // Stored zones must go on to be known.
  const own = [...ZONE_DATA.zones.map(nameOf), ...ZONE_DATA.links.map((link) => link.split("|")[1] as string)];
  const missing = own.find((name) => !packed.has(name));
  if (missing !== undefined) throw invalid(`lacks the zone ${missing}`);
  return data;
}

/** `name|abbreviations|offsets|indices|steps|population` without what dates do not need. */
function zoneOf(line: string): string {
  const [name = "", , offsets = "", indices = "", steps = ""] = line.split("|");
  const isSound =
    NAME.test(name) &&
    offsets !== "" &&
    NUMBERS.test(offsets) &&
    offsets.split(" ").every((offset) => Math.abs(fromBase60(offset)) <= MAX_OFFSET) &&
    INDICES.test(indices) &&
    NUMBERS.test(steps) &&
    indices.length === (steps === "" ? 0 : steps.split(" ").length) + 1 &&
    [...indices].every((index) => fromBase60(index) < offsets.split(" ").length);
  if (!isSound) throw invalid(`describes the zone ${JSON.stringify(name)} in a way that cannot be read`);
  return [name, offsets, indices, steps].join("|");
}

function linkOf(line: string): string {
  const [target = "", alias = ""] = line.split("|");
  if (!NAME.test(target) || !NAME.test(alias)) throw invalid(`has the link ${JSON.stringify(line)}`);
  return `${target}|${alias}`;
}

function nameOf(zone: string): string {
  return zone.slice(0, zone.indexOf("|"));
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

function invalid(what: string): DaystreakError {
  return new DaystreakError("config_invalid", `the zone data ${what}`);
}
