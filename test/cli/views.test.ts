import { describe, expect, it } from "vitest";
import { type FlagSpecs, readFlags } from "../../src/cli/flags.ts";
import { heatMap } from "../../src/cli/heat-map.ts";
import { createPaint } from "../../src/cli/paint.ts";
import { createProgress, progressText } from "../../src/cli/progress.ts";
import { counted, duration, table } from "../../src/cli/wording.ts";
import type { CalendarAnswer, CalendarDay } from "../../src/core/answers.ts";

const plain = createPaint(false);

function day(date: string, status: CalendarDay["status"], protection?: CalendarDay["protection"]): CalendarDay {
  const base = { date, status, problems_solved: 0, lesson_ids: [], zone: null, first_at: null, last_at: null };
  return protection === undefined ? base : { ...base, protection };
}

describe("the heat map", () => {
  const calendar: CalendarAnswer = {
    from: "2026-06-01",
    to: "2026-06-10",
    zone: "UTC",
    days: [
      day("2026-06-01", "complete"),
      day("2026-06-02", "partial"),
      day("2026-06-03", "none", "frozen"),
      day("2026-06-04", "none", "rest"),
      day("2026-06-05", "none", "bridged"),
      day("2026-06-10", "complete"),
    ],
  };

  it("has a column a week and a sign of its own for each kind of date", () => {
    expect(heatMap(calendar, 80, plain)).toEqual([
      "      Jun",
      "  Mon █ ·",
      "      ▒ ·",
      "  Wed * █",
      "      r",
      "  Fri ~",
      "      ·",
      "  Sun ·",
      "",
      "  █ goal met   ▒ active   · nothing   r rest   ~ bridged   * frozen",
    ]);
  });

  it("shows the newest weeks where a year does not fit", () => {
    const year = { ...calendar, from: "2025-06-11" };
    for (const columns of [30, 60, 80, 120]) {
      const lines = heatMap(year, columns, plain).slice(0, 8);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
      expect(lines[3]?.endsWith("█")).toBe(true);
    }
  });

  it("says the same without its colours", () => {
    const coloured = heatMap(calendar, 80, createPaint(true)).join("\n");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with one
    expect(coloured.replace(/\x1b\[[\d;]*m/g, "")).toBe(heatMap(calendar, 80, plain).join("\n"));
    expect(coloured).toContain("\x1b[38;5;34m█");
  });
});

describe("progress", () => {
  it("tells share, rate and time left", () => {
    expect(progressText({ done: 30_000, share: 0.25 }, 10_000, "rows")).toBe(
      " 25 %  30,000 rows  3,000 rows/s  about 30 s left",
    );
    expect(progressText({ done: 10, share: undefined }, 1000, "rows")).toBe("10 rows  10 rows/s");
  });

  it("redraws a bar on a terminal and writes a line now and then elsewhere", () => {
    const said: string[] = [];
    let now = 0;
    const io = (interactive: boolean): Parameters<typeof createProgress>[0] => ({
      interactive,
      now: () => now,
      status: (line) => said.push(`status ${line}`),
      note: (line) => said.push(`note ${line}`),
    });
    const bar = createProgress(io(true), "rows");
    const lines = createProgress(io(false), "rows");
    for (now = 50; now <= 6000; now += 50) {
      if (now <= 200) bar.update({ done: now, share: 0.5 });
      lines.update({ done: now, share: undefined });
    }
    expect(said.filter((line) => line.startsWith("status"))).toHaveLength(2);
    expect(said[0]).toMatch(/^status █{12}░{12} {2}50 %/);
    expect(said.filter((line) => line.startsWith("note"))).toHaveLength(1);
  });
});

describe("wording", () => {
  it("counts and measures as people do", () => {
    expect([counted(1, "row"), counted(81_966, "row"), counted(0, "activity", "activities")]).toEqual([
      "1 row",
      "81,966 rows",
      "0 activities",
    ]);
    expect([400, 59_000, 61_000, 3_600_000, 29_580_000, 172_800_000, 180_000_000].map(duration)).toEqual([
      "0 s",
      "59 s",
      "1 min 1 s",
      "1 h",
      "8 h 13 min",
      "2 d",
      "2 d 2 h",
    ]);
  });

  it("puts text to the left and numbers to the right", () => {
    expect(
      table([
        ["a", 1],
        ["bcd", 1000],
      ]),
    ).toEqual(["a        1", "bcd  1,000"]);
  });
});

describe("flags", () => {
  const specs: FlagSpecs = {
    start: { value: "N", text: "" },
    dry: { text: "" },
    map: { value: "X", text: "", multiple: true },
  };

  it("takes values that begin with a dash and a digit", () => {
    expect(readFlags(["--start", "-3", "x"], specs).text("start")).toBe("-3");
    expect(readFlags(["--start", "-3", "x"], specs).positionals).toEqual(["x"]);
  });

  it("collects what may be given more than once", () => {
    const flags = readFlags(["--map", "a", "--map=b", "--dry"], specs);
    expect([flags.list("map"), flags.on("dry"), flags.list("none")]).toEqual([["a", "b"], true, []]);
  });

  it.each([
    [["--strat", "1"], /no flag --strat; did you mean --start\?/],
    [["--zzzzzz"], /no flag --zzzzzz$/],
    [["--dry=1"], /--dry/],
  ])("refuses %j", (args, message) => {
    expect(() => readFlags(args, specs)).toThrowError(message);
  });
});
