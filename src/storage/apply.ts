import type { Instant } from "../core/calendar.ts";
import type { Decision, Loaded, Needs } from "../core/change.ts";
import { decide } from "../core/decide.ts";
import { DaystreakError } from "../core/errors.ts";
import { needs } from "../core/needs.ts";
import type { RuleBook } from "../core/rules.ts";
import { emptyState, type UserState } from "../core/state.ts";
import type { StateMemory } from "./state-memory.ts";
import type { Applied, UserChanges } from "./store.ts";

/** A value at once (memory, SQLite) or later (PostgreSQL). */
export type Maybe<T> = T | Promise<T>;

/** What one user's decision must know beyond the state. */
export interface Want {
  readonly userId: string;
  readonly needs: Needs;
}

/** What one engine does for {@link applyBatch}. Every call takes as many users as there are. */
export interface Engine {
  /** The states of those users that are stored. */
  states(userIds: readonly string[]): Maybe<ReadonlyMap<string, UserState>>;
  /**
   * What the users need, and when those of `strangers`, who have no state, were erased; whoever nothing is stored for may
   * be left out.
   */
  load(wants: readonly Want[], strangers: readonly string[]): Maybe<ReadonlyMap<string, Loaded>>;
  /**
   * Writes each decision where the stored version is the one it was made from, erasures among them; says whose were
   * written. Whoever keeps news writes them in the same transaction, as of `now`.
   */
  write(decisions: readonly Decision[], now: Instant): Maybe<ReadonlySet<string>>;
  /** The states that this process wrote last, where the engine keeps any. */
  readonly memory?: StateMemory;
  /** Waits before those who lost a race are decided again; `round` counts from 1. */
  pause?(round: number): Promise<void>;
}

/** What was read where nothing was. */
export const NOTHING: Loaded = { days: new Map(), identities: new Set(), zones: [], sightings: [], protections: [] };
const NOBODY: ReadonlyMap<string, UserState> = new Map();
const ROUNDS = 200;
/** Changes that would bring an erased user back. */
const BRINGS_BACK: ReadonlySet<string> = new Set(["activity", "login", "legacy"]);

/**
 * The one loop behind every store's `apply`: read the states that are not remembered, load what `needs` names, decide,
 * write; and again for whoever lost a race against another writer. A decision on a remembered state that writes nothing
 * proves nothing, so it is made again on the stored one. Results are in the order of the batch.
 * @throws DaystreakError `overloaded` where other writers keep winning
 */
export async function applyBatch(
  engine: Engine,
  batch: readonly UserChanges[],
  now: Instant,
  book: RuleBook,
): Promise<Applied[]> {
  const results = new Map<string, Applied>();
  const staleAt = new Map<string, number>();
  let open = batch;
  for (let round = 1; open.length > 0; round++) {
    // Only the call holds what was remembered: a batch that waits for its write need not keep old states alive.
    const decisions = await decideAll(engine, open, now, book, round === 1, staleAt);
    const changed = decisions.filter((decision) => decision?.changed === true) as Decision[];
    const won = changed.length === 0 ? undefined : await engine.write(changed, now);
    const lost: UserChanges[] = [];
    for (const [index, user] of open.entries()) {
      const decision = decisions[index];
      if (decision === undefined || (decision.changed && won?.has(user.userId) !== true)) lost.push(user);
      else {
        const { outcomes, state, facts, notices, days, changed, erased } = decision;
        const written = erased !== undefined && changed ? "erasure" : changed ? "state" : "nothing";
        results.set(user.userId, { userId: user.userId, outcomes, state, facts, notices, written, days });
        if (written === "state") engine.memory?.keep(state);
      }
    }
    if (lost.length > 0 && round === ROUNDS) {
      throw new DaystreakError("overloaded", "other writers kept changing the same users: send the batch again");
    }
    if (lost.length > 0) await engine.pause?.(round);
    open = lost;
  }
  return batch.map((user) => results.get(user.userId) as Applied);
}

function recall(memory: StateMemory | undefined, users: readonly UserChanges[]): ReadonlyMap<string, UserState> {
  if (memory === undefined || memory.size === 0) return NOBODY;
  const states = new Map<string, UserState>();
  for (const { userId } of users) {
    const state = memory.take(userId);
    if (state !== undefined) states.set(userId, state);
  }
  return states;
}

/**
 * What becomes of each user; `undefined` where records that the state promises were taken away between the two reads, by
 * an erasure or a repair of the clock elsewhere: then the race is lost already. `staleAt` keeps the version of which that
 * was found: where it is found of the same version again, the records are lost, which `decide` says. Also `undefined` where
 * a remembered state (there are some in the first round only) gives nothing to write: no guard says whether it still holds.
 */
async function decideAll(
  engine: Engine,
  open: readonly UserChanges[],
  now: Instant,
  book: RuleBook,
  isFirst: boolean,
  staleAt: Map<string, number>,
): Promise<(Decision | undefined)[]> {
  const remembered = isFirst ? recall(engine.memory, open) : NOBODY;
  const unknown = open.flatMap(({ userId }) => (remembered.has(userId) ? [] : [userId]));
  const stored = unknown.length === 0 ? NOBODY : await engine.states(unknown);
  const states = open.map(({ userId }) => remembered.get(userId) ?? stored.get(userId) ?? emptyState(userId, now));
  const wants: Want[] = [];
  const strangers: string[] = [];
  for (const [index, user] of open.entries()) {
    const state = states[index] as UserState;
    // Only an erasure can be stored for a user without a state row; should one appear meanwhile, the guard on its version says so.
    if (state.version === 0) {
      if (user.changes.some(({ kind }) => BRINGS_BACK.has(kind))) strangers.push(user.userId);
      continue;
    }
    const need = needs(state, user.changes, now, book);
    if (need.days.length > 0 || need.identities.length > 0 || need.zones || need.protections) {
      wants.push({ userId: user.userId, needs: need });
    }
  }
  const loaded = wants.length + strangers.length === 0 ? undefined : await engine.load(wants, strangers);
  const stale = new Set(wants.filter((want) => isStale(want, loaded)).map(({ userId }) => userId));
  return open.map(({ userId, changes }, index) => {
    const state = states[index] as UserState;
    if (stale.has(userId) && staleAt.get(userId) !== state.version) {
      staleAt.set(userId, state.version);
      return undefined;
    }
    const decision = decide(state, loaded?.get(userId) ?? NOTHING, changes, now, book);
    return decision.changed || !remembered.has(userId) ? decision : undefined;
  });
}

function isStale({ userId, needs }: Want, loaded: ReadonlyMap<string, Loaded> | undefined): boolean {
  const { days } = loaded?.get(userId) ?? NOTHING;
  return needs.days.some((date) => !days.has(date));
}
