import type { Goal, Rules } from "../../src/core/rules.ts";

/** What the model reads of the rules; one version, in force on every date. */
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
  readonly type: "request" | "heartbeat" | "problem_solved";
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

/** Settings from an instant and a date on; each row holds everything. */
export interface SettingsRow {
  readonly madeAt: number;
  readonly effectiveAt: number;
  readonly from: number;
  readonly fixedZone: string | null;
  readonly dayStart: number | null;
  readonly goal: Goal | null;
  readonly restDays: readonly number[] | null;
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

/** Everything that ever happened to one user. */
export interface History {
  readonly rules: ModelRules;
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

/** The settings in force at an instant: of those whose time has come, the ones made last. */
export function settingsAt(history: History, at: number): SettingsRow | undefined {
  return history.settings.filter((row) => row.effectiveAt <= at).at(-1);
}

/** The settings in force on a date. */
export function settingsOn(history: History, date: number): SettingsRow | undefined {
  return history.settings.filter((row) => row.from <= date).at(-1);
}

/** The day start in force at an instant, in minutes. */
export function dayStartAt(history: History, at: number): number {
  return settingsAt(history, at)?.dayStart ?? history.rules.dayStart;
}

/** The day start in force on a date, in minutes. */
export function dayStartOn(history: History, date: number): number {
  return settingsOn(history, date)?.dayStart ?? history.rules.dayStart;
}

/**
 * The zone in force at an instant: the fixed zone, else the newest evidence up to then, else the app's default.
 * Evidence is every activity with a zone of its own, and every fixed zone from the instant it took effect.
 */
export function zoneAt(history: History, at: number): string {
  const fixed = settingsAt(history, at)?.fixedZone;
  if (fixed !== undefined && fixed !== null) return fixed;
  const seen: { at: number; zone: string; rank: number }[] = [];
  for (const a of history.activities) {
    if (a.evidence && a.zone !== undefined && a.at <= at) seen.push({ at: a.at, zone: a.zone, rank: 0 });
  }
  for (const row of history.settings) {
    if (row.fixedZone !== null && row.effectiveAt <= at)
      seen.push({ at: row.effectiveAt, zone: row.fixedZone, rank: 1 });
  }
  seen.sort((a, b) => a.at - b.at || a.rank - b.rank || (a.zone < b.zone ? -1 : a.zone > b.zone ? 1 : 0));
  return seen.at(-1)?.zone ?? history.defaultZone;
}
