import fc from "fast-check";
import type { Goal } from "../../src/core/rules.ts";
import type { SentActivity } from "./history.ts";
import type { SettingsChange } from "./model.ts";

/** Milliseconds in an hour. */
export const HOUR: number = 3_600_000;
/** Milliseconds in a minute. */
export const MINUTE: number = 60_000;

/** Zones whose days are anything but ordinary, and some that are. */
export const HARD_ZONES: readonly string[] = [
  "Pacific/Apia",
  "Pacific/Kiritimati",
  "Australia/Lord_Howe",
  "Asia/Kathmandu",
  "America/Santiago",
  "Africa/Cairo",
  "America/Havana",
  "America/St_Johns",
  "America/Nuuk",
  "America/Los_Angeles",
  "Europe/Berlin",
  "-12:00",
  "+14:00",
];

/** Instants a few days before clocks do something odd in one of those zones, and a quiet one. */
const BEGINNINGS: readonly number[] = [
  Date.UTC(2011, 11, 26), // Apia and Fakaofo skip the 30th
  Date.UTC(2010, 10, 3), // St. John's goes back over midnight
  Date.UTC(2010, 2, 11), // … and forward right after it
  Date.UTC(2025, 9, 28), // Cairo goes back over midnight, Havana two days later
  Date.UTC(2026, 3, 2), // Lord Howe by half an hour, Santiago over midnight
  Date.UTC(2024, 2, 28), // Nuuk forward to midnight
  Date.UTC(2026, 0, 5),
];

const LESSON_TYPES = ["lesson_completed", "lesson_view", "heartbeat"];
const PROBLEM_GOALS: readonly Goal[] = [{ problems: 1 }, { problems: 2 }, { problems: 3 }];
const OTHER_GOALS: readonly Goal[] = [
  { lessons: 1 },
  { lessons: 2 },
  { minutes: 5 },
  { minutes: 10 },
  { points: 3, weights: { problem_solved: 2, lesson_view: 1, lesson_completed: 3 } },
];

/** One thing that happens, some time after the one before. */
export type Happening = { readonly gap: number } & (
  | {
      readonly do: "record";
      readonly late: number;
      readonly sent: readonly Omit<SentActivity, "at">[];
      /** Sent as one batch; else one by one. */
      readonly together?: boolean;
    }
  | { readonly do: "settings"; readonly change: SettingsChange }
  | { readonly do: "protect"; readonly kind: "paused" | "excused"; readonly from: number; readonly days: number }
  | { readonly do: "withdraw"; readonly which: number }
  | { readonly do: "grant" }
  | { readonly do: "restore" }
  | { readonly do: "tick" }
);

/** A user's whole story. */
export interface Story {
  readonly begin: number;
  readonly defaultZone: string;
  readonly dayStart: number;
  readonly goal: Goal;
  readonly restDays: readonly number[];
  readonly freezes: { readonly initial: number; readonly earnEvery: number; readonly cap: number };
  readonly bridgeTravel: boolean;
  readonly primary: "presence" | "goal";
  readonly restores: number;
  readonly happenings: readonly Happening[];
  /** Where to look, as parts of the whole time and a little after it. */
  readonly looks: readonly number[];
}

/** What stories may hold. */
export interface StoryOptions {
  /** Settings change, protections come and go. @default false */
  readonly acts?: boolean;
  /** Initial freezes and grants. @default false */
  readonly granted?: boolean;
  /** Activities without a zone of their own. @default false */
  readonly zoneless?: boolean;
  /** Late activities. @default false */
  readonly late?: boolean;
  /** Activities that arrive as one batch. @default false */
  readonly batches?: boolean;
  /** Lessons, heartbeats and views, and goals in them. @default false */
  readonly lessons?: boolean;
}

const gap = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 6 * 60 }) },
  { weight: 12, arbitrary: fc.integer({ min: 8 * 60, max: 34 * 60 }) },
  { weight: 4, arbitrary: fc.integer({ min: 34 * 60, max: 120 * 60 }) },
  { weight: 1, arbitrary: fc.integer({ min: 5 * 24 * 60, max: 40 * 24 * 60 }) },
);

/** How long after its end a story is looked at, in milliseconds: mostly days, at times months. */
export function laterBy(look: number): number {
  return Math.round((look / 1_000) ** 4 * 100 * 24 * HOUR);
}

/** Stories of one user with up to three zones. */
export function stories(options: StoryOptions = {}): fc.Arbitrary<Story> {
  const zonesOfUser = fc.uniqueArray(fc.constantFrom(...HARD_ZONES), { minLength: 1, maxLength: 3 });
  return zonesOfUser.chain((zones) => {
    const zone =
      options.zoneless === true
        ? fc.option(fc.constantFrom(...zones), { nil: undefined, freq: 4 })
        : fc.constantFrom(...zones);
    const sent = fc
      .record({
        type: fc.constantFrom("request", "problem_solved", ...(options.lessons === true ? LESSON_TYPES : [])),
        zone,
        ref: fc.integer({ min: 1, max: 4 }),
      })
      .map(({ type, zone: own, ref }) => ({
        type,
        ...(own === undefined ? {} : { zone: own }),
        ...(type === "request" || type === "heartbeat" ? {} : { ref: `r${ref}` }),
      }));
    const goals: fc.Arbitrary<Goal> = fc.constantFrom(
      ...PROBLEM_GOALS,
      ...(options.lessons === true ? OTHER_GOALS : []),
    );
    const late =
      options.late === true
        ? fc.oneof(
            { weight: 3, arbitrary: fc.constant(0) },
            { weight: 2, arbitrary: fc.integer({ min: 1, max: 130 * 60 }) },
          )
        : fc.constant(0);
    const record = fc.record({
      gap,
      do: fc.constant("record" as const),
      late,
      sent: fc.array(sent, { minLength: 1, maxLength: 3 }),
      together: options.batches === true ? fc.boolean() : fc.constant(false),
    });
    const settings = fc.record({
      gap,
      do: fc.constant("settings" as const),
      change: fc.oneof(
        fc.constantFrom(0, 180, 240, 330, 1380, null).map((dayStart) => ({ dayStart })),
        fc.constantFrom(...zones, null).map((fixedZone) => ({ fixedZone })),
        goals.map((goal) => ({ goal })),
        fc.constantFrom([6, 7], [3], []).map((restDays) => ({ restDays })),
      ),
    });
    const protect = fc.record({
      gap,
      do: fc.constant("protect" as const),
      kind: fc.constantFrom("paused" as const, "excused" as const),
      from: fc.integer({ min: -6, max: 3 }),
      days: fc.integer({ min: 1, max: 4 }),
    });
    const withdraw = fc.record({ gap, do: fc.constant("withdraw" as const), which: fc.integer({ min: 0, max: 3 }) });
    const tick = fc.record({ gap, do: fc.constant("tick" as const) });
    const grant = fc.record({ gap, do: fc.constant("grant" as const) });
    const restore = fc.record({ gap, do: fc.constant("restore" as const) });
    const happening = fc.oneof(
      { weight: 28, arbitrary: record },
      { weight: 2, arbitrary: tick },
      { weight: options.acts === true ? 2 : 0, arbitrary: settings },
      { weight: options.acts === true ? 2 : 0, arbitrary: protect },
      { weight: options.acts === true ? 1 : 0, arbitrary: withdraw },
      { weight: options.acts === true ? 2 : 0, arbitrary: restore },
      { weight: options.granted === true ? 2 : 0, arbitrary: grant },
    );
    return fc.record({
      begin: fc
        .tuple(fc.constantFrom(...BEGINNINGS), fc.integer({ min: 0, max: 48 * 60 }))
        .map(([at, add]) => at + add * MINUTE),
      defaultZone: fc.constantFrom("UTC", ...zones),
      dayStart: fc.constantFrom(0, 0, 0, 240, 90, 1200),
      goal: goals,
      restDays: fc.constantFrom([], [], [6, 7], [5], [1, 3]),
      freezes: fc.constantFrom(
        { initial: 0, earnEvery: 0, cap: 2 },
        { initial: 0, earnEvery: 1, cap: 1 },
        { initial: 0, earnEvery: 2, cap: 2 },
        { initial: 0, earnEvery: 3, cap: 1 },
        ...(options.granted === true
          ? [
              { initial: 1, earnEvery: 0, cap: 2 },
              { initial: 2, earnEvery: 2, cap: 2 },
            ]
          : []),
      ),
      bridgeTravel: fc.boolean(),
      primary: fc.constantFrom("presence" as const, "goal" as const),
      restores: fc.constantFrom(0, 1, 3),
      happenings: fc.array(happening, { minLength: 1, maxLength: 16 }),
      looks: fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 3, maxLength: 3 }),
    });
  });
}
