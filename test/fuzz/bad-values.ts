import type { Random } from "./random.ts";

const LONG = "x".repeat(10_240);
const DEEP = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

/** Instants that nobody means, as JSON text: the names of numbers that JSON has no word for included. */
export const BAD_INSTANTS: readonly string[] = [
  '"0000-01-01T00:00:00Z"',
  '"-000001-01-01T00:00:00Z"',
  '"+275760-09-13T00:00:00.001Z"',
  '"9999-99-99T99:99:99Z"',
  '"2026-02-30T10:00:00Z"',
  '"2026-03-01T24:00:01Z"',
  '"2026-03-01T10:00:00"',
  '"2026-03-01"',
  '"2026-03-01T10:00:00+99:99"',
  '"yesterday"',
  '""',
  "1e18",
  "-1e18",
  "1e308",
  "1e999",
  "-1",
  "NaN",
  "Infinity",
  "true",
  "[]",
  "{}",
  '"1772359200000"',
  `"${LONG}"`,
];

/** Texts that no id may be, as JSON text. */
export const BAD_IDS: readonly string[] = [
  '""',
  `"${LONG}"`,
  `"${"x".repeat(256)}"`,
  '"a\\u0000b"',
  '"a\\nb"',
  '"\\u001b[31m"',
  '"\\u007f"',
  '"\\u0085"',
  '"\\ud800"',
  '"\\udc00\\ud800"',
  '"ok\\udfff"',
  "7",
  "1e400",
  "null",
  "true",
  "[]",
  '{"toString":"ada"}',
  '["ada"]',
];

/** Zones that are none, as JSON text. */
export const BAD_ZONES: readonly string[] = [
  '"Mars/Olympus"',
  '"Europe/paris/"',
  '"+14:01"',
  '"-12:01"',
  '"+99:99"',
  '"UTC+25"',
  '"../../etc/passwd"',
  '"__proto__"',
  '"constructor"',
  '"\\u0000"',
  '"\\ud83d"',
  '""',
  `"${LONG}"`,
  "0",
  "[]",
  "{}",
  "false",
];

/** Types that are none, as JSON text. */
export const BAD_TYPES: readonly string[] = [
  '"no_such_type"',
  '"__proto__"',
  '"constructor"',
  '"hasOwnProperty"',
  '"toString"',
  '""',
  `"${LONG}"`,
  "1",
  "[]",
  "{}",
  "true",
];

/** Whole bodies that are no JSON object of ours, or no JSON. */
export const BAD_BODIES: readonly (string | Uint8Array)[] = [
  "{",
  "}",
  "[",
  "]",
  "nul",
  "NaN",
  "undefined",
  "'a'",
  "{'a':1}",
  '{"a":1,}',
  '{"a":}',
  '{"a" 1}',
  '{"a":01}',
  '{"a":"\n"}',
  '{"a":"\\x"}',
  '{"a":1}{"b":2}',
  "// comment\n{}",
  "<xml/>",
  "null",
  "1",
  '"text"',
  "[]",
  "[[]]",
  "true",
  DEEP(33),
  DEEP(100_000),
  `{"activities":${DEEP(40)}}`,
  '{"a":'.repeat(5_000),
  `{"${LONG}":1}`,
  '{"activities":null}',
  '{"activities":{}}',
  '{"activities":{"length":1,"0":{}}}',
  '{"activities":"[]"}',
  '{"activities":1e9}',
  '{"__proto__":{"activities":[{"user_id":"fuzz","type":"request"}]}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
  new Uint8Array([0xc0, 0xaf]),
  new Uint8Array([0xed, 0xa0, 0x80]),
  new Uint8Array([0x1f, 0x8b, 0x08, 0x00]),
  new Uint8Array([0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]),
  new Uint8Array(64),
];

/** Values for settings, grants and dates that nobody may send, as JSON text. */
export const BAD_VALUES: readonly string[] = [
  ...BAD_INSTANTS,
  ...BAD_ZONES,
  "-1",
  "0",
  "0.5",
  "1e21",
  "[1,1,8]",
  "[0]",
  '{"problems":0}',
  '{"problems":1,"lessons":1}',
  '{"points":1,"weights":{"__proto__":1}}',
  '"25:00"',
  '"2026-13-01"',
  '"1969-12-31"',
  '"9999-12-31"',
];

/** Query values that nobody means; some of them are not even percent-encoded well. */
export const BAD_QUERIES: readonly string[] = [
  "",
  "0",
  "-1",
  "1e18",
  "NaN",
  "%00",
  "%ff",
  "%",
  "%ud800",
  "2026-02-30",
  "0000-01-01",
  "+275760-09-13",
  "9999-12-31T23:59:59Z",
  "..%2f..%2f",
  "__proto__",
  "[]",
  "a".repeat(9_000),
  "%F0%9F%94%A5",
  "' OR 1=1 --",
  "$(reboot)",
];

/** Credentials that are none. */
export const BAD_CREDENTIALS: readonly string[] = [
  "",
  "Bearer",
  "Bearer ",
  "Bearer a.b.c",
  "Bearer ..",
  "Bearer eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZGEifQ.",
  "Bearer eyJhbGciOiJIUzI1NiJ9.e30.",
  `Bearer ${"a".repeat(9_000)}`,
  `Bearer ${"a".repeat(9_000)}.b.c`,
  "Basic YWRhOmFkYQ==",
  "bearer dsk_wrong",
  "Bearer __proto__",
  "Bearer a b",
  "Bearer \u00ff",
];

/** A JSON object with members as they are given, twice where chance will have it: the last of two counts. */
export function objectOf(random: Random, members: readonly (readonly [string, string])[]): string {
  const texts = members.map(([name, value]) => `${JSON.stringify(name)}:${value}`);
  if (random.oneIn(8)) texts.push('"__proto__":{"user_id":"polluted","isAdmin":true}');
  if (random.oneIn(8)) texts.unshift(...texts.slice(0, 1 + random.below(texts.length)));
  return `{${texts.join(",")}}`;
}
