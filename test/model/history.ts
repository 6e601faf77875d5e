import type { Goal, Rules } from "../../src/core/rules.ts";

/** What the model reads of the rules. */
export type ModelRules = Pick<
  Rules,
  | "goal"
  | "freezes"
  | "restores"
  | "restoreWithinDays"
  | "restDays"
  | "calendar"
  | "bridgeTravel"
  | "milestones"
  | "primary"
> & { readonly dayStart: number };

/** An activity as it was sent. */
export interface SentActivity {
  readonly type: string;
  readonly at: number;
  readonly zone?: string;
  readonly id?: string;
  readonly ref?: string;
}

/** An activity as it is kept: dated once, never again. */
export interface KeptActivity extends SentActivity {
  readonly date: number;
  /** The zone that dated it. */
  readonly datedIn: string;
  readonly receivedAt: number;
  /** With which arrival it came; later ones know more. */
  readonly arrival: number;
  /** Whether its own zone says where the user was: not while a fixed zone held. */
  readonly evidence: boolean;
}

/** What a user may set; `null` follows the app. */
export interface Preferences {
  readonly fixedZone: string | null;
  readonly dayStart: number | null;
  readonly goal: Goal | null;
  readonly restDays: readonly number[] | null;
}

/** One preference, from an instant and a date on. */
export interface SettingsRow {
  readonly key: keyof Preferences;
  readonly value: Preferences[keyof Preferences];
  readonly effectiveAt: number;
  readonly from: number;
}

/** A date somebody protected. */
export interface ProtectedDate {
  readonly id: string;
  readonly date: number;
  readonly kind: "paused" | "excused" | "restored";
}

/** Freezes somebody gave. */
export interface Grant {
  readonly date: number;
  readonly count: number;
}

/** Rules that came later, from an instant and a date of the user on. */
export interface LaterRules {
  readonly effectiveAt: number;
  readonly from: number;
  readonly rules: ModelRules;
}

/** Everything that ever happened to one user. */
export interface History {
  /** The first rules hold for all dates. */
  readonly rules: ModelRules;
  readonly laterRules: LaterRules[];
  readonly defaultZone: string;
  readonly activities: KeptActivity[];
  readonly settings: SettingsRow[];
  readonly protections: ProtectedDate[];
  readonly grants: Grant[];
  restoresUsed: number;
  readonly floors: { presence: number; goal: number };
}

/** A history in which nothing has happened yet. */
export function emptyHistory(rules: ModelRules, defaultZone: string): History {
  return {
    rules,
    laterRules: [],
    defaultZone,
    activities: [],
    settings: [],
    protections: [],
    grants: [],
    restoresUsed: 0,
    floors: { presence: 0, goal: 0 },
  };
}

/** Activities in their one order: by instant, then zone, then id. */
export function inOrder<T extends { at: number; datedIn: string; id?: string; ref?: string }>(
  activities: readonly T[],
): T[] {
  const key = (a: T): string => `${a.datedIn}\u0000${a.id ?? a.ref ?? ""}`;
  return [...activities].sort((a, b) => a.at - b.at || (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** A preference in force at an instant: of those whose time has come, the one made last. */
export function preferenceAt<K extends keyof Preferences>(history: History, key: K, at: number): Preferences[K] {
  const rows = history.settings.filter((row) => row.key === key && row.effectiveAt <= at);
  return (rows.at(-1)?.value ?? null) as Preferences[K];
}

/** A preference in force on a date. */
export function preferenceOn<K extends keyof Preferences>(history: History, key: K, date: number): Preferences[K] {
  const rows = history.settings.filter((row) => row.key === key && row.from <= date);
  return (rows.at(-1)?.value ?? null) as Preferences[K];
}

/** The rules in force on a date. */
export function rulesOn(history: History, date: number): ModelRules {
  return history.laterRules.findLast(({ from }) => from <= date)?.rules ?? history.rules;
}

/** The rules in force at an instant. */
function rulesAt(history: History, at: number): ModelRules {
  return history.laterRules.findLast(({ effectiveAt }) => effectiveAt <= at)?.rules ?? history.rules;
}

/** Instants at which settings or rules take effect. */
export function turnsOf(history: History): number[] {
  return [...history.settings, ...history.laterRules].map(({ effectiveAt }) => effectiveAt).sort((a, b) => a - b);
}

/** The day start in force at an instant, in minutes. */
export function dayStartAt(history: History, at: number): number {
  return preferenceAt(history, "dayStart", at) ?? rulesAt(history, at).dayStart;
}

/** The day start in force on a date, in minutes. */
export function dayStartOn(history: History, date: number): number {
  return preferenceOn(history, "dayStart", date) ?? rulesOn(history, date).dayStart;
}

/**
 * The zone in force at an instant: the fixed zone, else the newest evidence up to then, else the app's default.
 * Evidence is every activity with a zone of its own, and every fixed zone from the instant it took effect.
 */
export function zoneAt(history: History, at: number): string {
  const fixed = preferenceAt(history, "fixedZone", at);
  if (fixed !== null) return fixed;
  const seen: { at: number; zone: string; rank: number }[] = [];
  for (const a of history.activities) {
    if (a.evidence && a.zone !== undefined && a.at <= at) seen.push({ at: a.at, zone: a.zone, rank: 0 });
  }
  for (const { key, value, effectiveAt } of history.settings) {
    if (key === "fixedZone" && value !== null && effectiveAt <= at) {
      seen.push({ at: effectiveAt, zone: value as string, rank: 1 });
    }
  }
  seen.sort((a, b) => a.at - b.at || a.rank - b.rank || (a.zone < b.zone ? -1 : a.zone > b.zone ? 1 : 0));
  return seen.at(-1)?.zone ?? history.defaultZone;
}
