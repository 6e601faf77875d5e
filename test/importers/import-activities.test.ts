import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { createRandom } from "../../src/cli/simulation/random.ts";
import { DAY_MS, requireDate } from "../../src/core/calendar.ts";
import { DaystreakError } from "../../src/core/errors.ts";
import { createMapping, type MappingOptions } from "../../src/importers/activity-mapping.ts";
import {
  type ImportOptions,
  type ImportReport,
  importActivities,
  type Refusal,
} from "../../src/importers/import-activities.ts";
import { readRows } from "../../src/importers/source-rows.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { createTracker } from "../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../src/tracker/tracker.ts";

const NOW = Date.parse("2026-07-01T12:00:00Z");
const COURSE: MappingOptions = {
  user: "id_student",
  day: "date",
  start: "2013-10-01",
  typeValue: "course_view",
  ref: "id_site",
};

const opened: Tracker[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((tracker) => tracker.close()));
});

async function newTracker(): Promise<Tracker> {
  const tracker = await createTracker({ store: createMemoryStore(), clock: () => NOW });
  opened.push(tracker);
  return tracker;
}

function fixture(name: string): string[] {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");
}

async function run(
  tracker: Tracker,
  lines: readonly string[],
  mapping: MappingOptions,
  options: Partial<ImportOptions> = {},
): Promise<ImportReport> {
  async function* text(): AsyncGenerator<string> {
    for (const line of lines) yield `${line}\n`;
  }
  const { columns, batches } = await readRows(text());
  const source = { name: "file.csv", batches, mapping: createMapping(mapping, columns) };
  return await importActivities({ tracker, sources: [source], ...options });
}

/** Everything that is stored about the streaks of all users. */
async function stored(tracker: Tracker): Promise<unknown[]> {
  const states = await tracker.store.users(1000);
  return states.map(({ userId, days, presence, goal }) => [
    userId,
    [...days.active],
    [...days.complete],
    presence,
    goal,
  ]);
}

describe("an import of activities", () => {
  it("gives the streaks of a real course, shuffled and with every seventh row twice", async () => {
    const [header, ...rows] = fixture("oulad-aaa-2013j-extract.csv") as [string, ...string[]];
    const random = createRandom("course");
    const all = rows
      .flatMap((row, i) => (i % 7 === 6 ? [row, row] : [row]))
      .map((row) => ({ row, key: random.next() }))
      .sort((a, b) => a.key - b.key)
      .map(({ row }) => row);
    const distinct = new Set(rows.map((row) => row.split(",").slice(2, 5).join())).size;
    const tracker = await newTracker();
    const report = await run(tracker, [header, ...all], COURSE, { chunkRows: 700 });
    expect(report).toMatchObject({
      rows: all.length,
      accepted: distinct,
      duplicates: all.length - distinct,
      rejected: 0,
      users: 12,
    });
    const start = requireDate("2013-10-01");
    const [names, ...expected] = fixture("oulad-aaa-2013j-extract.expected.csv") as [string, ...string[]];
    const have: string[] = [];
    for (const line of expected) {
      const user = line.split(",")[0] as string;
      const answer = await tracker.streak(user, (start + 269) * DAY_MS - 1);
      const days = [...((await tracker.state(user))?.days.active ?? [])];
      const runs = days.filter((day) => !days.includes(day - 1)).length;
      const [first, last] = [(days[0] as number) - start, (days.at(-1) as number) - start];
      have.push([user, first, last, days.length, runs, answer?.max_streak, answer?.current_streak].join());
    }
    expect(names).toBe("user,first_day,last_day,active_days,runs,max_streak,current_streak");
    expect(have).toEqual(expected);
  });

  it("ends the same whatever the size of its chunks, and changes nothing the second time", async () => {
    const lines = fixture("oulad-aaa-2013j-extract.csv").slice(0, 900);
    const [large, small] = [await newTracker(), await newTracker()];
    const first = await run(large, lines, COURSE);
    await run(small, lines, COURSE, { chunkRows: 37 });
    expect(await stored(small)).toEqual(await stored(large));
    const before = await stored(large);
    const again = await run(large, lines, COURSE);
    expect(again).toMatchObject({ accepted: 0, duplicates: first.rows });
    expect(await stored(large)).toEqual(before);
  });

  it("leaves what it wrote when it is stopped, and run again ends the same", async () => {
    const lines = fixture("oulad-aaa-2013j-extract.csv").slice(0, 900);
    const [whole, cut] = [await newTracker(), await newTracker()];
    await run(whole, lines, COURSE);
    const stop = new AbortController();
    const report = await run(cut, lines, COURSE, {
      chunkRows: 100,
      signal: stop.signal,
      onProgress: ({ accepted }) => {
        if (accepted > 200) stop.abort();
      },
    });
    expect(report.stopped).toBe(true);
    expect(report.accepted).toBeGreaterThan(200);
    expect(report.accepted).toBeLessThan(700);
    await run(cut, lines, COURSE);
    expect(await stored(cut)).toEqual(await stored(whole));
  });

  it("counts refused rows by code and imports the others", async () => {
    const refusals: Refusal[] = [];
    const tracker = await newTracker();
    const report = await run(
      tracker,
      [
        "user_id,type,at,ref,zone",
        "ann,lesson_view,2026-06-01T10:00:00Z,l1,Asia/Tokyo",
        "ann,lesson_view,yesterday,l1,",
        "ann,dreaming,2026-06-01T10:00:00Z,,",
        "ann,problem_solved,2026-06-01T10:00:00Z,,",
        "ann,request,2026-06-01T10:00:00Z,,Mars/Olympus",
        "ann,request",
        `${"x".repeat(256)},request,2026-06-01T10:00:00Z,,`,
        "ann,request,1969-12-31T10:00:00Z,,",
      ],
      {},
      { onRefusal: (refusal) => refusals.push(refusal) },
    );
    expect(report).toMatchObject({ rows: 8, accepted: 1, rejected: 7 });
    expect(report.refusals.map(({ code, count, first }) => [code, count, first[0]?.line])).toEqual([
      ["activity_invalid", 1, 7],
      ["at_invalid", 1, 3],
      ["at_out_of_range", 1, 9],
      ["id_or_ref_required", 1, 5],
      ["type_unknown", 1, 4],
      ["user_id_invalid", 1, 8],
      ["zone_invalid", 1, 6],
    ]);
    expect(refusals.map(({ source, row }) => [source, row.line])).toContainEqual(["file.csv", 4]);
  });

  it("takes a presence without any identity once per date", async () => {
    const tracker = await newTracker();
    const lines = ["user_id,at,type", "ann,2026-06-01T10:00:00Z,request", "ann,2026-06-01T10:00:00Z,request"];
    await run(tracker, lines, {});
    const before = (await tracker.state("ann"))?.version;
    await run(tracker, lines, {});
    const state = await tracker.state("ann");
    expect([state?.version, [...(state?.days.active ?? [])].length]).toEqual([before, 1]);
  });

  it("writes more activities of one user than a batch holds", async () => {
    const tracker = await newTracker();
    const lines = Array.from({ length: 5000 }, (_, i) => `ann,problem_solved,${i * 600},p${i}`);
    const report = await run(tracker, ["user_id,type,at,ref", ...lines], { unit: "s" });
    expect(report).toMatchObject({ accepted: 5000, users: 1 });
    expect((await tracker.state("ann"))?.presence).toMatchObject({ current: 0, max: 35 });
  });

  it("credits a login of the past as the last login", async () => {
    const tracker = await newTracker();
    await run(tracker, ["user_id,type,at", "ann,session,2026-06-01T10:00:00Z"], {});
    expect((await tracker.state("ann"))?.lastLogin).toBe(Date.parse("2026-06-01T10:00:00Z"));
  });

  it("waits for an overloaded store and gives up on one that is gone", async () => {
    const tracker = await newTracker();
    const pauses: number[] = [];
    const failing = (codes: ("overloaded" | "storage_unavailable")[]): Tracker => ({
      ...tracker,
      applyAll: async (batch) => {
        const code = codes.shift();
        if (code !== undefined) throw new DaystreakError(code, "not now");
        return await tracker.applyAll(batch);
      },
    });
    const lines = ["user_id,type,at", "ann,request,2026-06-01T10:00:00Z"];
    const pause = async (ms: number): Promise<void> => void pauses.push(ms);
    expect(await run(failing(["overloaded", "overloaded"]), lines, {}, { pause })).toMatchObject({ accepted: 1 });
    expect(pauses).toEqual([250, 500]);
    await expect(run(failing(["storage_unavailable"]), lines, {}, { pause })).rejects.toThrowError("not now");
  });
});
