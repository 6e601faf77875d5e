import type { Random } from "../src/cli/simulation/random.ts";
import { HARD_ZONES } from "../test/model/histories.ts";
import type { SentActivity } from "../test/model/history.ts";
import type { SettingsChange } from "../test/model/model.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const TYPES = [
  "request",
  "session",
  "problem_solved",
  "problem_solved",
  "lesson_completed",
  "lesson_view",
  "heartbeat",
];
/** Instants around which clocks do something odd somewhere. */
const ODD_TIMES = [
  Date.UTC(2011, 11, 26),
  Date.UTC(2010, 10, 3),
  Date.UTC(2010, 2, 11),
  Date.UTC(2025, 9, 24),
  Date.UTC(2026, 3, 2),
  Date.UTC(2024, 2, 28),
];

/** Something that is done to a learner. */
export type Act =
  | { readonly do: "protect"; readonly what: "pauses" | "excuses"; readonly id: string; from: number; to: number }
  | { readonly do: "withdraw"; readonly what: "pauses" | "excuses"; readonly id: string }
  | { readonly do: "freeze" | "restore"; readonly id: string }
  | { readonly do: "settings"; readonly change: SettingsChange };

/** What happens to one learner: requests of activities in the order in which they are sent, and acts between them. */
export interface Learner {
  readonly id: string;
  /** Settings made before the first activity. */
  readonly settings: SettingsChange | undefined;
  readonly requests: readonly { readonly sent: readonly SentActivity[]; readonly acts: readonly Act[] }[];
  readonly from: number;
  readonly to: number;
}

/** What the learners of a service have in common. */
export interface Customs {
  readonly now: number;
  readonly goals: readonly NonNullable<SettingsChange["goal"]>[];
}

/** A learner made of random numbers. */
export function randomLearner(id: string, random: Random, { now, goals }: Customs): Learner {
  const zones = Array.from({ length: random.between(1, 3) }, () => random.pick(HARD_ZONES));
  const days = random.between(2, 16);
  const from = random.chance(0.6)
    ? random.pick(ODD_TIMES) + random.between(-1440, 1440) * MINUTE
    : now - days * DAY - random.between(0, 3 * 1440) * MINUTE;
  const to = Math.min(from + days * DAY, now - 5 * MINUTE);
  const zoneless = random.pick([0, 0, 0.3, 0.6, 1]);
  const isNamed = random.chance(0.85);
  const all: SentActivity[] = Array.from({ length: random.between(1, 26) }, (_, i) => {
    const type = random.pick(TYPES);
    const needsRef = type.startsWith("lesson") || type.startsWith("problem");
    const at = from + Math.floor((random.next() * (to - from)) / (15 * MINUTE)) * 15 * MINUTE;
    return {
      type,
      at: random.chance(0.8) ? at + i * 1_009 : at,
      ...(random.chance(zoneless) ? {} : { zone: random.pick(zones) }),
      ...(needsRef ? { ref: `${type.slice(0, 1)}${random.between(1, 4)}` } : {}),
      ...(isNamed ? { id: `${type}-${i}` } : {}),
    };
  });
  const order = random.chance(0.4) ? [...all].sort((a, b) => a.at - b.at) : all;
  const again = order.flatMap((activity) => (random.chance(0.15) ? [activity, activity] : [activity]));
  const requests: { sent: SentActivity[]; acts: Act[] }[] = [];
  for (let i = 0; i < again.length; ) {
    const size = random.between(1, 12);
    requests.push({ sent: again.slice(i, i + size), acts: [] });
    i += size;
  }
  const first = Math.floor(from / DAY);
  for (let i = random.between(0, 4); i > 0; i--) {
    random.pick(requests).acts.push(randomAct(`act-${i}`, random, { first, days, zones, goals }));
  }
  return {
    id,
    settings: random.chance(0.4) ? randomSettings(random, zones, goals) : undefined,
    requests,
    from,
    to,
  };
}

interface ActRange {
  readonly first: number;
  readonly days: number;
  readonly zones: readonly string[];
  readonly goals: Customs["goals"];
}

function randomAct(id: string, random: Random, { first, days, zones, goals }: ActRange): Act {
  const what = random.pick(["pauses", "excuses"] as const);
  const from = first + random.between(-1, days + 2);
  switch (random.pick(["protect", "protect", "protect", "withdraw", "freeze", "restore", "settings"] as const)) {
    case "protect":
      return { do: "protect", what, id, from, to: from + random.between(0, 3) };
    case "withdraw":
      return { do: "withdraw", what, id: `act-${random.between(1, 4)}` };
    case "freeze":
      return { do: "freeze", id };
    case "restore":
      return { do: "restore", id };
    case "settings":
      return { do: "settings", change: randomSettings(random, zones, goals) };
  }
}

function randomSettings(random: Random, zones: readonly string[], goals: Customs["goals"]): SettingsChange {
  return {
    ...(random.chance(0.4) && { fixedZone: random.pick([...zones, null]) }),
    ...(random.chance(0.4) && { dayStart: random.pick([0, 180, 240, 330, 1380, null]) }),
    ...(random.chance(0.4) && { goal: random.pick(goals) }),
    ...(random.chance(0.4) && { restDays: random.pick([[6, 7], [3], []]) }),
  };
}
