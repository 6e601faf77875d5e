import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { formatDate, requireDate } from "../../src/core/calendar.ts";
import type { DayRecord } from "../../src/core/day-record.ts";
import type { UserState } from "../../src/core/state.ts";
import { openDjango } from "../../src/importers/django/open-source.ts";
import { importLegacy, type LegacyImportReport } from "../../src/importers/legacy/import-legacy.ts";
import { createLedger, type Ledger, type SetAside, total } from "../../src/importers/legacy/ledger.ts";
import { ODDITIES, type OddityCode } from "../../src/importers/legacy/oddities.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";
import { type DjangoRows, type LooseRow, writeDjango } from "./django-file.ts";

const NOW = Date.UTC(2025, 1, 1, 12);
const folder = mkdtempSync(join(tmpdir(), "daystreak-legacy-"));
afterAll(() => rmSync(folder, { recursive: true }));
let files = 0;

interface Imported {
  readonly tracker: Tracker;
  readonly ledger: Ledger;
  readonly setAside: SetAside[];
  readonly report: LegacyImportReport;
  state(userId?: string): Promise<UserState>;
  days(userId?: string): Promise<DayRecord[]>;
}

async function imported(rows: DjangoRows, into?: Tracker): Promise<Imported> {
  const tracker = into ?? (await createTracker({ store: createMemoryStore(), clock: () => NOW }));
  const source = await openDjango(writeDjango(join(folder, `${++files}.sqlite3`), rows), {});
  const setAside: SetAside[] = [];
  const ledger = createLedger(source.tables, (item) => setAside.push(item));
  const earliest = requireDate("2000-01-01");
  const report = await importLegacy({ tracker, source, ledger, write: true, earliest, zone: "UTC" });
  await source.close();
  return {
    tracker,
    ledger,
    setAside,
    report,
    state: async (userId = "1") => (await tracker.store.state(userId)) as UserState,
    days: (userId = "1") => tracker.store.days(userId, 0, 40_000),
  };
}

/** One user with these rows; rows lack what is usual. */
function one(days: readonly LooseRow[], streak?: LooseRow, user: LooseRow = {}): DjangoRows {
  return { users: [user], days, streaks: streak === undefined ? [] : [streak] };
}

function summary(record: DayRecord): (string | number | string[])[] {
  return [formatDate(record.date), record.status, record.baseProblems, record.lessonIds];
}

describe("a day row of the original", () => {
  const cases: readonly [OddityCode, LooseRow, ReturnType<typeof summary> | "nothing"][] = [
    ["date_in_future", { date: "2025-02-02" }, "nothing"],
    ["date_in_future", { date: "9999-12-31" }, "nothing"],
    ["date_too_early", { date: "1970-01-01" }, "nothing"],
    ["date_too_early", { date: "0001-01-01" }, "nothing"],
    ["date_unreadable", { date: "0000-00-00" }, "nothing"],
    ["date_unreadable", { date: "2025-02-30" }, "nothing"],
    ["date_unreadable", { date: null }, "nothing"],
    ["date_unreadable", { date: 1735689600 }, "nothing"],
    ["date_unreadable", { date: "gestern" }, "nothing"],
    ["date_respelled", { date: "2025-01-01 00:00:00" }, ["2025-01-01", "partial", 0, []]],
    ["day_orphan", { user_id: 99 }, "nothing"],
    ["day_user_unusable", { user_id: null }, "nothing"],
    ["day_user_unusable", { user_id: 1.5 }, "nothing"],
    ["status_unknown", { status: "skipped" }, ["2025-01-01", "partial", 0, []]],
    ["status_unknown", { status: null }, ["2025-01-01", "partial", 0, []]],
    ["status_unknown", { status: 2 }, ["2025-01-01", "partial", 0, []]],
    ["status_respelled", { status: " Complete" }, ["2025-01-01", "complete", 0, []]],
    ["status_none", { status: "none" }, "nothing"],
    ["none_but_solved", { status: "none", problems_solved: 4 }, ["2025-01-01", "complete", 4, []]],
    ["none_with_lessons", { status: "none", lesson_ids: "[1]" }, "nothing"],
    ["complete_below_goal", { status: "complete", problems_solved: 1 }, ["2025-01-01", "complete", 1, []]],
    ["partial_at_goal", { problems_solved: 3 }, ["2025-01-01", "complete", 3, []]],
    ["solved_negative", { problems_solved: -1 }, ["2025-01-01", "partial", 0, []]],
    ["solved_unreadable", { problems_solved: "many" }, ["2025-01-01", "partial", 0, []]],
    ["solved_unreadable", { problems_solved: 2.5 }, ["2025-01-01", "partial", 2, []]],
    ["solved_unreadable", { problems_solved: null }, ["2025-01-01", "partial", 0, []]],
    ["solved_too_large", { problems_solved: 2n ** 62n }, ["2025-01-01", "complete", 2_147_483_647, []]],
    ["solved_implausible", { problems_solved: 2_147_483_647 }, ["2025-01-01", "complete", 2_147_483_647, []]],
    ["lessons_doubled", { lesson_ids: '[1, "1", 2]' }, ["2025-01-01", "partial", 0, ["1", "2"]]],
    ["lessons_unusable", { lesson_ids: "[null, 2]" }, ["2025-01-01", "partial", 0, ["2"]]],
    ["lessons_not_a_list", { lesson_ids: "7" }, ["2025-01-01", "partial", 0, ["7"]]],
    ["lessons_broken", { lesson_ids: "[1," }, ["2025-01-01", "partial", 0, []]],
    ["day_before_joining", { date: "2023-12-31" }, ["2023-12-31", "partial", 0, []]],
  ];
  it.each(cases)("%s: %o", async (code, row, expected) => {
    const { days, ledger, setAside } = await imported(one([row]));
    expect((await days()).map(summary)).toEqual(expected === "nothing" ? [] : [expected]);
    const { fate } = ODDITIES[code];
    expect(ledger.oddities.get(code)).toMatchObject({ count: 1, first: ["1"] });
    const account = fate === "set aside" ? "set_aside" : fate === "repaired" ? "repaired" : "imported";
    expect(ledger.tables.days.rows).toMatchObject({ [account]: 1 });
    expect(total(ledger.tables.days.rows)).toBe(1);
    const isLost = fate === "set aside" || code === "lessons_unusable" || code === "lessons_broken";
    expect(setAside.map(({ reason }) => reason)).toEqual(isLost ? [code] : []);
  });

  it("of one date a second time is joined with the first", async () => {
    const { days, ledger } = await imported(
      one([
        { date: "2025-01-05", problems_solved: 1, lesson_ids: "[1]" },
        { date: "2025-01-05 00:00:00", problems_solved: 4, lesson_ids: '["1", 2]', status: "complete" },
      ]),
    );
    expect((await days()).map(summary)).toEqual([["2025-01-05", "complete", 4, ["1", "2"]]]);
    expect(ledger.tables.days.rows).toMatchObject({ imported: 1, repaired: 1 });
  });

  it("counts in the calendar of the zone that is named", async () => {
    const tracker = await createTracker({ store: createMemoryStore(), clock: () => NOW });
    const source = await openDjango(writeDjango(join(folder, "zone.sqlite3"), one([{ date: "2025-02-02" }])), {});
    const ledger = createLedger(source.tables, () => undefined);
    await importLegacy({ tracker, source, ledger, write: true, earliest: 0, zone: "Pacific/Kiritimati" });
    await source.close();
    expect((await tracker.store.days("1", 0, 40_000)).map(({ firstZone }) => firstZone)).toEqual([
      "Pacific/Kiritimati",
    ]);
  });
});

describe("a streak row of the original", () => {
  const days = ["2025-01-28", "2025-01-29", "2025-01-30"].map((date) => ({ date }));
  const cases: readonly [OddityCode, LooseRow, { max: number; dates: number }][] = [
    ["current_negative", { current_streak: -3, last_activity_date: "2025-01-30" }, { max: 3, dates: 3 }],
    ["current_unreadable", { current_streak: "x", last_activity_date: "2025-01-30" }, { max: 3, dates: 3 }],
    [
      "current_too_large",
      { current_streak: 2n ** 60n, last_activity_date: "2025-01-30" },
      { max: 2_147_483_647, dates: 3 },
    ],
    ["max_negative", { max_streak: -1, last_activity_date: "2025-01-30" }, { max: 3, dates: 3 }],
    ["max_unreadable", { max_streak: "9 days", last_activity_date: "2025-01-30" }, { max: 3, dates: 3 }],
    ["max_too_large", { max_streak: 2n ** 40n, last_activity_date: "2025-01-30" }, { max: 2_147_483_647, dates: 3 }],
    ["last_respelled", { current_streak: 2, last_activity_date: "2025-1-30" }, { max: 3, dates: 3 }],
    ["last_impossible", { current_streak: 5, last_activity_date: "2031-01-01" }, { max: 5, dates: 5 }],
    ["last_impossible", { current_streak: 5, last_activity_date: "soon" }, { max: 5, dates: 5 }],
    ["current_without_date", { current_streak: 12, last_activity_date: null }, { max: 12, dates: 3 }],
    ["current_too_long", { current_streak: 3_651, last_activity_date: "2025-01-30" }, { max: 3_651, dates: 3 }],
    ["current_before_joining", { current_streak: 500, last_activity_date: "2025-01-30" }, { max: 500, dates: 396 }],
    ["current_implied", { current_streak: 9, last_activity_date: "2025-01-31" }, { max: 9, dates: 9 }],
    ["current_first_day", { current_streak: 2, last_activity_date: "2025-01-30" }, { max: 3, dates: 3 }],
    ["current_behind", { current_streak: 1, last_activity_date: "2025-01-30" }, { max: 3, dates: 3 }],
    ["max_behind", { current_streak: 3, max_streak: 2, last_activity_date: "2025-01-30" }, { max: 3, dates: 3 }],
    ["last_behind", { current_streak: 3, last_activity_date: "2025-01-29" }, { max: 3, dates: 3 }],
  ];
  it.each(cases)("%s: %o", async (code, row, expected) => {
    const { state, ledger } = await imported(one(days, row));
    const { presence, days: sets } = await state();
    expect({ max: presence.max, dates: sets.active.size }).toEqual(expected);
    expect(ledger.oddities.get(code)).toMatchObject({ count: 1 });
    expect(ledger.tables.streaks.rows).toMatchObject({
      [ODDITIES[code].fate === "repaired" ? "repaired" : "imported"]: 1,
    });
  });

  it.each([
    ["streak_orphan", { user_id: 7 }],
    ["streak_user_unusable", { user_id: null }],
  ] as const)("%s is set aside", async (code, row) => {
    const { ledger, setAside } = await imported(one([], row));
    expect(ledger.tables.streaks.rows).toMatchObject({ set_aside: 1 });
    expect(setAside).toMatchObject([{ table: "core_streak", reason: code }]);
  });

  it("of a user who has one already gives its greater numbers", async () => {
    const streaks = [
      { current_streak: 2, max_streak: 9, last_activity_date: "2025-01-20" },
      { user_id: "1", current_streak: 3, max_streak: 4, last_activity_date: "2025-01-30" },
    ];
    const { state, ledger } = await imported({ users: [{}], streaks, days });
    expect((await state()).presence).toMatchObject({ max: 9, lastDate: requireDate("2025-01-30") });
    expect(ledger.tables.streaks.rows).toMatchObject({ imported: 1, repaired: 1 });
  });
});

describe("a user of the original", () => {
  it.each([
    ["user_id_unusable", { id: null }, "set_aside"],
    ["joined_unreadable", { date_joined: "0000-00-00 00:00:00" }, "repaired"],
    ["joined_unreadable", { date_joined: "2044-01-01 00:00:00" }, "repaired"],
    ["login_unreadable", { last_login: "never" }, "repaired"],
    ["login_in_future", { last_login: "2031-05-05 00:00:00" }, "repaired"],
    ["user_without_anything", {}, "imported"],
  ] as const)("%s: %o", async (code, row, account) => {
    const { ledger, state } = await imported({ users: [row] });
    expect(ledger.oddities.get(code)).toMatchObject({ count: 1 });
    expect(ledger.tables.users.rows).toMatchObject({ [account]: 1 });
    if (account !== "set_aside") expect(await state()).toMatchObject({ lastLogin: null });
  });

  it("keeps the id, whatever it is, and the last login", async () => {
    const users = [
      { id: 0 },
      { id: -4 },
      { id: 2n ** 60n },
      { id: "5f0c7a1e2b3c4d5e6f708192a3b4c5d6" },
      { id: " 12 " },
    ].map((user) => ({ last_login: "2025-01-02 03:04:05.678901", ...user }));
    const { tracker } = await imported({ users, days: users.map(({ id }) => ({ user_id: id })) });
    const stored = await tracker.store.users(10);
    expect(stored.map(({ userId }) => userId).sort()).toEqual(
      ["-4", "0", "1152921504606846976", "12", "5f0c7a1e-2b3c-4d5e-6f70-8192a3b4c5d6"].sort(),
    );
    for (const { lastLogin, days } of stored) {
      expect([lastLogin, days.active.size]).toEqual([Date.UTC(2025, 0, 2, 3, 4, 5, 678), 1]);
    }
  });

  it("is one, also where ids are numbers here and text there", async () => {
    const days = [
      { user_id: "1", date: "2025-01-02" },
      { user_id: 1 },
      { user_id: new TextEncoder().encode("1"), date: "2025-01-03" },
    ];
    const { ledger, state } = await imported({ users: [{}, { id: "1" }], days, streaks: [{ user_id: "1" }] });
    expect((await state()).days.active.size).toBe(3);
    expect(ledger.tables.users.rows).toMatchObject({ imported: 1, repaired: 1 });
    expect(total(ledger.tables.days.rows)).toBe(3);
  });
});

describe("the original beside Daystreak", () => {
  it("brings nothing from a user's first own date on, and says so", async () => {
    const tracker = await createTracker({ store: createMemoryStore(), clock: () => NOW });
    await tracker.record({ userId: "1", type: "request", at: "2025-01-30T09:00:00Z", zone: "UTC" }, { source: "key" });
    const days = ["2025-01-28", "2025-01-29", "2025-01-30", "2025-01-31"].map((date) => ({ date }));
    const { ledger, report, state } = await imported(one(days), tracker);
    expect([...(await state()).days.active].map(formatDate)).toEqual(["2025-01-28", "2025-01-29", "2025-01-30"]);
    expect(ledger.tables.days.rows).toEqual({ imported: 2, repaired: 0, set_aside: 0, compared: 2 });
    expect(report).toMatchObject({ switched: 1, days: 2, changed: 1 });
  });

  it("brings what is new when it runs again, and nothing that an older copy of it holds", async () => {
    const first = one([{ date: "2025-01-28", problems_solved: 2 }], { max_streak: 4 });
    const second = one([{ date: "2025-01-28", problems_solved: 3 }, { date: "2025-01-29" }], { max_streak: 5 });
    const { tracker, days } = await imported(first);
    expect((await imported(second, tracker)).report).toMatchObject({ changed: 1, unchanged: 0 });
    const now = await days();
    expect(now.map(summary)).toEqual([
      ["2025-01-28", "complete", 3, []],
      ["2025-01-29", "partial", 0, []],
    ]);
    expect((await imported(first, tracker)).report).toMatchObject({ changed: 0, unchanged: 1 });
    expect((await imported(second, tracker)).report).toMatchObject({ changed: 0, unchanged: 1 });
    expect(await days()).toEqual(now);
  });

  it("answers as of any day of the history", async () => {
    const days = ["2025-01-06", "2025-01-07", "2025-01-08", "2025-01-20"].map((date) => ({ date }));
    const { tracker } = await imported(one(days, { max_streak: 40 }));
    const asOf = async (at: string) => await tracker.streak("1", Date.parse(at));
    expect(await asOf("2025-01-08T22:00:00Z")).toMatchObject({ current_streak: 3, state: "active" });
    expect(await asOf("2025-01-09T22:00:00Z")).toMatchObject({ current_streak: 3, state: "at_risk" });
    expect(await asOf("2025-01-15T22:00:00Z")).toMatchObject({ current_streak: 0, lost: { ended_on: "2025-01-08" } });
    expect(await asOf("2025-01-20T22:00:00Z")).toMatchObject({ current_streak: 1, max_streak: 40 });
  });

  it("leaves out who has switched tracking off or was erased", async () => {
    const { tracker } = await imported({ users: [{ id: 1 }, { id: 2 }], days: [{ user_id: 1 }, { user_id: 2 }] });
    await tracker.change("1", [{ kind: "attributes", switches: { tracking: false } }]);
    await tracker.change("2", [{ kind: "erase" }]);
    const more = { users: [{ id: 1 }, { id: 2 }], days: [1, 2].map((user_id) => ({ user_id, date: "2025-01-09" })) };
    const { report } = await imported(more, tracker);
    expect(report.refused).toMatchObject([
      { userId: "1", code: "tracking_off" },
      { userId: "2", code: "user_erased" },
    ]);
    expect(await tracker.store.state("2")).toBeUndefined();
  });
});

describe("whatever a database came to hold", () => {
  const junk: fc.Arbitrary<LooseRow[string]> = fc.oneof(
    fc.constantFrom<LooseRow[string]>(
      null,
      0,
      -1,
      1,
      2,
      1.5,
      "1",
      "2",
      "",
      "none",
      "complete",
      "[]",
      "[1",
      "2025-01-02",
      "2025-01-03",
    ),
    fc.integer(),
    fc.double(),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
    fc.string({ unit: "binary" }),
    fc.json(),
    fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    fc.uint8Array({ maxLength: 12 }),
  );
  const row = (...columns: string[]): fc.Arbitrary<LooseRow> =>
    fc.record(Object.fromEntries(columns.map((column) => [column, junk])), { requiredKeys: [] });

  it("every row is accounted for, every sum adds up, and a second run changes nothing", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row("id", "date_joined", "last_login"), { maxLength: 4 }),
        fc.array(row("id", "user_id", "last_activity_date", "current_streak", "max_streak"), { maxLength: 5 }),
        fc.array(row("id", "user_id", "date", "status", "problems_solved", "lesson_ids"), { maxLength: 12 }),
        async (users, streaks, days) => {
          const { ledger, tracker, setAside } = await imported({ users, streaks, days });
          const { tables } = ledger;
          expect([tables.users, tables.streaks, tables.days].map(({ rows }) => total(rows))).toEqual([
            users.length,
            streaks.length,
            days.length,
          ]);
          const rows = tables.users.rows.set_aside + tables.streaks.rows.set_aside + tables.days.rows.set_aside;
          expect(setAside.filter(({ field }) => field === undefined).length).toBeGreaterThanOrEqual(rows);
          const again = await imported({ users, streaks, days }, tracker);
          expect(again.report.changed).toBe(0);
          rmSync(join(folder, `${files}.sqlite3`));
          rmSync(join(folder, `${files - 1}.sqlite3`));
        },
      ),
      { numRuns: 40, interruptAfterTimeLimit: 8_000 },
    );
  });
});
