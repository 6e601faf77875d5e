import { describe, expect, test } from "vitest";
import { DaySet } from "../../src/core/day-set.ts";
import type { RuleBook } from "../../src/core/rules.ts";
import { defineRules } from "../../src/core/rules-check.ts";
import { emptyState, type UserState } from "../../src/core/state.ts";
import { markWindow } from "../../src/tracker/mark-window.ts";
import { createMarks, type Marks } from "../../src/tracker/marks.ts";

const at = (text: string): number => Date.parse(`2026-03-02T${text}Z`);
const book = (dayStart = "00:00"): RuleBook => ({
  versions: [{ version: 1, effectiveAt: 0, rules: defineRules({ dayStart }) }],
  excused: [],
  defaultZone: "UTC",
});

function seenIn(zone: string | null, since = at("00:00")): UserState {
  const state = emptyState("ada", 0);
  return {
    ...state,
    days: { ...state.days, active: DaySet.of() },
    zone: zone === null ? null : { zone, since, until: since },
  };
}

/** Remembers one presence activity of `ada` in a zone of her own. */
function marked(zone: string, instant: number, dayStart?: string): Marks {
  const marks = createMarks(100);
  const window = markWindow(seenIn(zone, instant), instant, zone, book(dayStart));
  if (window !== undefined) marks.remember("ada", window, "presence", false, instant, instant);
  return marks;
}

describe("the window of a mark", () => {
  test.each([
    ["UTC", "12:34:56", "12:00", "13:00"],
    ["Asia/Kolkata", "12:34:56", "12:30", "13:30"],
    ["Asia/Kathmandu", "12:34:56", "12:15", "13:15"],
    ["America/New_York", "00:00:00", "00:00", "01:00"],
    ["+05:37", "12:34:56", "12:30", "13:15"],
  ])("in %s at %sZ is the local hour, in whole quarters", (zone, now, start, until) => {
    expect(markWindow(seenIn(zone), at(now), zone, book())).toMatchObject({ start: at(start), until: at(until), zone });
  });

  test.each([
    ["04:10", "04:00", "04:15"],
    ["04:20", "04:15", "05:00"],
  ])("is cut where the date begins at 04:15, asked at %s", (now, start, until) => {
    const window = markWindow(seenIn("UTC"), at(now), "UTC", book("04:15"));
    expect(window).toMatchObject({ start: at(start), until: at(until) });
  });

  test("is none in an hour within which the clocks move", () => {
    // Lord Howe moves by half an hour: 2026-04-05 02:00 becomes 01:30.
    const before = Date.parse("2026-04-04T14:59:00Z");
    const after = Date.parse("2026-04-04T15:01:00Z");
    expect(markWindow(seenIn("Australia/Lord_Howe"), before, "Australia/Lord_Howe", book())).toBeDefined();
    expect(markWindow(seenIn("Australia/Lord_Howe"), after, "Australia/Lord_Howe", book())).toBeUndefined();
  });

  test("ends with settings that are about to change", () => {
    const state: UserState = {
      ...seenIn("UTC"),
      settings: [
        { from: 20_515, effectiveAt: at("12:30"), fixedZone: "Asia/Tokyo", dayStart: null, goal: null, restDays: null },
      ],
    };
    expect(markWindow(state, at("12:10"), "UTC", book())?.until).toBe(at("12:30"));
    expect(markWindow(state, at("12:40"), "UTC", book())).toMatchObject({ start: at("12:30"), zone: "UTC" });
  });

  test("is none where newer evidence of another zone would date a repeat without one", () => {
    expect(markWindow(seenIn("Asia/Tokyo", at("12:20")), at("12:10"), undefined, book())).toBeUndefined();
    expect(markWindow(seenIn("Asia/Tokyo", at("12:00")), at("12:10"), "UTC", book())).toBeUndefined();
  });

  test("of the default zone covers no repeat with a zone of its own: that zone is news", () => {
    expect(markWindow(seenIn(null), at("12:10"), undefined, book())).toMatchObject({ zone: undefined });
  });
});

describe("marks", () => {
  test("cover a repeat within the hour, with the same zone or none", () => {
    const marks = marked("Europe/Paris", at("12:10"));
    expect(marks.covers("ada", "presence", "Europe/Paris", at("12:20"), at("12:20"))).toBe(true);
    expect(marks.covers("ada", "presence", undefined, at("12:59:59.999"), at("12:59:59.999"))).toBe(true);
    expect(marks.covers("bob", "presence", undefined, at("12:20"), at("12:20"))).toBe(false);
  });

  test("cover nothing in another zone", () => {
    const marks = marked("Europe/Paris", at("12:10"));
    expect(marks.covers("ada", "presence", "Europe/Berlin", at("12:20"), at("12:20"))).toBe(false);
  });

  test("end with the hour, and with the date", () => {
    const marks = marked("Asia/Kolkata", at("12:40"));
    expect(marks.covers("ada", "presence", undefined, at("13:29"), at("13:29"))).toBe(true);
    expect(marks.covers("ada", "presence", undefined, at("13:30"), at("13:30"))).toBe(false);
    const turning = marked("UTC", at("04:10"), "04:15");
    expect(turning.covers("ada", "presence", undefined, at("04:14"), at("04:14"))).toBe(true);
    expect(turning.covers("ada", "presence", undefined, at("04:15"), at("04:15"))).toBe(false);
  });

  test("never match when the clock was ahead or goes back (S47)", () => {
    const marks = marked("UTC", at("12:10") + 30 * 86_400_000);
    expect(marks.covers("ada", "presence", undefined, at("12:20"), at("12:20"))).toBe(false);
    const back = marked("UTC", at("12:10"));
    expect(back.covers("ada", "presence", undefined, at("11:59"), at("11:59"))).toBe(false);
  });

  test("cover no activity of another hour, of the future, or of no instant", () => {
    const marks = marked("UTC", at("12:10"));
    expect(marks.covers("ada", "presence", undefined, at("11:59"), at("12:20"))).toBe(false);
    expect(marks.covers("ada", "presence", undefined, at("12:30"), at("12:20"))).toBe(false);
    expect(marks.covers("ada", "presence", undefined, Number.NaN, at("12:20"))).toBe(false);
  });

  test("cover a heartbeat within its own five minutes only", () => {
    const marks = createMarks(100);
    const window = markWindow(seenIn("UTC"), at("12:11"), "UTC", book());
    if (window === undefined) throw new Error("no window");
    marks.remember("ada", window, "heartbeat", false, at("12:11"), at("12:11"));
    expect(marks.covers("ada", "heartbeat", "UTC", at("12:14:59"), at("12:14:59"))).toBe(true);
    expect(marks.covers("ada", "heartbeat", "UTC", at("12:15"), at("12:15"))).toBe(false);
    expect(marks.covers("ada", "presence", "UTC", at("12:15"), at("12:15"))).toBe(true);
    marks.remember("ada", window, "presence", false, at("12:12"), at("12:12"));
    expect(marks.covers("ada", "heartbeat", "UTC", at("12:13"), at("12:13"))).toBe(true);
  });

  test("cover a login only where last_login cannot move", () => {
    const marks = marked("UTC", at("12:10"));
    expect(marks.covers("ada", "login", undefined, at("12:20"), at("12:20"))).toBe(false);
    const window = markWindow(seenIn("UTC"), at("12:20"), "UTC", book());
    if (window === undefined) throw new Error("no window");
    marks.remember("ada", window, "login", true, at("12:20"), at("12:20"));
    expect(marks.covers("ada", "login", undefined, at("12:21"), at("12:21"))).toBe(true);
  });

  test("keep one mark a user, also across zones that turn at different minutes", () => {
    const marks = createMarks(100);
    for (const zone of ["UTC", "Asia/Kolkata", "Asia/Kathmandu"]) {
      const window = markWindow(seenIn(zone, at("12:40")), at("12:40"), zone, book());
      if (window !== undefined) marks.remember("ada", window, "presence", false, at("12:40"), at("12:40"));
    }
    expect(marks.size).toBe(1);
    expect(marks.covers("ada", "presence", "Asia/Kathmandu", at("12:41"), at("12:41"))).toBe(true);
    expect(marks.covers("ada", "presence", "UTC", at("12:41"), at("12:41"))).toBe(false);
  });

  test("stay within their bound and forget the older half", () => {
    const marks = createMarks(100);
    const window = markWindow(seenIn("UTC"), at("12:10"), "UTC", book());
    if (window === undefined) throw new Error("no window");
    for (let i = 0; i < 1000; i++) marks.remember(`user-${i}`, window, "presence", false, at("12:10"), at("12:10"));
    expect(marks.size).toBeLessThanOrEqual(100);
    expect(marks.covers("user-999", "presence", undefined, at("12:11"), at("12:11"))).toBe(true);
    expect(marks.covers("user-0", "presence", undefined, at("12:11"), at("12:11"))).toBe(false);
  });

  test("let go of an hour that is over", () => {
    const marks = marked("UTC", at("12:10"));
    const window = markWindow(seenIn("UTC"), at("13:10"), "UTC", book());
    if (window === undefined) throw new Error("no window");
    marks.remember("bob", window, "presence", false, at("13:10"), at("13:10"));
    expect(marks.size).toBe(1);
  });

  test("forget a user who is dropped", () => {
    const marks = marked("UTC", at("12:10"));
    marks.drop("ada");
    expect(marks.size).toBe(0);
    expect(marks.covers("ada", "presence", undefined, at("12:20"), at("12:20"))).toBe(false);
  });
});
