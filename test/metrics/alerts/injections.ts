import { createRandom, type Random } from "../../../src/cli/simulation/random.ts";
import { DAY_MS, formatDate } from "../../../src/core/calendar.ts";
import type { Alert, AlertKind } from "../../../src/metrics/alert.ts";
import { type Arrival, FIRST, HOUR_MS, MINUTE_MS } from "./platform.ts";

/** Something strange, put into what happens on a platform. */
export interface Injection {
  readonly kind: AlertKind;
  /** Which shape it has, in words. */
  readonly shape: string;
  readonly arrivals: Arrival[];
  /** Instants at which everybody whose streak is lost gets it back. */
  readonly restoresAt?: { readonly at: number; readonly users: readonly string[] };
  /** Whether an alert tells of it. */
  isFoundBy(alert: Alert): boolean;
}

/** What an injection is made from. */
export interface Scene {
  readonly seed: number;
  readonly users: readonly string[];
  readonly dates: number;
  readonly arrivals: Arrival[];
}

type Shape = readonly [name: string, make: (random: Random, scene: Scene) => Omit<Injection, "kind" | "shape">];

const ZONES = ["America/New_York", "Asia/Tokyo", "Europe/London", "Australia/Sydney", "America/Sao_Paulo"];

/** Every kind with its shapes. Sizes and lengths are drawn anew for each seed. */
const SHAPES: Readonly<Record<AlertKind, readonly Shape[]>> = {
  dau_off_baseline: [
    ["nobody can come for 1 to 4 dates", (random, scene) => levels(random, scene, () => 0)],
    ["one in twenty to one in four comes", (random, scene) => levels(random, scene, () => 0.05 + 0.2 * random.next())],
    ["twice to five times as many come", (random, scene) => surge(random, scene)],
  ],
  type_silent: [
    ["a whole date or several", (random, scene) => silence(random, scene, 24 * random.between(1, 4), 0)],
    ["eight to twenty hours", (random, scene) => silence(random, scene, random.between(8, 20), 0)],
    ["nearly: one in fifty comes", (random, scene) => silence(random, scene, 48, 0.02)],
  ],
  inhuman_rate: [
    ["hundreds of problems within minutes", (random, scene) => bot(random, scene, random.between(200, 500), 2_000)],
    ["a problem every few seconds for hours", (random, scene) => bot(random, scene, random.between(400, 900), 15_000)],
    [
      "hundreds of views in an evening",
      (random, scene) => bot(random, scene, random.between(250, 600), 30_000, "lesson_view"),
    ],
  ],
  sleepless: [
    ["24 hours of a date", (random, scene) => awake(random, scene, 24, 1)],
    ["21 and more hours for days", (random, scene) => awake(random, scene, random.between(21, 23), 4)],
    ["17 to 19 hours for a week", (random, scene) => awake(random, scene, random.between(17, 19), 7)],
  ],
  zone_hopping: [
    ["two zones, every other hour", (random, scene) => hop(random, scene, 2, 2 * HOUR_MS, 8)],
    ["three to five zones within a day", (random, scene) => hop(random, scene, random.between(3, 5), 3 * HOUR_MS, 7)],
    ["another zone every day", (random, scene) => hop(random, scene, random.between(2, 5), DAY_MS, 14)],
  ],
  clock_off: [
    ["ahead by hours", (random, scene) => skewed(random, scene, random.between(2, 20) * HOUR_MS)],
    ["ahead by days or years", (random, scene) => skewed(random, scene, random.between(1, 1_500) * DAY_MS)],
    [
      "behind by hours to years, as it says itself",
      (random, scene) => skewed(random, scene, -random.between(2, 9_000) * HOUR_MS),
    ],
    ["years behind, by a server", (random, scene) => yearsBehind(random, scene)],
  ],
  back_dated: [
    ["ten to sixty dates at once", (random, scene) => flood(random, scene, random.between(10, 60), 0)],
    ["one by one over some days", (random, scene) => flood(random, scene, random.between(8, 20), 4 * HOUR_MS)],
    ["every other date, the newest first", (random, scene) => flood(random, scene, random.between(12, 30), 0, 2)],
  ],
  restore_burst: [
    ["ten to forty streaks on a date", (random, scene) => restores(random, scene, random.between(10, 40))],
  ],
};

/** Puts one of a kind into a scene: its shape and numbers follow from the seed. */
export function inject(kind: AlertKind, scene: Scene): Injection {
  const random = createRandom("injection", kind, scene.seed);
  const [shape, make] = random.pick(SHAPES[kind]);
  return { kind, shape, ...make(random, scene) };
}

function dayOf(random: Random, { dates }: Scene): number {
  return random.between(75, dates - 8);
}

function alertOn(kind: AlertKind, from: number, to: number, user?: string): (alert: Alert) => boolean {
  const [first, last] = [formatDate(from), formatDate(to)];
  return (alert) =>
    alert.kind === kind &&
    alert.date <= last &&
    alert.until >= first &&
    (user === undefined || alert.user_ids.includes(user));
}

const START = FIRST / DAY_MS;

function levels(random: Random, scene: Scene, share: () => number): Omit<Injection, "kind" | "shape"> {
  const day = dayOf(random, scene);
  const length = random.between(1, 4);
  const kept = share();
  const coming = new Set(scene.users.filter(() => random.chance(kept)));
  const arrivals = scene.arrivals.filter(({ at, userId }) => {
    const date = Math.floor((at - FIRST) / DAY_MS);
    return date < day || date >= day + length || coming.has(userId);
  });
  return { arrivals, isFoundBy: alertOn("dau_off_baseline", START + day - 1, START + day + length) };
}

function surge(random: Random, scene: Scene): Omit<Injection, "kind" | "shape"> {
  const day = dayOf(random, scene);
  const length = random.between(1, 4);
  const guests = Math.round(scene.users.length * (0.6 + 2 * random.next()));
  const arrivals = [...scene.arrivals];
  for (let date = day; date < day + length; date++) {
    for (let i = 0; i < guests; i++) {
      const at = FIRST + date * DAY_MS + random.between(8, 20) * HOUR_MS;
      arrivals.push({
        userId: `guest-${i}`,
        type: "lesson_view",
        ref: "welcome",
        at,
        zone: "Europe/Paris",
        received: at,
      });
    }
  }
  return { arrivals, isFoundBy: alertOn("dau_off_baseline", START + day - 1, START + day + length) };
}

function silence(random: Random, scene: Scene, hours: number, share: number): Omit<Injection, "kind" | "shape"> {
  const type = random.pick(["problem_solved", "lesson_view"]);
  // Whole dates begin at midnight, an outage of hours in the morning.
  const from = FIRST + dayOf(random, scene) * DAY_MS + (hours >= 24 ? 0 : random.between(6, 9) * HOUR_MS);
  const to = from + hours * HOUR_MS;
  const arrivals = scene.arrivals.filter(
    (arrival) => arrival.type !== type || arrival.at < from || arrival.at >= to || random.chance(share),
  );
  const found = alertOn("type_silent", Math.floor(from / DAY_MS) - 1, Math.floor(to / DAY_MS) + 1);
  return { arrivals, isFoundBy: (alert) => found(alert) && alert.type === type };
}

/** Adds what one user does beside their ordinary life. */
function adding(
  scene: Scene,
  added: readonly Arrival[],
  found: (alert: Alert) => boolean,
): Omit<Injection, "kind" | "shape"> {
  return { arrivals: [...scene.arrivals, ...added], isFoundBy: found };
}

/** The zone in which a user lives. */
function homeOf({ arrivals }: Scene, userId: string): string {
  return arrivals.find((arrival) => arrival.userId === userId)?.zone ?? "UTC";
}

function bot(
  random: Random,
  scene: Scene,
  count: number,
  every: number,
  type = "problem_solved",
): Omit<Injection, "kind" | "shape"> {
  const userId = random.pick(scene.users);
  const day = dayOf(random, scene);
  const start = FIRST + day * DAY_MS + random.between(4, 12) * HOUR_MS;
  const added = Array.from({ length: count }, (_, i): Arrival => {
    const at = start + i * every;
    return { userId, type, ref: `bot-${i}`, at, zone: homeOf(scene, userId), received: at };
  });
  return adding(scene, added, alertOn("inhuman_rate", START + day - 1, START + day + 1, userId));
}

function awake(random: Random, scene: Scene, hours: number, dates: number): Omit<Injection, "kind" | "shape"> {
  const userId = random.pick(scene.users);
  const day = dayOf(random, scene);
  const added: Arrival[] = [];
  for (let date = day; date < day + dates; date++) {
    for (let hour = 0; hour < hours; hour++) {
      const at = FIRST + date * DAY_MS + hour * HOUR_MS + random.between(1, 58) * MINUTE_MS;
      added.push({
        userId,
        type: "problem_solved",
        ref: `${date} ${hour}`,
        at,
        zone: homeOf(scene, userId),
        received: at,
      });
    }
  }
  return adding(scene, added, alertOn("sleepless", START + day - 1, START + day + dates + 1, userId));
}

function hop(
  random: Random,
  scene: Scene,
  zones: number,
  every: number,
  times: number,
): Omit<Injection, "kind" | "shape"> {
  const userId = `traveller-${scene.seed}`;
  const day = dayOf(random, scene) - 8;
  const order = [...ZONES].sort(() => random.next() - 0.5).slice(0, zones);
  const added = Array.from({ length: times }, (_, i): Arrival => {
    const at = FIRST + day * DAY_MS + i * every + random.between(0, 20) * MINUTE_MS;
    return { userId, type: "problem_solved", ref: `hop-${i}`, at, zone: order[i % zones] as string, received: at };
  });
  return adding(scene, added, alertOn("zone_hopping", START + day - 2, START + day + 20, userId));
}

function skewed(random: Random, scene: Scene, skew: number): Omit<Injection, "kind" | "shape"> {
  const userId = random.pick(scene.users);
  const day = dayOf(random, scene);
  const added = Array.from({ length: 4 }, (_, i): Arrival => {
    const received = FIRST + day * DAY_MS + (9 + i) * HOUR_MS;
    const at = received + skew;
    const says = skew < 0 || random.chance(0.5) ? { sentAt: received + skew } : {};
    return { userId, type: "problem_solved", ref: `skew-${i}`, at, zone: homeOf(scene, userId), received, ...says };
  });
  return adding(scene, added, alertOn("clock_off", START + day - 1, START + day + 1, userId));
}

function yearsBehind(random: Random, scene: Scene): Omit<Injection, "kind" | "shape"> {
  const userId = random.pick(scene.users);
  const day = dayOf(random, scene);
  const received = FIRST + day * DAY_MS + 9 * HOUR_MS;
  const at = random.pick([0, Date.UTC(2001, 0, 1), received - random.between(400, 4_000) * DAY_MS]) + HOUR_MS;
  const added = [{ userId, type: "problem_solved", ref: "epoch", at, zone: homeOf(scene, userId), received }];
  return adding(scene, added, alertOn("clock_off", START + day - 1, START + day + 1, userId));
}

function flood(
  random: Random,
  scene: Scene,
  dates: number,
  every: number,
  step = 1,
): Omit<Injection, "kind" | "shape"> {
  const userId = `latecomer-${scene.seed}`;
  const day = dayOf(random, scene);
  const start = FIRST + day * DAY_MS + 10 * HOUR_MS;
  const known = [0, 1].map((i): Arrival => {
    const at = start - (2 - i) * DAY_MS;
    return { userId, type: "problem_solved", ref: `known-${i}`, at, zone: "UTC", received: at };
  });
  const added = Array.from({ length: dates }, (_, i): Arrival => {
    const at = start - (4 + i * step) * DAY_MS;
    return { userId, type: "problem_solved", ref: `past-${i}`, at, zone: "UTC", received: start + i * every };
  });
  return adding(scene, [...known, ...added], alertOn("back_dated", START + day - 1, START + day + 5, userId));
}

function restores(random: Random, scene: Scene, count: number): Omit<Injection, "kind" | "shape"> {
  const day = dayOf(random, scene);
  const at = FIRST + day * DAY_MS + 12 * HOUR_MS;
  const users = Array.from({ length: count }, (_, i) => `loser-${i}`);
  // They came nearly every day, and lost their streaks some days ago.
  const added = users.flatMap((userId) =>
    Array.from({ length: day - 3 }, (_, date): Arrival => {
      const then = FIRST + date * DAY_MS + 12 * HOUR_MS;
      return { userId, type: "problem_solved", ref: `kept-${date}`, at: then, zone: "UTC", received: then };
    }),
  );
  return {
    ...adding(scene, added, alertOn("restore_burst", START + day - 1, START + day + 1)),
    restoresAt: { at, users },
  };
}
