import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import moment from "moment-timezone";
import { describe, expect, it } from "vitest";
import { formatDate, parseDate } from "../../src/core/calendar.ts";
import { canonicalZone, dateEndsAt, localDate, localHour, offsetAt, zoneDataVersion } from "../../src/core/zones.ts";
import { dateOf, endOf, exists, offsetOf } from "../model/local-time.ts";

const HOUR = 3_600_000;
const FROM = Date.UTC(1975, 0, 1);
const TO = Date.UTC(2037, 0, 1);
const packed = createRequire(import.meta.url).resolve("moment-timezone/data/packed/latest.json");
const newest = JSON.parse(readFileSync(packed, "utf8")) as { version: string; zones: string[]; links: string[] };
const zones = newest.zones.map((line) => line.slice(0, line.indexOf("|")));
const links = newest.links.map((line) => line.split("|") as [string, string]);

function transitions(zone: string): number[] {
  const untils = moment.tz.zone(zone)?.untils ?? [];
  return untils.filter((at): at is number => at !== null && at >= FROM && at < TO);
}

function day(text: string): number {
  const parsed = parseDate(text);
  if (parsed === undefined) throw new Error(`no date: ${text}`);
  return parsed;
}

describe("the zone table against the newest tz data", () => {
  it("is of the same version as the newest data installed", () => {
    expect(zoneDataVersion()).toBe(newest.version);
    expect(newest.version).toBe(moment.tz.dataVersion);
  });

  it("knows the offset of every zone at, just before and around every transition from 1975 to 2036", () => {
    const wrong: string[] = [];
    let points = 0;
    for (const zone of zones) {
      for (const at of transitions(zone)) {
        for (const near of [at - HOUR, at - 1, at, at + 1, at + HOUR]) {
          points += 1;
          if (offsetAt(zone, near) !== offsetOf(zone, near)) wrong.push(`${zone} ${new Date(near).toISOString()}`);
        }
      }
      for (let at = FROM; at < TO; at += 29 * 24 * HOUR) {
        points += 1;
        if (offsetAt(zone, at) !== offsetOf(zone, at)) wrong.push(`${zone} ${new Date(at).toISOString()}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(points).toBeGreaterThan(250_000);
  });

  it("dates every zone like moment does at every transition, also with a day start", () => {
    const wrong: string[] = [];
    for (const zone of zones) {
      for (const at of transitions(zone)) {
        for (const near of [at - 1, at]) {
          const wall = moment.tz(near, zone);
          if (formatDate(localDate(near, zone)) !== wall.format("YYYY-MM-DD")) wrong.push(`${zone} ${near}`);
          if (localHour(near, zone) !== wall.hour()) wrong.push(`hour ${zone} ${near}`);
          if (localDate(near, zone, 240) !== dateOf(near, zone, 240)) wrong.push(`day start ${zone} ${near}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it("resolves every link to the offsets of its zone", () => {
    for (const [target, name] of links) {
      expect(canonicalZone(name), name).toBeDefined();
      for (const at of transitions(target).slice(-4)) expect(offsetAt(name, at), name).toBe(offsetOf(target, at));
    }
  });
});

describe("the end of a date", () => {
  it("is the first instant after which the date never recurs, around every transition of every zone", () => {
    const wrong: string[] = [];
    for (const zone of zones) {
      for (const at of transitions(zone)) {
        const date = dateOf(at, zone, 0);
        for (const near of [date - 1, date]) {
          const end = dateEndsAt(near, zone);
          if (end !== endOf(near, zone, 0))
            wrong.push(`${zone} ${formatDate(near)} ends ${new Date(end).toISOString()}`);
        }
      }
    }
    expect(wrong).toEqual([]);
  });

  it("comes after every instant of the date and right after one that is not later than it", () => {
    for (const zone of [
      "America/St_Johns",
      "America/Havana",
      "America/Santiago",
      "America/Nuuk",
      "Africa/Cairo",
      "Asia/Gaza",
    ]) {
      for (const at of transitions(zone)) {
        for (const start of [0, 60, 240]) {
          const date = dateOf(at, zone, start);
          for (const near of [date - 1, date]) {
            const end = dateEndsAt(near, zone, start);
            expect(localDate(end - 1, zone, start)).toBeLessThanOrEqual(near);
            for (let later = end; later < end + 30 * HOUR; later += HOUR / 4) {
              expect(localDate(later, zone, start), `${zone} ${formatDate(near)}`).toBeGreaterThan(near);
            }
          }
        }
      }
    }
  });

  it("waits for the second midnight where clocks go back over the start of a date", () => {
    // St. John's went from 00:01 back to 23:01 until 2011: the minute after the first midnight belongs to both dates.
    const date = day("2010-11-06");
    const firstMidnight = Date.UTC(2010, 10, 7, 2, 30);
    expect(localDate(firstMidnight, "America/St_Johns")).toBe(date + 1);
    expect(localDate(firstMidnight + 60_000, "America/St_Johns")).toBe(date);
    expect(dateEndsAt(date, "America/St_Johns")).toBe(firstMidnight + HOUR);
  });

  it("comes an hour late or early on dates of 25 and 23 hours", () => {
    expect(dateEndsAt(day("2025-10-26"), "Europe/Helsinki")).toBe(Date.UTC(2025, 9, 26, 22));
    expect(dateEndsAt(day("2025-10-25"), "Europe/Helsinki")).toBe(Date.UTC(2025, 9, 25, 21));
    expect(dateEndsAt(day("2026-03-29"), "Europe/Amsterdam")).toBe(Date.UTC(2026, 2, 29, 22));
    expect(dateEndsAt(day("2026-03-28"), "Europe/Amsterdam")).toBe(Date.UTC(2026, 2, 28, 23));
  });

  it("is the same instant for a date that never was and the date before it", () => {
    expect(dateEndsAt(day("2011-12-30"), "Pacific/Apia")).toBe(dateEndsAt(day("2011-12-29"), "Pacific/Apia"));
  });
});

describe("dates that never were", () => {
  it.each([
    ["Pacific/Apia", "2011-12-30"],
    ["Pacific/Fakaofo", "2011-12-30"],
    ["Pacific/Kiritimati", "1994-12-31"],
    ["Pacific/Kanton", "1994-12-31"],
    ["Pacific/Kwajalein", "1993-08-21"],
  ])("%s had no %s", (zone, text) => {
    const date = day(text);
    expect(exists(date, zone, 0)).toBe(false);
    const end = dateEndsAt(date - 1, zone);
    expect(localDate(end - 1, zone)).toBe(date - 1);
    expect(localDate(end, zone)).toBe(date + 1);
  });
});

describe("fixed offsets", () => {
  it("are taken from -12:00 to +14:00, down to the minute", () => {
    for (let minutes = -720; minutes <= 840; minutes += 15) {
      const size = Math.abs(minutes);
      const pad = (n: number): string => String(n).padStart(2, "0");
      const name = `${minutes < 0 ? "-" : "+"}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
      expect(canonicalZone(name), name).toBe(name);
      expect(offsetAt(name, 0)).toBe(minutes * 60_000);
    }
    expect(offsetAt("+05:45", Date.UTC(2026, 0, 1))).toBe(20_700_000);
    expect(offsetAt("-09:31", 0)).toBe(-34_260_000);
  });

  it.each([
    "+14:30",
    "+14:01",
    "-12:01",
    "-13:00",
    "+5",
    "+05",
    "5:45",
    "+0545x",
    "+05:60",
    "+24:00",
    "",
    " ",
    "Mars/Base",
  ])("refuses %j", (name) => {
    expect(canonicalZone(name)).toBeUndefined();
  });
});

describe("zone names", () => {
  it("are taken in any case and spelled the canonical way", () => {
    expect(canonicalZone("asia/tokyo")).toBe("Asia/Tokyo");
    expect(canonicalZone("AMERICA/ARGENTINA/BUENOS_AIRES")).toBe("America/Argentina/Buenos_Aires");
    expect(canonicalZone("utc")).toBeDefined();
  });

  it.each(["__proto__", "constructor", "toString", "Europe", "Europe/", "/Berlin", "Europe/Berlin ", "Europe\\Berlin"])(
    "are refused where no such zone exists: %j",
    (name) => {
      expect(canonicalZone(name)).toBeUndefined();
    },
  );
});
