import { readFileSync } from "node:fs";
import { DaystreakError } from "../core/errors.ts";
import { readPackedZones } from "../core/packed-zones.ts";
import { ZONE_DATA } from "../core/zone-data.ts";
import type { ZoneData } from "../core/zone-packing.ts";

/**
 * The time zone data of a file, or Daystreak's own where that is newer: a file that was forgotten must not undo an update.
 * @throws DaystreakError `config_invalid` where the file cannot be read or holds something else
 */
export function readZoneFile(path: string): ZoneData {
  let data: ZoneData;
  try {
    data = readPackedZones(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    const text = `zone-data (DAYSTREAK_ZONE_DATA) ${JSON.stringify(path)}: ${(cause as Error).message}`;
    throw new DaystreakError("config_invalid", text, { cause });
  }
  return data.version < ZONE_DATA.version ? ZONE_DATA : data;
}
