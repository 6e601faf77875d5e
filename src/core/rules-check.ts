import { LEARNING_TYPES, PRESENCE_TYPES, type TypeKind } from "./activity.ts";
import { parseDate } from "./calendar.ts";
import { DaystreakError } from "./errors.ts";
import { DEFAULT_NOTICE_RULES, isNoticeKind, type NoticeRules } from "./notices/notice-rules.ts";
import type { ExcusedDate, Goal, PathRule, Rules } from "./rules.ts";

/** Rules as an app states them: whatever is left out has its default. */
export type RulesInput = { readonly [K in keyof Omit<Rules, "freezes" | "notices">]?: Rules[K] } & {
  readonly freezes?: Partial<Rules["freezes"]>;
  readonly notices?: Partial<NoticeRules>;
};

/** The rules that hold where an app states nothing. */
export const DEFAULT_RULES: Rules = {
  primary: "presence",
  goal: { problems: 3 },
  freezes: { initial: 0, earnEvery: 0, cap: 2 },
  restores: 0,
  restoreWithinDays: 7,
  restDays: [],
  calendar: [],
  milestones: [7, 30, 100, 365],
  dayStart: "00:00",
  lateLimitDays: 7,
  flagLateHours: 72,
  closeGraceHours: 0,
  bridgeTravel: true,
  trustClient: false,
  clientTypes: ["heartbeat", "course_view", "lesson_view", "problem_view"],
  types: {},
  paths: [
    { path: "/api/streak/", type: "streak_update" },
    { path: "/api/lms/lessons/", type: "lesson_view" },
    { path: "/api/lms/problems/", type: "problem_view" },
    { path: "/api/lms/courses/", type: "course_view" },
  ],
  excludePaths: ["/static/", "/media/", "/admin/"],
};

const TYPE_NAME = /^[a-z][a-z0-9_.:-]{0,63}$/;
const CHANNEL_NAME = /^[a-z][a-z0-9_-]{0,31}$/;
const CLOCK = /^([01]\d|2[0-3]):([0-5]\d)$/;

/**
 * Checks rules and fills in the defaults.
 * @throws DaystreakError `rules_invalid`, naming the key and what it must be
 */
export function defineRules(input: RulesInput = {}): Rules {
  if (!isObject(input)) refuse("rules", "an object");
  const given = input as Record<string, unknown>;
  for (const key of Object.keys(given)) {
    if (!Object.hasOwn(CHECKS, key)) {
      refuse(key, `left out: there is no such rule (known: ${Object.keys(CHECKS).join(", ")})`);
    }
  }
  const rules = { ...DEFAULT_RULES } as Record<string, unknown>;
  for (const [key, check] of Object.entries(CHECKS)) {
    if (given[key] !== undefined) rules[key] = check(given[key], key);
  }
  const checked = rules as unknown as Rules;
  for (const path of checked.paths) requireKnownType(path.type, checked.types, "paths");
  for (const type of checked.clientTypes) requireKnownType(type, checked.types, "clientTypes");
  return checked;
}

/** Minutes after midnight of an `HH:MM`, or `undefined`. */
export function parseClock(text: string): number | undefined {
  const match = CLOCK.exec(text);
  return match === null ? undefined : Number(match[1]) * 60 + Number(match[2]);
}

/** `HH:MM` of minutes after midnight. */
export function formatClock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Checks a daily goal. @throws DaystreakError `rules_invalid` */
export function checkGoal(value: unknown, key = "goal"): Goal {
  if (!isObject(value)) refuse(key, 'an object such as { "problems": 3 }');
  const goal = value as Record<string, unknown>;
  const keys = Object.keys(goal);
  if (keys.includes("weights") || keys.includes("points")) {
    if (keys.length !== 2 || !isObject(goal.weights))
      refuse(key, '{ "points": n, "weights": { type: weight } } together');
    const weights = Object.entries(goal.weights as object);
    for (const [type, weight] of weights) {
      if (!TYPE_NAME.test(type)) refuse(`${key}.weights`, "keyed by activity types");
      number(weight, `${key}.weights.${type}`, 0, 1_000_000);
    }
    if (weights.length === 0) refuse(`${key}.weights`, "at least one type");
    return { points: number(goal.points, `${key}.points`, 0.001, 1e9), weights: Object.fromEntries(weights) };
  }
  const [measure, ...rest] = keys;
  if (rest.length > 0 || (measure !== "problems" && measure !== "lessons" && measure !== "minutes")) {
    refuse(key, "exactly one of problems, lessons, minutes, or points with weights");
  }
  return { [measure as "problems"]: whole(goal[measure as string], `${key}.${measure}`, 1, 1440) };
}

/** Checks rest days: distinct ISO weekdays. @throws DaystreakError `rules_invalid` */
export function checkRestDays(value: unknown, key = "restDays"): number[] {
  const days = list(value, key).map((day) => whole(day, key, 1, 7));
  if (new Set(days).size !== days.length) refuse(key, "distinct ISO weekdays, 1 (Monday) to 7 (Sunday)");
  return days.sort((a, b) => a - b);
}

const CHECKS: { readonly [K in keyof Rules]-?: (value: unknown, key: string) => Rules[K] } = {
  primary: (value, key) => (value === "presence" || value === "goal" ? value : refuse(key, '"presence" or "goal"')),
  goal: checkGoal,
  freezes: (value, key) => {
    if (!isObject(value)) refuse(key, "an object with initial, earnEvery and cap");
    const { initial, earnEvery, cap, ...rest } = { ...DEFAULT_RULES.freezes, ...(value as Partial<Rules["freezes"]>) };
    if (Object.keys(rest).length > 0) refuse(key, "an object with no other keys than initial, earnEvery and cap");
    return {
      initial: whole(initial, `${key}.initial`, 0, 1000),
      earnEvery: whole(earnEvery, `${key}.earnEvery`, 0, 10_000),
      cap: whole(cap, `${key}.cap`, 0, 1000),
    };
  },
  restores: (value, key) => whole(value, key, 0, 1000),
  restoreWithinDays: (value, key) => whole(value, key, 0, 3650),
  restDays: checkRestDays,
  calendar: (value, key) => list(value, key).map((entry) => excusedDate(entry, key)),
  milestones: (value, key) => {
    const lengths = list(value, key).map((length) => whole(length, key, 1, 100_000));
    return [...new Set(lengths)].sort((a, b) => a - b);
  },
  dayStart: clock,
  lateLimitDays: (value, key) => whole(value, key, 0, 3650),
  flagLateHours: (value, key) => number(value, key, 0, 87_600),
  closeGraceHours: (value, key) => number(value, key, 0, 720),
  bridgeTravel: flag,
  trustClient: flag,
  clientTypes: (value, key) => list(value, key).map((type) => typeName(type, key)),
  types: (value, key) => {
    if (!isObject(value)) refuse(key, 'an object such as { "quiz_passed": "learning" }');
    for (const [type, kind] of Object.entries(value as object)) {
      typeName(type, key);
      if (builtInKind(type) !== undefined) refuse(`${key}.${type}`, "another name: this type is built in");
      if (kind !== "presence" && kind !== "learning") refuse(`${key}.${type}`, '"presence" or "learning"');
    }
    return value as Record<string, TypeKind>;
  },
  paths: (value, key) => list(value, key).map((entry, index) => pathRule(entry, `${key}[${index}]`)),
  excludePaths: (value, key) => list(value, key).map((path) => pathText(path, key)),
  notices: checkNotices,
};

function checkNotices(value: unknown, key: string): NoticeRules {
  if (!isObject(value)) refuse(key, "an object");
  const known = Object.keys(DEFAULT_NOTICE_RULES);
  for (const name of Object.keys(value as object)) {
    if (!known.includes(name)) refuse(`${key}.${name}`, `left out: there is no such rule (known: ${known.join(", ")})`);
  }
  const given = { ...DEFAULT_NOTICE_RULES, ...(value as Partial<NoticeRules>) } as Record<keyof NoticeRules, unknown>;
  const recap = given.recap as Record<string, unknown>;
  if (!isObject(recap)) refuse(`${key}.recap`, 'an object such as { "weekday": 1, "at": "09:00" }');
  return {
    channels: list(given.channels, `${key}.channels`).map((name) =>
      typeof name === "string" && CHANNEL_NAME.test(name) ? name : refuse(`${key}.channels`, "names of channels"),
    ),
    off: list(given.off, `${key}.off`).map((kind) =>
      isNoticeKind(kind) ? kind : refuse(`${key}.off`, "kinds of notices"),
    ),
    remindAt: clock(given.remindAt, `${key}.remindAt`),
    atRiskMinutes: whole(given.atRiskMinutes, `${key}.atRiskMinutes`, 1, 1439),
    minStreak: whole(given.minStreak, `${key}.minStreak`, 1, 100_000),
    winBack: list(given.winBack, `${key}.winBack`).map((days) => whole(days, `${key}.winBack`, 3, 3650)),
    recap: {
      weekday: whole(recap.weekday, `${key}.recap.weekday`, 1, 7),
      at: clock(recap.at, `${key}.recap.at`),
    },
    quiet: given.quiet === null ? null : quietHours(given.quiet, `${key}.quiet`),
    perDay: whole(given.perDay, `${key}.perDay`, 0, 100),
    fewerAfter: whole(given.fewerAfter, `${key}.fewerAfter`, 0, 1000),
    holdout: number(given.holdout, `${key}.holdout`, 0, 1),
    variants: variants(given.variants, `${key}.variants`),
  };
}

function quietHours(value: unknown, key: string): NonNullable<NoticeRules["quiet"]> {
  const { from, to } = (isObject(value) ? value : {}) as Record<string, unknown>;
  if (from === to) refuse(key, 'an object such as { "from": "22:00", "to": "08:00" }, or null');
  return { from: clock(from, `${key}.from`), to: clock(to, `${key}.to`) };
}

function variants(value: unknown, key: string): NoticeRules["variants"] {
  if (!isObject(value)) refuse(key, 'an object such as { "daily_reminder": { "a": 1, "b": 1 } }');
  for (const [kind, weights] of Object.entries(value as object)) {
    if (!isNoticeKind(kind) || !isObject(weights))
      refuse(`${key}.${kind}`, "weights of the wordings of a kind of notice");
    const sum = Object.values(weights).reduce<number>(
      (total, weight) => total + number(weight, `${key}.${kind}`, 0, 1e6),
      0,
    );
    if (sum === 0) refuse(`${key}.${kind}`, "weights of which at least one is above 0");
  }
  return value as NoticeRules["variants"];
}

function clock(value: unknown, key: string): string {
  return typeof value === "string" && CLOCK.test(value) ? value : refuse(key, "a time of day as HH:MM");
}

/** The kind of a built-in type. */
export function builtInKind(type: string): TypeKind | undefined {
  if ((PRESENCE_TYPES as readonly string[]).includes(type)) return "presence";
  return (LEARNING_TYPES as readonly string[]).includes(type) ? "learning" : undefined;
}

function requireKnownType(type: string, types: Rules["types"], key: string): void {
  if (builtInKind(type) === undefined && !Object.hasOwn(types, type)) {
    refuse(key, `made of known types: declare "${type}" under types as presence or learning`);
  }
}

function excusedDate(value: unknown, key: string): ExcusedDate {
  const { date, reason } = (isObject(value) ? value : {}) as Record<string, unknown>;
  if (typeof date !== "string" || parseDate(date) === undefined || typeof reason !== "string") {
    refuse(key, 'a list of { "date": "YYYY-MM-DD", "reason": "…" }');
  }
  return { date: date as string, reason: reason as string };
}

function pathRule(value: unknown, key: string): PathRule {
  if (!isObject(value)) refuse(key, 'an object such as { "path": "/api/lms/lessons/", "type": "lesson_view" }');
  const { path, type, methods, statuses, await: wait, ...rest } = value as Record<string, unknown>;
  if (Object.keys(rest).length > 0) refuse(key, "an object with path, type, methods, statuses and await only");
  return {
    path: pathText(path, `${key}.path`),
    type: typeName(type, `${key}.type`),
    ...(methods === undefined ? {} : { methods: list(methods, `${key}.methods`).map((m) => String(m).toUpperCase()) }),
    ...(statuses === undefined
      ? {}
      : { statuses: list(statuses, `${key}.statuses`).map((s) => whole(s, `${key}.statuses`, 100, 599)) }),
    ...(wait === undefined ? {} : { await: flag(wait, `${key}.await`) }),
  };
}

function pathText(value: unknown, key: string): string {
  return typeof value === "string" && value.startsWith("/") ? value : refuse(key, "a path that begins with /");
}

function typeName(value: unknown, key: string): string {
  if (typeof value === "string" && TYPE_NAME.test(value)) return value;
  return refuse(key, "an activity type: lower-case letters, digits and _ . : -, at most 64");
}

function flag(value: unknown, key: string): boolean {
  return typeof value === "boolean" ? value : refuse(key, "true or false");
}

function whole(value: unknown, key: string, from: number, to: number): number {
  return Number.isInteger(value) ? number(value, key, from, to) : refuse(key, `a whole number from ${from} to ${to}`);
}

function number(value: unknown, key: string, from: number, to: number): number {
  if (typeof value === "number" && value >= from && value <= to) return value;
  return refuse(key, `a number from ${from} to ${to}`);
}

function list(value: unknown, key: string): unknown[] {
  return Array.isArray(value) ? value : refuse(key, "a list");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function refuse(key: string, must: string): never {
  throw new DaystreakError("rules_invalid", `${key} must be ${must}`);
}
