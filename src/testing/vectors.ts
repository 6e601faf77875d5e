import type { StreakVector, SurfaceName } from "./vector.ts";
import capture from "./vectors/capture.json" with { type: "json" };
import dayStartAndRest from "./vectors/day-start-and-rest.json" with { type: "json" };
import freezesAndRepair from "./vectors/freezes-and-repair.json" with { type: "json" };
import lateAndImports from "./vectors/late-and-imports.json" with { type: "json" };
import measured from "./vectors/measured.json" with { type: "json" };
import racesAndGrants from "./vectors/races-and-grants.json" with { type: "json" };
import reading from "./vectors/reading.json" with { type: "json" };
import whichDay from "./vectors/which-day.json" with { type: "json" };

/** Every published vector, in the order of the ids. */
export const streakVectors: readonly StreakVector[] = (
  [
    ...whichDay,
    ...dayStartAndRest,
    ...reading,
    ...lateAndImports,
    ...racesAndGrants,
    ...freezesAndRepair,
    ...capture,
    ...measured,
  ] as unknown as StreakVector[]
).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

/** The vectors that hold for a surface. */
export function vectorsFor(surface: SurfaceName): StreakVector[] {
  return streakVectors.filter(({ surfaces }) => surfaces === undefined || surfaces.includes(surface));
}

/** The short name of a vector, such as `S01a`. */
export function nameOf({ id, variant }: StreakVector): string {
  return `${id}${variant}`;
}
