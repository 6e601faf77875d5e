import { afterEach, describe, expect, it } from "vitest";
import { metricsOf } from "../../../src/api/metrics-of.ts";
import { DAY_MS, type Instant } from "../../../src/core/calendar.ts";
import { openStore } from "../../../src/storage/open.ts";
import { createTracker } from "../../../src/tracker/create-tracker.ts";
import type { Tracker } from "../../../src/tracker/tracker.ts";
import { freshDatabase } from "../../support/fresh-database.ts";

const START = Date.UTC(2026, 2, 2);
const HOUR_MS = 3_600_000;
const open: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const close of open.splice(0)) await close();
});

const places: readonly [string, () => Promise<{ url: string; drop?: () => Promise<void> }>][] = [
  ["memory", async () => ({ url: "memory:" })],
  ["SQLite", async () => ({ url: "sqlite::memory:" })],
  ["PostgreSQL", () => freshDatabase()],
];

describe.each(places)("what is odd about users, on %s", (_, place) => {
  async function scene(): Promise<{ tracker: Tracker; pass: (ms: number) => Instant }> {
    const { url, drop } = await place();
    let time = START;
    const tracker = await createTracker({ store: await openStore(url), clock: () => time });
    open.push(async () => {
      await tracker.close();
      await drop?.();
    });
    return { tracker, pass: (ms) => (time += ms) };
  }

  /** Whom alerts are about, by kind. */
  async function told(tracker: Tracker, group?: string): Promise<string[]> {
    const { alerts } = await metricsOf(tracker).alerts({ group });
    return alerts.map(({ kind, user_id }) => `${kind} ${user_id}`).sort();
  }

  it("is told at once and after it is written down, of a group alone, and no more once the user is erased", async () => {
    const { tracker, pass } = await scene();
    await tracker.change("ada", [{ kind: "attributes", groups: ["maths"] }]);
    for (let hour = 0; hour < 22; hour++) {
      const at = pass(HOUR_MS);
      const zone = hour % 2 === 0 ? "Asia/Tokyo" : "America/New_York";
      await tracker.recordMany([
        { userId: "ada", type: "problem_solved", ref: `p${hour}`, zone: "UTC" },
        { userId: "ben", type: "problem_solved", ref: `p${hour}`, zone },
        { userId: "cleo", type: "problem_solved", ref: `p${hour}`, zone: "UTC", at: at + (hour === 9 ? DAY_MS : 0) },
      ]);
    }
    const past = Array.from({ length: 6 }, (_, i) => START - (5 + i) * DAY_MS);
    await tracker.recordMany(past.map((at) => ({ userId: "ada", type: "request", at, zone: "UTC" })));
    const all = ["back_dated ada", "clock_off cleo", "sleepless ada", "sleepless cleo", "zone_hopping ben"];
    expect(await told(tracker)).toEqual(all);
    await metricsOf(tracker).keeper.round();
    expect(await told(tracker)).toEqual(all);
    expect(await told(tracker, "maths")).toEqual(["back_dated ada", "sleepless ada"]);
    await tracker.change("ada", [{ kind: "erase" }]);
    const left = all.filter((line) => !line.endsWith("ada"));
    expect(await told(tracker)).toEqual(left);
    await metricsOf(tracker).keeper.round();
    expect(await told(tracker)).toEqual(left);
  });

  it("is one alert where many have one reason", async () => {
    const { tracker, pass } = await scene();
    const users = Array.from({ length: 40 }, (_, i) => `user-${i}`);
    const at = pass(DAY_MS);
    await tracker.recordMany(users.map((userId) => ({ userId, type: "request", at: at + 9 * HOUR_MS, zone: "UTC" })));
    const { alerts } = await metricsOf(tracker).alerts();
    expect(alerts).toMatchObject([{ kind: "clock_off", user_id: null, users: 40, value: 540 }]);
    expect(alerts[0]?.user_ids).toHaveLength(40);
  });
});
