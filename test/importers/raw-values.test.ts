import { describe, expect, it } from "vitest";
import { formatDate } from "../../src/core/calendar.ts";
import { readCount, readDate, readMoment, readUserId, wholeOf } from "../../src/importers/legacy/raw-values.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("a raw count", () => {
  it.each([
    [0, 0, undefined],
    [7, 7, undefined],
    [2_147_483_647, 2_147_483_647, undefined],
    [7n, 7, undefined],
    [-1, 0, "negative"],
    [2_147_483_648, 2_147_483_647, "too_large"],
    ["9223372036854775807", 2_147_483_647, "too_large"],
    [2.9, 2, "not_whole"],
    ["2.0", 2, "not_whole"],
    ["3", 3, "as_text"],
    [" 3 ", 3, "as_text"],
    [true, 1, "as_text"],
    [bytes("4"), 4, "as_text"],
    ["-4", 0, "negative"],
    [null, 0, "unreadable"],
    ["", 0, "unreadable"],
    ["many", 0, "unreadable"],
    ["1e3", 0, "unreadable"],
    [Number.POSITIVE_INFINITY, 0, "unreadable"],
  ])("%s is %i (%s)", (raw, value, oddity) => {
    expect(readCount(raw)).toEqual(oddity === undefined ? { value } : { value, oddity });
  });

  it("is summed only where it is a whole number, however large", () => {
    expect([5, 5n, "5", "9223372036854775807", 2.5, "x", null].map(wholeOf)).toEqual([
      5n,
      5n,
      5n,
      9_223_372_036_854_775_807n,
      0n,
      0n,
      0n,
    ]);
  });
});

describe("a raw date", () => {
  it.each([
    ["2024-10-02", false],
    ["2024-10-02 00:00:00", true],
    ["2024-10-02T23:59:59.999+14:00", true],
    ["2024-10-2", true],
    ["2024/10/02", true],
    ["20241002", true],
    [" 2024-10-02 ", true],
    [20241002, true],
    [bytes("2024-10-02"), false],
  ])("%j is 2 October, respelled: %s", (raw, respelled) => {
    const read = readDate(raw);
    expect([read === undefined ? undefined : formatDate(read.date), read?.respelled]).toEqual([
      "2024-10-02",
      respelled,
    ]);
  });

  it.each([
    null,
    "",
    "0000-00-00",
    "2024-02-30",
    "2024-13-01",
    "02/10/2024",
    "yesterday",
    "2024",
    1727827200,
    "2024-10",
    true,
  ])("%s is none", (raw) => {
    expect(readDate(raw)).toBeUndefined();
  });

  it("of the first century is one, long before any that can count", () => {
    expect(readDate("0001-01-01")).toEqual({ date: -1, respelled: false });
  });
});

describe("a raw instant", () => {
  it("is in UTC where it has no offset, and cut to milliseconds however it is written", () => {
    const at = Date.UTC(2025, 0, 29, 15, 7, 43, 663);
    for (const text of [
      "2025-01-29 15:07:43.663981",
      "2025-01-29 15:07:43.663981+00",
      "2025-01-29T20:37:43.663981+05:30",
    ]) {
      expect(readMoment(text)).toBe(at);
    }
  });

  it.each([null, "", "soon", "0000-00-00 00:00:00", "infinity", 5, "2025-01-29 25:00:00"])("%s is none", (raw) => {
    expect(readMoment(raw)).toBeUndefined();
  });
});

describe("a raw user id", () => {
  it.each([
    [1, "1"],
    [0, "0"],
    [-5, "-5"],
    [9_007_199_254_740_993n, "9007199254740993"],
    [" 12 ", "12"],
    ["5f0c7a1e2b3c4d5e6f708192a3b4c5d6", "5f0c7a1e-2b3c-4d5e-6f70-8192a3b4c5d6"],
    ["5F0C7A1E-2B3C-4D5E-6F70-8192A3B4C5D6", "5F0C7A1E-2B3C-4D5E-6F70-8192A3B4C5D6"],
  ])("%s is %s", (raw, id) => {
    expect(readUserId(raw)).toBe(id);
  });

  it.each([null, "", "  ", 1.5, "a\tb", "x".repeat(256)])("%s is none", (raw) => {
    expect(readUserId(raw)).toBeUndefined();
  });
});
