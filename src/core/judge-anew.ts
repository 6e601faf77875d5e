import type { DayNumber } from "./calendar.ts";
import { statusOf } from "./daily.ts";
import type { Draft } from "./draft.ts";

/**
 * Judges the records from a date on by the rules and goal that are in force on them by now: who moved west may have a
 * record of a date that is still to come, made before a goal was set that begins with it.
 */
export function judgeAnew(draft: Draft, from: DayNumber): void {
  const { state, policy } = draft;
  const { active, complete } = state.days;
  for (let date = active.next(from); date !== undefined; date = active.next(date + 1)) {
    const known = draft.record(date);
    const goal = policy.goalOn(date);
    const { version } = policy.rulesOn(date);
    if (known?.rulesVersion === version && JSON.stringify(known.goal) === JSON.stringify(goal)) continue;
    const record = draft.edit(date);
    if (record === undefined) continue;
    record.goal = goal;
    record.rulesVersion = version;
    record.status = statusOf(record);
    if (record.status === "complete") complete.add(date);
    else complete.delete(date);
    draft.refold();
  }
}
