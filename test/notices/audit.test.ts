import { afterEach, describe, expect, it } from "vitest";
import type { Change } from "../../src/core/change.ts";
import { DEFAULT_NOTICE_RULES, drawOf, drawVariant } from "../../src/core/notices/notice-rules.ts";
import type { RulesInput } from "../../src/core/rules-check.ts";
import { createNoticeTexts } from "../../src/notices/notice-texts.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { openStage, type Stage } from "./stage.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const open: Stage[] = [];
afterEach(async () => {
  for (const stage of open.splice(0)) await stage.close();
});

/** Ada learns at the start, and wishes what is given. */
async function play(start: string, zone: string, rules: RulesInput = {}, wishes: Change[] = []): Promise<Stage> {
  const stage = await openStage(createMemoryStore(), start, rules);
  open.push(stage);
  if (wishes.length > 0) await stage.tracker.change("ada", wishes);
  await stage.tracker.record({ userId: "ada", type: "request", zone });
  return stage;
}
const told = (stage: Stage): string[] => stage.arrived.map(({ at, kind }) => `${at.slice(0, 16)} ${kind}`);
const stateOf = async ({ tracker }: Stage): Promise<string[]> =>
  (await tracker.store.notices.deliveries("ada")).map(({ state, error }) => `${state} ${error}`);
const at = (stage: Stage, instant: string): void => {
  stage.clock.now = Date.parse(instant);
};
const remindAt = (minutes: number): Change => ({ kind: "notices", patch: { remindAt: minutes } });

describe("between the decision and the sending", () => {
  it("night falls: what was decided by day waits for the morning, and is dropped where its day is over by then", async () => {
    const stage = await play("2026-03-02T12:00:00Z", "UTC");
    at(stage, "2026-03-03T18:00:00Z");
    await stage.sweep.round();
    await stage.tracker.store.notices.pause(stage.clock.now);
    at(stage, "2026-03-03T23:00:00Z");
    await stage.tracker.store.notices.pause(null);
    await stage.dispatcher.round();
    expect(told(stage)).toEqual([]);
    expect(await stateOf(stage)).toEqual(["waiting null"]);
    at(stage, "2026-03-04T08:00:00Z");
    await stage.dispatcher.round();
    expect(await stateOf(stage)).toEqual(["dropped expired"]);
  });

  it("a freeze is granted: nobody is warned of an end that will not come", async () => {
    const stage = await play("2026-03-02T12:00:00Z", "UTC");
    at(stage, "2026-03-03T12:00:00Z");
    await stage.tracker.record({ userId: "ada", type: "request", zone: "UTC" });
    at(stage, "2026-03-04T21:00:00Z");
    await stage.sweep.round();
    await stage.tracker.change("ada", [{ kind: "grant", id: "g", freezes: 1, reason: "ill", by: "support" }]);
    await stage.dispatcher.round();
    expect(told(stage)).toEqual([]);
  });

  it("time passes: a warning says how many hours are left when it leaves", async () => {
    const stage = await play("2026-03-02T12:00:00Z", "UTC", { notices: { quiet: null } });
    at(stage, "2026-03-03T12:00:00Z");
    await stage.tracker.record({ userId: "ada", type: "request", zone: "UTC" });
    at(stage, "2026-03-04T21:00:00Z");
    await stage.sweep.round();
    stage.answer = () => ({ result: "retry", reason: "503", afterMs: 100 * MINUTE_MS });
    await stage.dispatcher.round();
    stage.answer = () => ({ result: "delivered" });
    at(stage, "2026-03-04T22:40:00Z");
    await stage.dispatcher.round();
    expect(stage.arrived.map(({ delivery }) => delivery.data.hours)).toEqual([1]);
  });

  it("a freeze is given back by what a device tells late: it kept nothing", async () => {
    const stage = await play("2026-03-02T12:00:00Z", "UTC", { freezes: { initial: 1 } });
    at(stage, "2026-03-04T00:30:00Z");
    await stage.sweep.round();
    await stage.tracker.record({ userId: "ada", type: "request", zone: "UTC", at: Date.parse("2026-03-03T21:00:00Z") });
    await stage.playTo("2026-03-04T12:00:00Z");
    expect(told(stage)).toEqual([]);
  });

  it("the learner flies to Tokyo, where the day is over or it is night: nothing wakes them", async () => {
    const stage = await play("2026-03-02T12:00:00Z", "Europe/London");
    at(stage, "2026-03-03T18:00:00Z");
    await stage.sweep.round();
    await stage.tracker.change("ada", [{ kind: "settings", patch: { fixedZone: "Asia/Tokyo" } }]);
    await stage.tracker.record({ userId: "ada", type: "request", zone: "Asia/Tokyo" });
    await stage.playTo("2026-03-04T00:00:00Z");
    expect(told(stage)).toEqual([]);
  });
});

it("news that is tried again where it is night by now waits for the morning there", async () => {
  const stage = await play("2026-03-01T17:00:00Z", "America/New_York", { milestones: [2] });
  stage.answer = () => ({ result: "retry", reason: "503", afterMs: 20 * MINUTE_MS });
  at(stage, "2026-03-02T22:30:00Z");
  await stage.tracker.record({ userId: "ada", type: "request", zone: "America/New_York" });
  await stage.dispatcher.round();
  stage.answer = () => ({ result: "delivered" });
  at(stage, "2026-03-02T22:40:00Z");
  await stage.tracker.record({ userId: "ada", type: "request", zone: "Europe/London" });
  await stage.playTo("2026-03-03T09:00:00Z");
  expect(told(stage).filter((line) => line.includes("milestone"))).toEqual(["2026-03-03T08:00 milestone"]);
});

describe("the reminder's own time", () => {
  it.each([
    ["at midnight", "00:00", "00:00", ["2026-03-03T00:00", "2026-03-04T00:00"]],
    ["in the last minute of the day", "23:59", "00:00", ["2026-03-03T23:59", "2026-03-04T23:59"]],
    [
      "before the day starts at four, in the morning that ends the day",
      "03:30",
      "04:00",
      ["2026-03-04T03:30", "2026-03-05T03:30"],
    ],
    ["when the day starts", "04:00", "04:00", ["2026-03-03T04:00", "2026-03-04T04:00"]],
  ])("comes %s", async (_, time, dayStart, expected) => {
    const [hour, minute] = time.split(":").map(Number) as [number, number];
    const stage = await play("2026-03-02T12:00:00Z", "UTC", { dayStart }, [remindAt(hour * 60 + minute)]);
    await stage.playTo("2026-03-05T12:00:00Z", 30_000);
    const reminders = stage.arrived.filter(({ kind }) => kind === "daily_reminder");
    expect(reminders.map(({ at: when }) => when.slice(0, 16))).toEqual(expected);
  });

  it.each([
    ["that wrap midnight", { from: "20:00", to: "09:00" }, 23 * 60, ["2026-03-03T23:00"]],
    ["of a siesta", { from: "13:00", to: "16:00" }, 14 * 60, ["2026-03-03T14:00"]],
  ])("stands in quiet hours %s", async (_, quiet, minutes, expected) => {
    const stage = await play("2026-03-02T12:00:00Z", "UTC", { notices: { quiet } }, [remindAt(minutes)]);
    await stage.playTo("2026-03-04T00:00:00Z", MINUTE_MS);
    expect(stage.arrived.map(({ at: when }) => when.slice(0, 16))).toEqual(expected);
  });

  it("of the platform keeps out of quiet hours: an hour before them, or at their end", async () => {
    const late = await play("2026-03-02T12:00:00Z", "UTC", { notices: { remindAt: "23:00" } });
    await late.playTo("2026-03-04T00:00:00Z");
    expect(told(late)).toEqual(["2026-03-03T21:00 daily_reminder"]);
    const early = await play("2026-03-02T12:00:00Z", "UTC", { notices: { remindAt: "05:00" } });
    await early.playTo("2026-03-04T00:00:00Z");
    expect(told(early)).toEqual(["2026-03-03T08:00 daily_reminder"]);
  });
});

it.each(["America/Los_Angeles", "Pacific/Kiritimati", "Europe/London"])(
  "somebody away for ten weeks in %s is written to four times, at 3, 7, 14 and 30 days, and never again",
  async (zone) => {
    const stage = await play("2026-02-20T20:00:00Z", zone, { notices: { off: ["daily_reminder", "weekly_recap"] } });
    await stage.playTo("2026-05-01T20:00:00Z", 10 * MINUTE_MS);
    const local = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
    expect(stage.arrived.map(({ kind }) => kind)).toEqual(Array.from({ length: 4 }, () => "win_back"));
    expect(stage.arrived.map(({ delivery }) => delivery.data.days)).toEqual([3, 7, 14, 30]);
    expect(stage.arrived.map(({ at: when }) => local.format(Date.parse(when)))).toEqual(
      Array.from({ length: 4 }, () => "18:00"),
    );
  },
);

it("a day excused afterwards brings nobody the same message twice", async () => {
  const stage = await play("2026-03-02T12:00:00Z", "UTC", { notices: { off: ["daily_reminder"] } });
  await stage.playTo("2026-03-05T19:00:00Z", 10 * MINUTE_MS);
  expect(told(stage)).toEqual(["2026-03-05T18:00 win_back"]);
  const act = { id: "x", protection: "excused", reason: "outage", by: "support" } as const;
  await stage.tracker.change("ada", [{ kind: "protect", ...act, from: 20_516, to: 20_516 }]);
  await stage.playTo("2026-03-07T19:00:00Z", 10 * MINUTE_MS);
  expect(told(stage).filter((line) => line.includes("win_back"))).toEqual(["2026-03-05T18:00 win_back"]);
});

it("nobody gets more than two notices a day, however many ways lead to them", async () => {
  const stage = await play("2026-03-02T12:00:00Z", "UTC", {
    milestones: [2],
    goal: { problems: 1 },
    notices: { channels: ["webhook", "inbox"], recap: { weekday: 2, at: "09:00" }, remindAt: "17:00" },
  });
  await stage.playTo("2026-03-20T12:00:00Z", 10 * MINUTE_MS);
  const notices = await stage.tracker.store.notices.notices("ada", 100);
  const byDate = Map.groupBy(notices, ({ date }) => date);
  expect(Math.max(...[...byDate.values()].map((some) => some.length))).toBe(2);
  for (const some of byDate.values()) expect(new Set(some.map(({ kind }) => kind)).size).toBe(some.length);
});

it("who does not want to see streaks is told of none", async () => {
  const texts = createNoticeTexts({ app: "Academy" });
  const stage = await play("2026-03-02T12:00:00Z", "UTC", { milestones: [2], freezes: { initial: 1 } }, [
    { kind: "attributes", switches: { streaks: false } },
  ]);
  at(stage, "2026-03-03T12:00:00Z");
  await stage.tracker.record({ userId: "ada", type: "request", zone: "UTC" });
  await stage.playTo("2026-03-12T12:00:00Z", 10 * MINUTE_MS);
  const kinds = new Set(stage.arrived.map(({ kind }) => kind));
  expect([...kinds].sort()).toEqual(["daily_reminder", "weekly_recap", "win_back"]);
  for (const { delivery } of stage.arrived) {
    const { kind, text, data } = delivery;
    expect(text.variant).toBe("a");
    for (const [locale, word] of Object.entries({ en: /streak/i, es: /racha/i, ar: /سلسل/, ja: /連続/ })) {
      const { title, body } = texts.render(kind, "a", locale, data);
      expect(`${title} ${body}`).not.toMatch(word);
    }
  }
});

it("news of the evening before a day of rest waits for the morning after it", async () => {
  // The 7th is a Saturday.
  const stage = await play("2026-03-04T12:00:00Z", "UTC", { milestones: [3], restDays: [6] });
  for (const day of ["05T12:00", "06T23:00"]) {
    await stage.playTo(`2026-03-${day}:00Z`);
    await stage.tracker.record({ userId: "ada", type: "request", zone: "UTC" });
  }
  await stage.playTo("2026-03-08T12:00:00Z");
  expect(told(stage).filter((line) => line.includes("milestone"))).toEqual(["2026-03-08T08:00 milestone"]);
});

describe("a time of the wall clock", () => {
  it.each([
    ["that comes twice comes once, the first time", "Europe/London", "2026-10-24T12:00:00Z", 90, "2026-10-25T00:30"],
    ["that is skipped comes as much later", "America/Los_Angeles", "2026-03-07T20:00:00Z", 150, "2026-03-08T10:30"],
  ])("%s", async (_, zone, start, minutes, expected) => {
    const stage = await play(start, zone, {}, [remindAt(minutes)]);
    await stage.playTo(new Date(Date.parse(start) + 16 * HOUR_MS).toISOString(), MINUTE_MS);
    expect(told(stage)).toEqual([`${expected} daily_reminder`]);
  });
});

describe("what is drawn", () => {
  const USERS = 20_000;
  const seeds = Array.from({ length: USERS }, (_, n) => `learner-${n}\0daily_reminder:2026-03-02`);
  /** The sum of squared differences over what was expected (Pearson 1900). */
  const chiSquare = (seen: readonly number[], expected: readonly number[]): number =>
    seen.reduce((sum, count, i) => sum + (count - (expected[i] as number)) ** 2 / (expected[i] as number), 0);
  const isHeldOut = (seed: string): boolean => drawOf(`${seed}\0holdout`) < DEFAULT_NOTICE_RULES.holdout;
  const variant = (seed: string): string => {
    return drawVariant(DEFAULT_NOTICE_RULES, "daily_reminder", drawOf(`${seed}\0variant`)).name;
  };

  it("holds out one in twenty, and each wording as often as it should, one as the other", () => {
    const cells = [0, 0, 0, 0];
    for (const seed of seeds) {
      const cell = (isHeldOut(seed) ? 2 : 0) + (variant(seed) === "a" ? 0 : 1);
      cells[cell] = (cells[cell] as number) + 1;
    }
    const expected = [0.475, 0.475, 0.025, 0.025].map((share) => share * USERS);
    // The 99.9th percentile with three degrees of freedom.
    expect(chiSquare(cells, expected)).toBeLessThan(16.27);
  });

  it("is not the same learners day after day, nor from kind to kind", () => {
    for (const other of ["daily_reminder:2026-03-03", "streak_at_risk:2026-03-02", "daily_reminder:2026-03-12"]) {
      const both = seeds.filter((seed) => {
        return isHeldOut(seed) && isHeldOut(seed.replace("daily_reminder:2026-03-02", other));
      }).length;
      // 50 expected, standard deviation 7.
      expect(Math.abs(both - USERS * DEFAULT_NOTICE_RULES.holdout ** 2), other).toBeLessThan(4 * 7.1);
    }
  });

  it("follows weights, and says how likely it was", () => {
    const rules = { ...DEFAULT_NOTICE_RULES, variants: { daily_reminder: { a: 1, b: 2, c: 7 } } };
    const counts: Record<string, number> = {};
    for (const seed of seeds) {
      const { name, chance } = drawVariant(rules, "daily_reminder", drawOf(`${seed}\0variant`));
      counts[name] = (counts[name] ?? 0) + 1;
      expect(chance).toBe({ a: 0.1, b: 0.2, c: 0.7 }[name]);
    }
    const seen = ["a", "b", "c"].map((name) => counts[name] ?? 0);
    expect(chiSquare(seen, [0.1 * USERS, 0.2 * USERS, 0.7 * USERS])).toBeLessThan(13.82);
  });
});

it("erased between the decision and the sending, nobody hears anything, and nothing is left", async () => {
  const stage = await play("2026-03-02T12:00:00Z", "UTC");
  at(stage, "2026-03-03T18:00:00Z");
  await stage.sweep.round();
  await stage.tracker.change("ada", [{ kind: "erase" }]);
  stage.clock.now += DAY_MS;
  await stage.dispatcher.round();
  expect(told(stage)).toEqual([]);
  expect(await stage.tracker.store.notices.notices("ada", 10)).toEqual([]);
});
