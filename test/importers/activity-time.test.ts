import { describe, expect, it } from "vitest";
import { requireDate } from "../../src/core/calendar.ts";
import { readDay, readInstant } from "../../src/importers/activity-time.ts";

const NOW = Date.parse("2026-07-01T09:00:00Z");

describe("instants of rows", () => {
  it("reads seconds and milliseconds when told which", () => {
    expect(readInstant("1112911993", "s", undefined)).toBe(1_112_911_993_000);
    expect(readInstant("1112911993.25", "s", undefined)).toBe(1_112_911_993_250);
    expect(readInstant("1112911993000", "ms", undefined)).toBe(1_112_911_993_000);
  });

  it("refuses to guess the unit of a number", () => {
    expect(() => readInstant("1112911993", undefined, undefined)).toThrowError(/--unit s/);
    expect(() => readInstant("yesterday", "s", undefined)).toThrowError(/not a number of s/);
  });

  it.each([
    ["2026-03-28T17:30:00+01:00", "2026-03-28T16:30:00Z"],
    ["2026-03-28 17:30:00+0100", "2026-03-28T16:30:00Z"],
    ["2026-03-28 17:30:00.123456+00", "2026-03-28T17:30:00.123Z"],
    ["2026-03-28T17:30Z", "2026-03-28T17:30:00Z"],
  ])("reads %s", (text, utc) => {
    expect(readInstant(text, undefined, undefined)).toBe(Date.parse(utc));
  });

  it("reads the wall clock of a zone only when the zone is named", () => {
    expect(() => readInstant("2026-07-01 12:00:00", undefined, undefined)).toThrowError(/--at-zone/);
    expect(readInstant("2026-07-01 12:00:00", undefined, "Europe/Berlin")).toBe(Date.parse("2026-07-01T10:00:00Z"));
    expect(readInstant("2026-01-01 12:00:00", undefined, "Europe/Berlin")).toBe(Date.parse("2026-01-01T11:00:00Z"));
  });

  it("takes the first of two equal wall-clock times and moves a skipped one on", () => {
    expect(readInstant("2026-10-25 02:30", undefined, "Europe/Berlin")).toBe(Date.parse("2026-10-25T00:30:00Z"));
    expect(readInstant("2026-03-29 02:30", undefined, "Europe/Berlin")).toBe(Date.parse("2026-03-29T01:30:00Z"));
  });

  it.each(["2026-02-30T10:00:00Z", "2026-13-01", "2026-01-01 25:00", "soon", "2026-01-01T10:99:00Z"])(
    "refuses %s",
    (text) => {
      expect(() => readInstant(text, undefined, "UTC")).toThrowError(expect.objectContaining({ code: "at_invalid" }));
    },
  );
});

describe("whole days of rows", () => {
  it("stands for noon of the date in the zone", () => {
    expect(readDay("2026-06-30", undefined, "Asia/Tokyo", NOW)).toBe(Date.parse("2026-06-30T03:00:00Z"));
    expect(readDay("-3", requireDate("2013-10-01"), "UTC", NOW)).toBe(Date.parse("2013-09-28T12:00:00Z"));
  });

  it("keeps today out of the future and refuses later dates", () => {
    expect(readDay("2026-07-01", undefined, "UTC", NOW)).toBe(NOW);
    expect(() => readDay("2026-07-02", undefined, "UTC", NOW)).toThrowError(/future/);
  });

  it("asks for the start where days are numbers", () => {
    expect(() => readDay("17", undefined, "UTC", NOW)).toThrowError(/--start DATE/);
    expect(() => readDay("1.5", requireDate("2013-10-01"), "UTC", NOW)).toThrowError(/whole number/);
  });
});
