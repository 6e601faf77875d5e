import { kindOfType } from "../core/admission.ts";
import { DaystreakError } from "../core/errors.ts";
import type { Rules } from "../core/rules.ts";

/**
 * Refuses a type that a user's own token may not report: a learner's curl must not solve problems. An unknown type
 * passes, since admission has its own words for it.
 * @throws DaystreakError `type_forbidden`
 */
export function requireClientType(type: string, rules: Rules): void {
  const kind = kindOfType(type, rules);
  if (kind === undefined) return;
  if (kind === "learning" ? rules.trustClient : rules.clientTypes.includes(type)) return;
  throw new DaystreakError(
    "type_forbidden",
    `a user's token may not report ${type}; send it from the platform's server with an API key`,
  );
}
