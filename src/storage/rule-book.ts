import type { Instant } from "../core/calendar.ts";
import type { RuleBook, Rules, RulesVersion } from "../core/rules.ts";
import { DEFAULT_RULES } from "../core/rules-check.ts";
import type { Maybe } from "./apply.ts";

/** What keeping rules asks of an engine. */
export interface RuleShelf {
  /** All stored versions, ascending. */
  versions(): Maybe<RulesVersion[]>;
  /** Stores a version unless one of that number is stored already; says whether it did. */
  add(version: RulesVersion): Maybe<boolean>;
  /** The calendar of excused dates, ascending. */
  excused(): Maybe<RuleBook["excused"]>;
}

/**
 * The book with these rules as its newest: they are stored as a new version where they differ from the newest stored one.
 * Without rules the newest stored ones stay; an empty shelf gets the default rules.
 * The number of a version is its key, so that of two processes that add one at the same time the second finds the first's.
 */
export async function bookOf(
  shelf: RuleShelf,
  rules: Rules | undefined,
  defaultZone: string,
  now: Instant,
): Promise<RuleBook> {
  const wanted = rules === undefined ? undefined : canonical(rules);
  for (;;) {
    const versions = await shelf.versions();
    const newest = versions.at(-1);
    if (newest !== undefined && (wanted === undefined || canonical(newest.rules) === wanted)) {
      return { versions, excused: await shelf.excused(), defaultZone };
    }
    await shelf.add({ version: (newest?.version ?? 0) + 1, effectiveAt: now, rules: rules ?? DEFAULT_RULES });
  }
}

/** JSON with sorted keys: equal for equal values, whatever the order in which a database keeps keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => {
    if (inner === null || typeof inner !== "object" || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
