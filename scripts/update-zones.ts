/**
 * Rewrites src/core/zone-data.ts from the newest IANA tz data, as packed by the `moment-timezone` development
 * dependency (MIT; the data itself is in the public domain). Run: npm run update-zones
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fromBase60 } from "../src/core/zone-packing.ts";

interface Packed {
  readonly version: string;
  readonly zones: readonly string[];
  readonly links: readonly string[];
}

const LAST_YEAR = 2100;
const packed = createRequire(import.meta.url)("moment-timezone/data/packed/latest.json") as Packed;

/** Cuts the transitions after LAST_YEAR; the last offset then holds on. */
function trim(zone: string): string {
  const [name, , offsets, indices, untils] = zone.split("|") as [string, string, string, string, string];
  const steps = untils.split(" ");
  let minutes = 0;
  let keep = 0;
  for (const step of steps) {
    minutes += fromBase60(step);
    if (minutes * 60_000 > Date.UTC(LAST_YEAR, 0)) break;
    keep++;
  }
  return [name, offsets, indices.slice(0, keep + 1), steps.slice(0, keep).join(" ")].join("|");
}

const lines = (values: readonly string[]): string => values.map((value) => `    ${JSON.stringify(value)},`).join("\n");
writeFileSync(
  new URL("../src/core/zone-data.ts", import.meta.url),
  `import type { ZoneData } from "./zone-packing.ts";

/**
 * The IANA time zones from ${packed.version}, written by scripts/update-zones.ts: do not edit.
 * A zone is "name|offsets|indices|steps" (minutes in base 60, offsets west of UTC), a link "target|alias".
 */
export const ZONE_DATA: ZoneData = {
  version: ${JSON.stringify(packed.version)},
  zones: [
${lines(packed.zones.map(trim))}
  ],
  links: [
${lines(packed.links)}
  ],
};
`,
);
