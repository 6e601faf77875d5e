import fc from "fast-check";
import { expect, test } from "vitest";
import type { ZoneChange } from "../../src/core/state.ts";
import { addEvidence } from "../../src/core/zone-history.ts";

const ZONES = ["Asia/Tokyo", "Europe/Paris", "America/New_York"];

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
  addEvidence(history, 20, "Europe/Paris", () => ({ before: 10, after: 30 }));
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

test("at every piece of evidence the history answers with its zone, whatever the order of arrival", () => {
  const evidence = fc.uniqueArray(fc.record({ at: fc.integer({ min: 0, max: 60 }), zone: fc.constantFrom(...ZONES) }), {
    maxLength: 14,
    selector: ({ at }) => at,
  });
  fc.assert(
    fc.property(evidence, (pieces) => {
      const history: ZoneChange[] = [];
      for (const [index, { at, zone }] of pieces.entries()) {
        const seen = pieces.slice(0, index);
        addEvidence(history, at, zone, (span) => {
          const known = seen.filter((other) => other.zone === span.zone).map((other) => other.at);
          return {
            before: Math.max(span.at, ...known.filter((instant) => instant < at)),
            after: Math.min(span.until, ...known.filter((instant) => instant > at)),
          };
        });
      }
      for (const { at, zone } of pieces) expect(zoneAt(history, at)).toBe(zone);
    }),
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
