import fc from "fast-check";
import { expect, test } from "vitest";
import type { ZoneChange } from "../../src/core/state.ts";
import { addEvidence, type Surroundings } from "../../src/core/zone-history.ts";

const ZONES = ["Asia/Tokyo", "Europe/Paris", "America/New_York"];

/** Knows every piece of evidence, and the instants of settings. */
function knowing(pieces: readonly { at: number; zone: string }[], settings: readonly number[] = []): Surroundings {
  return {
    seenIn: (span, to) =>
      pieces.filter(({ at, zone }) => zone === span.zone && at >= span.at && at < to).map(({ at }) => at),
    isParted: (from, to) => settings.some((at) => at > from && at <= to),
  };
}

const zoneAt = (history: readonly ZoneChange[], at: number): string | undefined =>
  history.findLast((span) => span.at <= at)?.zone;

test("keeps one row per change of zone", () => {
  const history: ZoneChange[] = [];
  for (const [at, zone] of [
    [10, "Asia/Tokyo"],
    [20, "Asia/Tokyo"],
    [30, "Europe/Paris"],
    [40, "Asia/Tokyo"],
  ] as const) {
    addEvidence(history, at, zone);
  }
  expect(history.map(({ at, zone, until }) => [at, zone, until])).toEqual([
    [10, "Asia/Tokyo", 20],
    [30, "Europe/Paris", 30],
    [40, "Asia/Tokyo", 40],
  ]);
});

test("late evidence inside a span of another zone holds until that zone is known to be seen again", () => {
  const history: ZoneChange[] = [];
  addEvidence(history, 10, "Asia/Tokyo");
  addEvidence(history, 40, "Asia/Tokyo");
  addEvidence(history, 20, "Europe/Paris", knowing([{ at: 30, zone: "Asia/Tokyo" }]));
  expect([15, 20, 29, 30, 45].map((at) => zoneAt(history, at))).toEqual([
    "Asia/Tokyo",
    "Europe/Paris",
    "Europe/Paris",
    "Asia/Tokyo",
    "Asia/Tokyo",
  ]);
});

test("of two zones seen at one instant the greater counts as the newer", () => {
  for (const order of [
    ["Asia/Tokyo", "Europe/Paris"],
    ["Europe/Paris", "Asia/Tokyo"],
  ]) {
    const history: ZoneChange[] = [];
    for (const zone of order) addEvidence(history, 10, zone);
    expect(zoneAt(history, 10)).toBe("Europe/Paris");
  }
});

test("between settings of a zone each stay in a zone is one of its own", () => {
  const history: ZoneChange[] = [];
  for (const at of [10, 20, 40, 30]) addEvidence(history, at, "Asia/Tokyo", knowing([], [25]));
  expect(history.map(({ at, until }) => [at, until])).toEqual([
    [10, 20],
    [30, 40],
  ]);
});

test("answers at any instant with the newest evidence up to then, whatever the order of arrival", () => {
  const evidence = fc.array(fc.record({ at: fc.integer({ min: 0, max: 40 }), zone: fc.constantFrom(...ZONES) }), {
    maxLength: 14,
  });
  fc.assert(
    fc.property(evidence, (pieces) => {
      const history: ZoneChange[] = [];
      for (const [index, { at, zone }] of pieces.entries()) {
        addEvidence(history, at, zone, knowing(pieces.slice(0, index)));
      }
      const sorted = [...pieces].sort((a, b) => a.at - b.at || (a.zone < b.zone ? -1 : 1));
      for (let at = 0; at <= 41; at++) {
        expect(zoneAt(history, at), String(at)).toBe(sorted.findLast((piece) => piece.at <= at)?.zone);
      }
    }),
    { numRuns: 500 },
  );
});

test("reports exactly the rows that changed, so that a store replays to the same history", () => {
  const evidence = fc.array(fc.record({ at: fc.integer({ min: 0, max: 40 }), zone: fc.constantFrom(...ZONES) }), {
    maxLength: 14,
  });
  fc.assert(
    fc.property(evidence, (pieces) => {
      const history: ZoneChange[] = [];
      const stored = new Map<number, ZoneChange>();
      for (const { at, zone } of pieces) {
        const edit = addEvidence(history, at, zone);
        for (const key of edit.remove) stored.delete(key);
        for (const span of edit.put) stored.set(span.at, span);
      }
      expect([...stored.values()].sort((a, b) => a.at - b.at)).toEqual(history);
    }),
  );
});
