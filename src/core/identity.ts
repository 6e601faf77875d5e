import type { Activity } from "./activity.ts";
import { type DayNumber, formatDate } from "./calendar.ts";

/**
 * What makes an activity one: its own id, else type, ref and local date; `undefined` where it has neither id nor ref.
 * The derived form begins with `~`, which a given id can never do.
 */
export function identityOf(activity: Activity, date: DayNumber): string | undefined {
  if (activity.id !== undefined) return activity.id.startsWith("~") ? `~${activity.id}` : activity.id;
  return activity.ref === undefined ? undefined : `~/${activity.type}/${formatDate(date)}/${activity.ref}`;
}
