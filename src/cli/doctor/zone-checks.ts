import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DAY_MS, type Instant } from "../../core/calendar.ts";
import { canonicalZone, offsetAt, zoneDataVersion } from "../../core/zones.ts";
import type { Probe } from "../../storage/probe.ts";
import { counted } from "../wording.ts";
import { type Finding, fine, problem, warning } from "./finding.ts";

/** Zones that are named; the rest are counted. */
const ZONES_SHOWN = 5;
const WEEKS = 53;

/** The tz data of Daystreak against that of this Node and of the system. */
export function checkZoneData(): Finding {
  const ours = zoneDataVersion();
  const others = { "this Node's Intl": process.versions.tz ?? "", "the system": systemVersion() ?? "" };
  const text = [
    `dates come from ${ours}`,
    ...Object.entries(others).map(([who, has]) => `${who} has ${has || "none"}`),
  ];
  const newer = Object.values(others).filter((version) => version > ours);
  if (newer.length === 0) return fine("zone data", text.join("; "));
  return warning(
    "zone data",
    text.join("; "),
    `update Daystreak, or give it tz ${newer.sort().at(-1)} by DAYSTREAK_ZONE_DATA`,
  );
}

/** Zones of users that our data does not know, or that this Node computes otherwise within a year. */
export async function checkZonesInUse(probe: Probe, now: Instant): Promise<Finding> {
  const used = await probe.zones();
  const unknown = used.filter(({ zone }) => canonicalZone(zone) === undefined);
  if (unknown.length > 0) {
    const advice = "a newer Daystreak has dated them: run that version again, or update";
    return problem("zones", `unknown to tz ${zoneDataVersion()}: ${named(unknown)}`, advice);
  }
  const stale = used.filter(({ zone }) => differsFromIntl(zone, now));
  const text = `${counted(used.length, "zone")} in use`;
  if (stale.length === 0) return fine("zones", `${text}; Daystreak and this Node agree on all`);
  return warning(
    "zones",
    `${text}; this Node (tz ${process.versions.tz}) computes others in ${named(stale)}`,
    "dates of Daystreak are right; code of yours that uses Date or Intl is not: show the dates of its answers, update Node",
  );
}

function named(zones: readonly { zone: string; users: number }[]): string {
  const shown = zones.slice(0, ZONES_SHOWN).map(({ zone, users }) => `${zone} (${counted(users, "user")})`);
  if (zones.length > ZONES_SHOWN) shown.push(`${zones.length - ZONES_SHOWN} more`);
  return shown.join(", ");
}

function differsFromIntl(zone: string, now: Instant): boolean {
  const offsetOf = intlOffset(zone);
  if (offsetOf === undefined) return true;
  for (let week = 0; week < WEEKS; week++) {
    const at = now + week * 7 * DAY_MS;
    if (offsetOf(at) !== offsetAt(zone, at)) return true;
  }
  return false;
}

/** Offsets as this Node computes them; `undefined` for a zone it does not know. */
function intlOffset(zone: string): ((at: Instant) => number) | undefined {
  let format: Intl.DateTimeFormat;
  try {
    const digits = { year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric" } as const;
    format = new Intl.DateTimeFormat("en-US", { timeZone: zone, hourCycle: "h23", ...digits });
  } catch {
    return undefined;
  }
  return (at) => {
    const minute = Math.floor(at / 60_000) * 60_000;
    const parts = new Map(format.formatToParts(minute).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes): number => parts.get(type) ?? 0;
    return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute")) - minute;
  };
}

function systemVersion(): string | undefined {
  const folder = process.env.TZDIR ?? "/usr/share/zoneinfo";
  for (const [file, pattern] of [
    ["tzdata.zi", /^# version (\S+)/],
    ["+VERSION", /^(\S+)/],
  ] as const) {
    const path = join(folder, file);
    if (existsSync(path)) return pattern.exec(readFileSync(path, "utf8").slice(0, 100))?.[1];
  }
  return undefined;
}
