import { describe, expect, it } from "vitest";
import { createMapping } from "../../src/importers/activity-mapping.ts";

const NOW = Date.parse("2026-07-01T09:00:00Z");

describe("activity mapping", () => {
  it("needs no options where the columns have the names of the API", () => {
    const map = createMapping({}, ["user_id", "type", "at", "id", "ref", "zone", "other"]);
    const row = {
      user_id: "7",
      type: "lesson_view",
      at: "2026-06-01T10:00:00Z",
      id: "",
      ref: "l1",
      zone: "Asia/Tokyo",
      other: "x",
    };
    expect(map(row, NOW)).toEqual({
      userId: "7",
      type: "lesson_view",
      at: Date.parse("2026-06-01T10:00:00Z"),
      ref: "l1",
      zone: "Asia/Tokyo",
    });
  });

  it("reads seconds, offsets in minutes and the source's own words for types", () => {
    const map = createMapping(
      {
        user: "user_id",
        at: "ts",
        unit: "s",
        offsetMinutes: "tz",
        type: "kind",
        typeMap: { commit: "request" },
        id: "event_id",
      },
      ["event_id", "user_id", "ts", "tz", "kind"],
    );
    expect(map({ event_id: "e", user_id: "1", ts: "1112911993", tz: "-210", kind: "commit" }, NOW)).toEqual({
      userId: "1",
      type: "request",
      at: 1_112_911_993_000,
      id: "e",
      zone: "-03:30",
    });
    expect(map({ event_id: "e", user_id: "1", ts: "1", tz: "0", kind: "x" }, NOW)).toMatchObject({
      zone: "+00:00",
      type: "x",
    });
    expect(map({ event_id: "e", user_id: "1", ts: "1", tz: "345", kind: "x" }, NOW)).toMatchObject({ zone: "+05:45" });
  });

  it("reads days after a start in a zone of their own", () => {
    const map = createMapping(
      {
        user: "id_student",
        day: "date",
        start: "2013-10-01",
        dayZone: "Europe/London",
        typeValue: "course_view",
        ref: "id_site",
      },
      ["id_student", "id_site", "date"],
    );
    expect(map({ id_student: "28400", id_site: "546652", date: "-10" }, NOW)).toEqual({
      userId: "28400",
      type: "course_view",
      at: Date.parse("2013-09-21T11:00:00Z"),
      ref: "546652",
      zone: "Europe/London",
    });
  });

  it("takes numbers of ndjson for text and refuses objects", () => {
    const map = createMapping({ unit: "ms" }, undefined);
    expect(map({ user_id: 12, type: "request", at: 1000 }, NOW)).toEqual({ userId: "12", type: "request", at: 1000 });
    expect(() => map({ user_id: { a: 1 }, type: "request", at: 1 }, NOW)).toThrowError(/user_id must be text/);
  });

  it.each([
    [{ user: "nobody" }, /no column "nobody"; the file has: user_id, type, at/],
    [{ at: "at", day: "at" }, /--at and --day exclude each other/],
    [{ type: "type", typeValue: "request" }, /--type and --type-value exclude/],
    [{ start: "2013-10-01" }, /--start goes with --day/],
    [{ zoneValue: "Mars/Olympus" }, /--zone-value Mars\/Olympus is no zone/],
    [{ day: "at", start: "2013-02-30" }, /start must be an existing date/],
  ])("refuses the options %j", (options, message) => {
    expect(() => createMapping(options, ["user_id", "type", "at"])).toThrowError(message);
  });

  it("asks for what the columns do not show", () => {
    expect(() => createMapping({}, ["a", "type", "at"])).toThrowError(/which column holds the user\? Say --user/);
    expect(() => createMapping({}, ["user_id", "type"])).toThrowError(/the instant\? Say --at/);
    expect(() => createMapping({}, ["user_id", "at"])).toThrowError(/the type\? Say --type/);
  });

  it("refuses rows that lack what every activity has", () => {
    const map = createMapping({}, ["user_id", "type", "at"]);
    const row = { user_id: "1", type: "request", at: "2026-06-01T10:00:00Z" };
    expect(() => map({ ...row, user_id: "" }, NOW)).toThrowError(expect.objectContaining({ code: "user_id_invalid" }));
    expect(() => map({ ...row, type: "" }, NOW)).toThrowError(expect.objectContaining({ code: "type_invalid" }));
    expect(() => map({ ...row, at: "" }, NOW)).toThrowError(expect.objectContaining({ code: "at_invalid" }));
  });
});
