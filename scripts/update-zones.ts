/**
 * Rewrites src/core/zone-data.ts from the newest IANA tz data, as packed by the `moment-timezone` development
 * dependency (MIT; the data itself is in the public domain). Run: npm run update-zones
 */
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";

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

function fromBase60(text: string): number {
  const negative = text.startsWith("-");
  const [whole = "", fraction = ""] = (negative ? text.slice(1) : text).split(".");
  const digit = (char: string): number => {
    const code = char.charCodeAt(0);
    return code > 96 ? code - 87 : code > 64 ? code - 29 : code - 48;
  };
  let value = 0;
  for (const char of whole) value = value * 60 + digit(char);
  let scale = 1;
  for (const char of fraction) {
    scale /= 60;
    value += digit(char) * scale;
  }
  return negative ? -value : value;
}

const lines = (values: readonly string[]): string => values.map((value) => `    ${JSON.stringify(value)},`).join("\n");
writeFileSync(
  new URL("../src/core/zone-data.ts", import.meta.url),
  `import type { ZoneData } from "./zones.ts";

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
