import type { Activity } from "../../src/core/activity.ts";
import { decide } from "../../src/core/decide.ts";
import type { RuleBook } from "../../src/core/rules.ts";
import { DEFAULT_RULES } from "../../src/core/rules-check.ts";
import { emptyState, type UserState } from "../../src/core/state.ts";
import type { Row } from "../../src/storage/rows/cell.ts";
import { dayToRow } from "../../src/storage/rows/day-row.ts";
import { factToRow } from "../../src/storage/rows/log-rows.ts";
import { stateToRow } from "../../src/storage/rows/state-row.ts";
import { ownZone, userId } from "../support/people.ts";

/** The rows of many users' first request of a day, ready to be written. */
export interface ReadyRows {
  readonly states: Row[];
  readonly days: Row[];
  readonly facts: Row[];
}

/**
 * Makes, day after day, the very rows that Daystreak writes for first requests, so that a rival has nothing to do but to
 * write them. Must be asked for the same users on the same days.
 */
export function createReadyRows(firstDay: number): (now: number, users: readonly number[]) => ReadyRows {
  const book: RuleBook = {
    versions: [{ version: 1, effectiveAt: firstDay, rules: DEFAULT_RULES }],
    excused: [],
    defaultZone: "UTC",
  };
  const states = new Map<number, UserState>();
  const nothing = { days: new Map(), identities: new Set<string>(), zones: [], sightings: [], protections: [] };
  return (now, users) => {
    const rows: ReadyRows = { states: [], days: [], facts: [] };
    for (const user of users) {
      const id = userId(user);
      const zone = ownZone(user);
      const activity: Activity = {
        type: "request",
        kind: "presence",
        at: now,
        logged: false,
        source: "live",
        flags: [],
        ...(zone !== undefined && { zone }),
      };
      const before = states.get(user) ?? emptyState(id, now);
      // The days before are needed for the zones they were seen in: always the same one here.
      const { state, days, facts } = decide(before, nothing, [{ kind: "activity", activity }], now, book);
      states.set(user, state);
      rows.states.push(stateToRow(state));
      rows.days.push(...days.map((day) => dayToRow(id, day)));
      rows.facts.push(...facts.map((fact) => factToRow(id, fact)));
    }
    return rows;
  };
}

/** The parts of ready rows that one batch of `size` users writes. */
export function* batchesOf(rows: ReadyRows, size: number): Generator<ReadyRows> {
  const factsPerUser = rows.facts.length / rows.states.length;
  if (!Number.isInteger(factsPerUser)) throw new Error("the users of a day must all have equally many facts");
  for (let from = 0; from < rows.states.length; from += size) {
    yield {
      states: rows.states.slice(from, from + size),
      days: rows.days.slice(from, from + size),
      facts: rows.facts.slice(from * factsPerUser, (from + size) * factsPerUser),
    };
  }
}
