import { expect } from "vitest";
import type { Change, Decision, Loaded } from "../core/change.ts";
import { decide } from "../core/decide.ts";
import { needs } from "../core/needs.ts";
import { emptyState } from "../core/state.ts";
import type { Store } from "../storage/store.ts";
import { ALL_DATES, DAY, everythingOf, NOON, plainState, seen, solved, TODAY } from "./store-samples.ts";

/** What happens to a user over the weeks so that no field keeps its first value. */
export const RICH_LIFE: readonly { readonly changes: readonly Change[]; readonly now: number }[] = [
  {
    changes: [seen(NOON, { zone: "Europe/Paris", login: true, type: "session" }), solved("p1"), solved("p1")],
    now: NOON,
  },
  {
    changes: [
      {
        kind: "legacy",
        history: {
          dates: [TODAY - 20, TODAY - 4, TODAY - 1],
          complete: [false, true, false],
          problems: [0, 1, 2],
          lessons: { 1: ["l7"] },
          zone: "UTC",
          streak: { current: 3, max: 5, lastDate: TODAY - 1 },
          joinedOn: null,
          lastLogin: null,
        },
      },
    ],
    now: NOON + 1,
  },
  { changes: [{ kind: "login", at: NOON + 2 * 3_600_000 }], now: NOON + 2 * 3_600_000 },
  {
    changes: [
      { kind: "attributes", name: "Ann", groups: ["a", "b"], switches: { notices: false } },
      { kind: "grant", id: "gift", freezes: 2, reason: "sorry", by: "support" },
      { kind: "grant_restores", restores: 2 },
      {
        kind: "settings",
        patch: {
          fixedZone: "Asia/Kathmandu",
          dayStart: 240,
          goal: { points: 5, weights: { problem_solved: 2 } },
          restDays: [6, 7],
        },
      },
    ],
    now: NOON + 3 * 3_600_000,
  },
  {
    changes: [
      seen(NOON + DAY, { type: "heartbeat" }),
      solved("p2", NOON + DAY, { flags: ["clock_corrected"], source: "key" }),
      solved("l1", NOON + DAY, { type: "lesson_completed", zone: "+05:45" }),
      solved("v1", NOON + DAY, { type: "lesson_view", kind: "presence" }),
      solved("p3", NOON + DAY, { id: "own identity", source: "import" }),
      solved("p4", NOON + DAY),
    ],
    now: NOON + DAY,
  },
  { changes: [seen(NOON + 3 * DAY, { zone: "America/New_York" })], now: NOON + 3 * DAY },
  {
    changes: [
      {
        kind: "protect",
        id: "flu",
        protection: "excused",
        from: TODAY + 2,
        to: TODAY + 2,
        reason: "ill",
        by: "support",
      },
    ],
    now: NOON + 4 * DAY,
  },
  {
    changes: [
      { kind: "protect", id: "away", protection: "paused", from: TODAY + 6, to: TODAY + 8, reason: "away", by: "ann" },
    ],
    now: NOON + 5 * DAY,
  },
  { changes: [{ kind: "tick" }], now: NOON + 20 * DAY },
  { changes: [{ kind: "restore", id: "back", reason: "please", by: "ann" }], now: NOON + 20 * DAY },
  { changes: [seen(NOON + DAY * 2, { zone: "America/New_York", flags: ["late"] })], now: NOON + 21 * DAY },
  {
    changes: [
      { kind: "withdraw", id: "away" },
      { kind: "settings", patch: { fixedZone: null } },
    ],
    now: NOON + 22 * DAY,
  },
  {
    changes: [seen(NOON + 23 * DAY, { zone: "Pacific/Auckland" }), seen(NOON + 23 * DAY + 1, { zone: "UTC" })],
    now: NOON + 24 * DAY,
  },
  {
    changes: [
      { kind: "attributes", switches: { notices: true } },
      {
        kind: "notices",
        patch: { channels: ["inbox", "webhook"], remindAt: 13 * 60, locale: "ar", off: ["win_back"] },
      },
      { kind: "subscribe", channel: "email", id: "a1", address: "ann@example.org" },
      { kind: "subscribe", channel: "webpush", id: "b1", address: "{}" },
    ],
    now: NOON + 24 * DAY + 1,
  },
  { changes: [{ kind: "unsubscribe", channel: "webpush", id: "b1" }], now: NOON + 24 * DAY + 2 },
  { changes: [{ kind: "tick" }], now: NOON + 25 * DAY + 2 * 3_600_000 },
  {
    changes: [{ kind: "notice_mark", id: "daily_reminder:2026-02-06", mark: "opened" }],
    now: NOON + 25 * DAY + 3 * 3_600_000,
  },
];

/** What `decide` concludes from what the store's own reads give. */
export async function decideFromReads(
  store: Store,
  userId: string,
  changes: readonly Change[],
  now: number,
): Promise<Decision> {
  const book = await store.useRules(undefined, "UTC", now);
  const state = (await store.state(userId)) ?? emptyState(userId, now);
  const need = needs(state, changes, now, book);
  const days = (await store.days(userId, ...ALL_DATES)).filter(({ date }) => need.days.includes(date));
  const log = await store.activities(userId, ...ALL_DATES);
  const stored = log.map(({ identity }) => identity);
  const loaded: Loaded = {
    days: new Map(days.map((day) => [day.date, day])),
    identities: new Set(need.identities.filter((identity) => stored.includes(identity))),
    zones: need.zones ? await store.zoneChanges(userId) : [],
    sightings: log.filter(({ at }) => need.sightingsFrom !== null && at >= need.sightingsFrom),
    protections: need.protections ? await store.protections(userId, ...ALL_DATES) : [],
  };
  return decide(state, loaded, changes, now, book);
}

/** Every row of a decision can be read back as it is. */
export async function expectStored(store: Store, userId: string, decision: Decision): Promise<void> {
  const all = await everythingOf(store, userId);
  expect(all.state).toEqual(plainState(decision.state));
  const rows: Record<string, readonly unknown[]> = {
    days: decision.days.map((day) => ({ ...day, slots: [...day.slots] })),
    activities: decision.activities,
    zones: decision.zones,
    protections: decision.protections,
    grants: decision.grants,
    facts: decision.facts,
    addresses: decision.addresses,
  };
  for (const [name, written] of Object.entries(rows))
    expect(all[name], name).toEqual(expect.arrayContaining([...written]));
  const notices = decision.notices.map((notice) => expect.objectContaining(notice));
  expect(all.notices, "notices").toEqual(expect.arrayContaining(notices));
  const deliveries = decision.deliveries.map(({ at: _, ...delivery }) => expect.objectContaining(delivery));
  expect(all.deliveries, "deliveries").toEqual(expect.arrayContaining(deliveries));
}
