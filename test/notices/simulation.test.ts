import { expect, it } from "vitest";
import type { Change, Loaded } from "../../src/core/change.ts";
import type { DayRecord } from "../../src/core/day-record.ts";
import { decide } from "../../src/core/decide.ts";
import type { RuleBook } from "../../src/core/rules.ts";
import { defineRules } from "../../src/core/rules-check.ts";
import { emptyState, type UserState } from "../../src/core/state.ts";
import { type Happening, HISTORY_DAYS, type Learner, makeLearner, START, type Told, ZONES } from "./learner.ts";
import { plainNotices } from "./plain-rule.ts";
import { createZoneClock } from "./zone-clock.ts";

const LEARNERS = Number(process.env.DAYSTREAK_NOTICE_LEARNERS ?? 300);
const DAYS = 30;
const DAY_MS = 86_400_000;
const END = START + DAYS * DAY_MS;
const RULES = defineRules({
  freezes: { initial: 1, earnEvery: 0, cap: 2 },
  milestones: [3, 7, 14],
  notices: { channels: ["webhook"], holdout: 0 },
});
const BOOK: RuleBook = {
  versions: [{ version: 1, effectiveAt: 0, rules: RULES }],
  excused: [],
  defaultZone: "UTC",
};
const clocks = new Map(
  ZONES.map((zone) => [zone, createZoneClock(zone, START - (HISTORY_DAYS + 5) * DAY_MS, END + 10 * DAY_MS)]),
);

function changesOf(one: Happening, zone: string): Change[] {
  switch (one.what) {
    case "activity": {
      const activity = { type: "request", kind: "presence", at: one.at, zone, logged: false, source: "live" } as const;
      return [{ kind: "activity", activity: { ...activity, flags: [] } }];
    }
    case "switch":
      return [{ kind: "attributes", switches: { notices: one.isOn } }];
    case "wish":
      return [{ kind: "notices", patch: { remindAt: one.remindAt, off: one.off } }];
    case "pause": {
      const act = { id: `pause ${one.at}`, reason: "away", by: "user" };
      return [{ kind: "protect", protection: "paused", from: one.from, to: one.to, ...act }];
    }
    case "opened":
      return [{ kind: "notice_mark", id: "any", mark: "opened" }];
    case "erase":
      return [{ kind: "erase" }];
  }
}

/** The program's own rule, driven by what happens and by the instants at which it asks to be woken. */
function decidedNotices({ userId, zone, restDays, happenings }: Learner): { told: Told[]; versions: number } {
  let state: UserState = emptyState(userId, (happenings[0] as Happening).at);
  const days = new Map<number, DayRecord>();
  const told: Told[] = [];
  const loaded: Loaded = { days, identities: new Set(), zones: [], sightings: [], protections: [] };
  let isErased = false;
  let versions = 0;
  const play = (changes: readonly Change[], now: number): void => {
    const decision = decide(state, loaded, changes, now, BOOK);
    isErased ||= decision.erased !== undefined;
    state = decision.state;
    versions += decision.changed ? 1 : 0;
    for (const day of decision.days) days.set(day.date, day);
    for (const { at, kind, about } of decision.notices) told.push({ at, kind, about });
  };
  const first = happenings[0] as Happening;
  play([{ kind: "settings", patch: { restDays } }], first.at - 1);
  const queue = [...happenings];
  while (!isErased) {
    const [next] = queue;
    const wakeAt = state.wakeAt ?? Number.POSITIVE_INFINITY;
    const at = Math.min(next?.at ?? Number.POSITIVE_INFINITY, wakeAt);
    if (at > END) break;
    if (next !== undefined && next.at <= wakeAt) {
      queue.shift();
      play(changesOf(next, zone), next.at);
    } else play([{ kind: "tick" }], wakeAt);
  }
  return { told, versions };
}

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

it(`tells ${LEARNERS} simulated learners over ${DAYS} days just what a plain rule tells them`, () => {
  const counts = new Map<string, number>();
  for (let index = 0; index < LEARNERS; index++) {
    const learner = makeLearner(index, DAYS, seeded(index));
    const { told } = decidedNotices(learner);
    const clock = clocks.get(learner.zone);
    if (clock === undefined) throw new Error(learner.zone);
    const text = ({ at, kind, about }: Told): string => `${new Date(at).toISOString()} ${kind} ${about}`;
    const plain = plainNotices(learner, clock, END);
    expect(told.map(text), JSON.stringify(learner)).toEqual(plain.map(text));
    for (const { kind } of told) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  // Every kind has come, so that equal does not mean empty.
  expect([...counts.keys()].sort()).toHaveLength(7);
});
