import { expect, it } from "vitest";
import { DAY_MS, formatDate } from "../../src/core/calendar.ts";
import type { Change } from "../../src/core/change.ts";
import { defineRules } from "../../src/core/rules-check.ts";
import { emptyState, type UserState } from "../../src/core/state.ts";
import { viewState } from "../../src/core/view.ts";
import { isWithin } from "../../src/core/wall-clock.ts";
import { localDate, localMinute } from "../../src/core/zones.ts";
import { createMemoryStore } from "../../src/storage/memory.ts";
import { START, ZONES } from "./learner.ts";

const LEARNERS = Number(process.env.DAYSTREAK_INVARIANT_LEARNERS ?? 150);
const DAYS = 40;
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const OF_TIME = new Set(["daily_reminder", "streak_at_risk", "win_back", "weekly_recap"]);

/** Numbers in [0, 1) that are the same in every run. */
function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Platforms that differ in all that shifts a day or keeps quiet. */
function rulesOf(pick: <T>(list: readonly T[]) => T) {
  return defineRules({
    primary: pick(["presence", "goal"]),
    goal: { problems: 1 },
    dayStart: pick(["00:00", "03:00", "04:30"]),
    restDays: pick([[], [7], [5, 6]]),
    freezes: { initial: pick([0, 1]), earnEvery: pick([0, 5]) },
    milestones: [2, 5, 7],
    notices: {
      channels: ["webhook"],
      holdout: pick([0, 0.3]),
      remindAt: pick(["18:00", "00:00", "23:59", "05:00"]),
      quiet: pick([
        null,
        { from: "22:00", to: "08:00" },
        { from: "13:00", to: "15:30" },
        { from: "00:00", to: "09:00" },
      ]),
      perDay: pick([1, 2, 4]),
      fewerAfter: pick([0, 3]),
    },
  });
}

it(`keeps every promise to ${LEARNERS} learners who travel, sleep late, rest and change their minds`, async () => {
  let told = 0;
  for (let index = 0; index < LEARNERS; index++) {
    const random = seeded(1_000 + index);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
    const rules = rulesOf(pick);
    const book = { versions: [{ version: 1, effectiveAt: 0, rules }], excused: [], defaultZone: "UTC" };
    const notices = rules.notices as NonNullable<typeof rules.notices>;
    const quiet = notices.quiet === null ? null : { from: clock(notices.quiet.from), to: clock(notices.quiet.to) };
    const userId = `learner ${index}`;
    const store = createMemoryStore();
    await store.useRules(rules, "UTC", 0);
    let state: UserState = emptyState(userId, START);
    let zone = pick(ZONES);
    let asked: number | null = null;
    const ids = new Set<string>();
    const byDate = new Map<string, string[]>();

    const play = async (changes: readonly Change[], now: number): Promise<void> => {
      const before = state;
      const [applied] = await store.apply([{ userId, changes }], now);
      if (applied === undefined) throw new Error("nothing was applied");
      state = applied.state;
      for (const { id, kind, date, dueAt, expiresAt, about } of applied.notices) {
        // A run that heals and ends again on the same date has its row already: nothing is written, nothing is sent.
        if (ids.has(id)) continue;
        told++;
        const where = `${index} ${id} ${new Date(now).toISOString()}`;
        expect(state.switches.notices, where).toBe(true);
        ids.add(id);
        const { today, zone: here, policy } = viewState(state, now, book);
        const dayStart = policy.dayStartAt(now);
        const due = localDate(dueAt, here, dayStart);
        expect([due, expiresAt > dueAt], where).toEqual([date, true]);
        const onDate = byDate.get(formatDate(date)) ?? [];
        byDate.set(formatDate(date), [...onDate, kind]);
        expect(onDate.includes(kind), where).toBe(false);
        expect(onDate.length, where).toBeLessThan(notices.perDay);
        const isAsked = asked !== null && (kind === "daily_reminder" || kind === "win_back");
        if (quiet !== null && !isAsked) expect(isWithin(localMinute(dueAt, here), quiet), where).toBe(false);
        const isRest = rules.restDays.includes(new Date(date * DAY_MS).getUTCDay() || 7);
        if (!state.days.active.has(date)) expect(isRest || state.days.paused.has(date), where).toBe(false);
        if (!OF_TIME.has(kind)) continue;
        expect([dueAt, date], where).toEqual([now, today]);
        expect(expiresAt - now, where).toBeLessThanOrEqual(25 * HOUR_MS);
        if (kind === "daily_reminder" || kind === "win_back") expect(before.days.active.has(date), where).toBe(false);
        if (kind === "win_back") expect(notices.winBack.map(String), where).toContain(about.split("+")[1]);
      }
    };

    const end = START + DAYS * DAY_MS;
    const faith = pick([0.05, 0.2, 0.5]);
    for (let at = START; at < end; at += Math.floor((1 + random() * 9) * HOUR_MS)) {
      let wakes = 0;
      while (state.wakeAt !== null && state.wakeAt <= at) {
        await play([{ kind: "tick" }], Math.max(state.wakeAt, START));
        expect(++wakes, `${index} is woken without end`).toBeLessThan(100);
      }
      const chance = random();
      const type = pick(["request", "problem_solved"]);
      if (chance < faith) {
        const isLogged = type === "problem_solved";
        const more = isLogged
          ? { ref: `p${at}`, logged: true, kind: "learning" as const }
          : { logged: false, kind: "presence" as const };
        await play([{ kind: "activity", activity: { type, at, zone, source: "live", flags: [], ...more } }], at);
      } else if (chance > 0.98) zone = pick(ZONES);
      else if (chance > 0.96) {
        asked = pick([null, 0, 210, 1_439, 720]);
        await play([{ kind: "notices", patch: { remindAt: asked } }], at);
      } else if (chance > 0.95) await play([{ kind: "attributes", switches: { notices: random() < 0.7 } }], at);
      else if (chance > 0.94) {
        const from = Math.floor(at / DAY_MS) + 1;
        const act = { id: `p${at}`, reason: "away", by: "user" };
        await play([{ kind: "protect", protection: "paused", from, to: from + Math.floor(random() * 4), ...act }], at);
      }
    }
  }
  expect(told).toBeGreaterThan(LEARNERS * 5);
});

function clock(text: string): number {
  const [hour = 0, minute = 0] = text.split(":").map(Number);
  return hour * 60 + minute;
}
