/** What happens to one simulated learner, in the order of time. */
export type Happening =
  | { readonly at: number; readonly what: "activity" }
  | { readonly at: number; readonly what: "switch"; readonly isOn: boolean }
  | { readonly at: number; readonly what: "wish"; readonly remindAt: number | null; readonly off: readonly string[] }
  | { readonly at: number; readonly what: "pause"; readonly from: number; readonly to: number }
  | { readonly at: number; readonly what: "opened" }
  | { readonly at: number; readonly what: "erase" };

/** A simulated learner. */
export interface Learner {
  readonly userId: string;
  readonly zone: string;
  /** ISO weekdays. */
  readonly restDays: readonly number[];
  readonly happenings: readonly Happening[];
}

/** What is told: the same fields from the rule of the program and from the plain one. */
export interface Told {
  readonly at: number;
  readonly kind: string;
  readonly about: string;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Zones with whole, half and quarter hours, on both sides of the date line, with clocks that change in October and November. */
export const ZONES: readonly string[] = [
  "Pacific/Kiritimati",
  "Europe/London",
  "America/Los_Angeles",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Africa/Cairo",
  "America/St_Johns",
  "Pacific/Chatham",
  "Asia/Tokyo",
  "America/New_York",
  "UTC",
];

/** The first instant of a simulation; what comes before is history. */
export const START: number = Date.parse("2026-10-12T00:00:00Z");
/** How many days of learning there were before. */
export const HISTORY_DAYS = 12;

/**
 * Makes a learner: more or less faithful, with an hour of the day, a zone, rest days, pauses, wishes and changes of mind.
 * @param random numbers in [0, 1)
 */
export function makeLearner(index: number, days: number, random: () => number): Learner {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const chance = (share: number): boolean => random() < share;
  const faith = pick([0.15, 0.5, 0.8, 0.95]);
  const hour = Math.floor(random() * 24);
  const end = START + days * DAY_MS;
  // Half a minute past: never at the same instant as anything that the clock brings about.
  const somewhere = (from: number, to: number): number =>
    Math.floor((from + random() * (to - from)) / MINUTE_MS) * MINUTE_MS + 30_000;
  const happenings: Happening[] = [];
  const begins = START - HISTORY_DAYS * DAY_MS;
  for (let day = begins; day < end; day += DAY_MS) {
    if (!chance(faith)) continue;
    const around = day + hour * 3_600_000;
    happenings.push({ at: somewhere(around - 5_400_000, around + 5_400_000), what: "activity" });
    if (chance(0.2)) happenings.push({ at: somewhere(around, around + 4 * 3_600_000), what: "activity" });
  }
  if (happenings.length === 0) happenings.push({ at: somewhere(begins, START), what: "activity" });
  if (chance(0.5)) {
    const remindAt = chance(0.5) ? null : Math.floor(random() * 288) * 5;
    const off = chance(0.3)
      ? [pick(["daily_reminder", "streak_at_risk", "weekly_recap", "milestone", "win_back"])]
      : [];
    happenings.push({ at: somewhere(begins, end), what: "wish", remindAt, off });
  }
  if (chance(0.15)) {
    const off = somewhere(START, end);
    happenings.push({ at: off, what: "switch", isOn: false });
    if (chance(0.5)) happenings.push({ at: somewhere(off, end) + 1, what: "switch", isOn: true });
  }
  if (chance(0.25)) {
    const at = somewhere(START, end);
    const from = Math.floor(at / DAY_MS) + 1 + Math.floor(random() * 3);
    happenings.push({ at, what: "pause", from, to: from + Math.floor(random() * 9) });
  }
  if (chance(0.2)) happenings.push({ at: somewhere(START, end), what: "opened" });
  if (chance(0.05)) happenings.push({ at: somewhere(START, end), what: "erase" });
  return {
    userId: `learner ${index}`,
    zone: pick(ZONES),
    restDays: chance(0.25) ? [6, 7] : chance(0.1) ? [5] : [],
    happenings: happenings.sort((a, b) => a.at - b.at),
  };
}
