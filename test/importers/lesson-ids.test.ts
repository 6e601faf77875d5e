import { describe, expect, it } from "vitest";
import { readLessonIds } from "../../src/importers/legacy/lesson-ids.ts";

describe("a list of lesson ids", () => {
  it.each([
    ["[]", []],
    ["[3, 1, 2]", ["3", "1", "2"]],
    ['["intro", "7"]', ["intro", "7"]],
    ['[1, "1", 1.0, " 1"]', ["1"]],
    ["[9007199254740993, -9223372036854775808]", ["9007199254740993", "-9223372036854775808"]],
    ['[1.5, "1e3", "007", 7, -0]', ["1.5", "1e3", "007", "7", "0"]],
    ['["\\u0443\\u0440\\u043e\\u043a-1", "\\ud83d\\udd25"]', ["урок-1", "🔥"]],
    ["[[1, [2]], 3]", ["1", "2", "3"]],
    ['[{"id": 4}, {"lesson_id": "5"}]', ["4", "5"]],
  ])("%s names %j", (text, ids) => {
    const read = readLessonIds(text);
    expect(read).toMatchObject({ ids, dropped: 0, isLost: false });
    expect(read.members).toBe(read.ids.length + read.duplicates);
    expect(read).not.toHaveProperty("oddity");
  });

  it.each([
    ['[null, 1, true, "", " "]', ["1"], 4],
    [`[${JSON.stringify("x".repeat(256))}, 2]`, ["2"], 1],
    ['["a\\u0000b", "\\ud800"]', [], 2],
    ["[1e999]", [], 1],
    ['[{"name": 1}]', [], 1],
  ])("%s leaves out what names no lesson", (text, ids, dropped) => {
    expect(readLessonIds(text)).toMatchObject({ ids, dropped, isLost: true });
  });

  it.each([
    ["7", ["7"]],
    ['"abc"', ["abc"]],
    ['"[1,2]"', ["1", "2"]],
    ['{"ids": [1, 2]}', ["1", "2"]],
    ["null", []],
    ["{}", []],
    ['""', []],
    ["true", []],
    ["", []],
  ])("%s is no list, and yet names %j", (text, ids) => {
    expect(readLessonIds(text)).toMatchObject({ ids, oddity: "not_a_list", isLost: false });
  });

  it.each(["[1, 2", "['a']", "[NaN]", "1,2", "{1: true}", "\u0000"])(
    "%j is no JSON: all of it is set aside",
    (text) => {
      expect(readLessonIds(text)).toMatchObject({ ids: [], oddity: "broken", isLost: true });
    },
  );

  it("is read from bytes, and from a number that was stored as one", () => {
    expect(readLessonIds(new TextEncoder().encode("[1]")).ids).toEqual(["1"]);
    expect(readLessonIds(7).ids).toEqual(["7"]);
    expect(readLessonIds(null)).toMatchObject({ ids: [], isLost: false });
  });

  it("may be as long and as deep as it likes", () => {
    const many = JSON.stringify(Array.from({ length: 20_000 }, (_, i) => i));
    expect(readLessonIds(many).ids).toHaveLength(20_000);
    expect(readLessonIds(`${"[".repeat(5_000)}1${"]".repeat(5_000)}`)).toMatchObject({ ids: [], dropped: 1 });
  });
});
