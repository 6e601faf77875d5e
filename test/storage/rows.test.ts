import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DaySet } from "../../src/core/day-set.ts";
import { NOTICE_KINDS, type NoticeState } from "../../src/core/notices/notice.ts";
import { emptyState, type UserState } from "../../src/core/state.ts";
import { BUCKETS, bucketOf } from "../../src/storage/bucket.ts";
import { compareText } from "../../src/storage/compare-text.ts";
import { columnLiteral, textLiteral } from "../../src/storage/postgres/array-literal.ts";
import type { Cell } from "../../src/storage/rows/cell.ts";
import { rowToState, STATE_VERSION, STATE_WAKE_AT, stateToRow } from "../../src/storage/rows/state-row.ts";
import { USER_STATE } from "../../src/storage/schema/tables.ts";
import { byCodePoint, plainState } from "../../src/testing/store-samples.ts";

const date = fc.integer({ min: 0, max: 30_000 });
const count = fc.nat(100_000);
const instant = fc.integer({ min: 0, max: 4e12 });
const text = fc.string({ unit: "grapheme", minLength: 1 });
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });
const streak = fc.record({ current: count, max: count, floor: count, startedOn: maybe(date), lastDate: maybe(date) });
const daySet = fc.array(date, { maxLength: 20 }).map((dates) => DaySet.of(dates));
const settings = fc.record({
  from: date,
  effectiveAt: instant,
  fixedZone: maybe(text),
  dayStart: maybe(fc.nat(1439)),
  goal: maybe(fc.record({ problems: count })),
  restDays: maybe(fc.array(fc.integer({ min: 1, max: 7 }))),
});
const noticeState: fc.Arbitrary<NoticeState> = fc.record({
  since: instant,
  remindAt: maybe(fc.nat(1439)),
  off: fc.array(text),
  channels: maybe(fc.array(text)),
  addresses: fc.array(fc.record({ channel: text, id: text })),
  locale: maybe(text),
  hours: fc.uniqueArray(fc.nat(1_000_000), { maxLength: 28 }).map((hours) => hours.sort((a, b) => a - b)),
  sent: fc.array(fc.tuple(date, fc.constantFrom(...NOTICE_KINDS))),
  nudgedOn: maybe(date),
  ignored: count,
  awaited: fc.array(fc.record({ id: text, from: instant, until: instant })),
});
const state: fc.Arbitrary<UserState> = fc.record({
  userId: text,
  version: count,
  createdAt: instant,
  days: fc.record({
    active: daySet,
    complete: daySet,
    bridged: daySet,
    skipped: daySet,
    paused: daySet,
    excused: daySet,
    restored: daySet,
    legacy: daySet,
  }),
  presence: streak,
  goal: streak,
  freezesHeld: count,
  grants: fc.array(fc.record({ id: text, date, count })),
  restoresGranted: count,
  restoresUsed: count,
  milestones: fc.dictionary(fc.nat(5_000).map(String), date),
  closedThrough: maybe(date),
  announcedThrough: maybe(date),
  zone: maybe(fc.record({ zone: text, since: instant, until: instant })),
  deviceZone: maybe(text),
  settings: fc.array(settings),
  rules: fc.array(fc.record({ version: count, from: date, effectiveAt: instant })),
  lastAt: maybe(instant),
  lastZone: maybe(text),
  steadySince: maybe(date),
  lastLogin: maybe(instant),
  lastSeenAt: maybe(instant),
  wakeAt: maybe(instant),
  notices: maybe(noticeState),
  switches: fc.record({ streaks: fc.boolean(), notices: fc.boolean(), tracking: fc.boolean() }),
  name: maybe(text),
  groups: fc.array(text),
});

describe("rows", () => {
  it("give back any state they were made from", () => {
    fc.assert(
      fc.property(state, (value) => {
        const row = stateToRow(value);
        expect(row).toHaveLength(USER_STATE.columns.length);
        expect([row[STATE_VERSION], row[STATE_WAKE_AT]]).toEqual([value.version, value.wakeAt]);
        expect(plainState(rowToState(row))).toEqual(plainState(value));
      }),
    );
  });

  it("hold every key of a state: a new one needs a column", () => {
    const keys = Object.keys(emptyState("ann", 0)).sort();
    expect(Object.keys(rowToState(stateToRow(emptyState("ann", 0)))).sort()).toEqual(keys);
  });

  it("are cut into as many columns as their table has", () => {
    expect(USER_STATE.columns.indexOf("version")).toBe(STATE_VERSION);
    expect(USER_STATE.columns.indexOf("wake_at")).toBe(STATE_WAKE_AT);
  });
});

describe("buckets", () => {
  it("are the same for ever: leases and rows of all versions depend on them", () => {
    expect(["", "ann", "user 1", "用户", "😀"].map(bucketOf)).toMatchInlineSnapshot(`
      [
        453,
        884,
        885,
        19,
        426,
      ]
    `);
  });

  it("spread users evenly", () => {
    const sizes = new Array<number>(BUCKETS).fill(0);
    for (let i = 0; i < BUCKETS * 100; i++) sizes[bucketOf(`user-${i}`)] = (sizes[bucketOf(`user-${i}`)] ?? 0) + 1;
    expect(Math.min(...sizes)).toBeGreaterThan(50);
    expect(Math.max(...sizes)).toBeLessThan(150);
  });
});

describe("texts", () => {
  it("are ordered as UTF-8 orders them", () => {
    const any = fc.string({ unit: "binary" });
    fc.assert(
      fc.property(any, any, (a, b) => {
        expect(Math.sign(compareText(a, b))).toBe(Math.sign(byCodePoint(a, b)));
      }),
    );
  });

  it("keep quotes, backslashes, braces and NULL apart in an array literal", () => {
    const column = (type: "text" | "bytes" | "big", cells: Cell[]) =>
      columnLiteral(
        type,
        cells.map((cell) => [cell]),
        0,
      );
    expect(column("text", ['a"b', "a\\b", "{,}", "NULL", null])).toBe('{"a\\"b","a\\\\b","{,}","NULL",NULL}');
    expect(column("bytes", [Uint8Array.of(0, 255), null])).toBe('{"\\\\x00ff",NULL}');
    expect(column("big", [1, 1, null, null, 1])).toBe("{1,1,NULL,NULL,1}");
    expect(column("big", [null, null])).toBe("{}");
    expect(column("text", ["}", "}"])).toBe('[0:0]={"}"}');
    expect(columnLiteral("text", [["ada"], ["ada"]], 0, true)).toBe('{"ada","ada"}');
    expect(textLiteral(['"', ""])).toBe('{"\\"",""}');
  });
});
