import { type DayNumber, formatDate } from "../../core/calendar.ts";
import { TALLIES } from "../../core/tallies.ts";
import type { Alert, AlertRange, AlertSource, Detector } from "../alert.ts";
import { deviationOf, medianOf } from "../median.ts";
import { TOGETHER_DAYS, userAlerts } from "../user-alerts.ts";

const USUAL_DAYS = 28;
/** A burst is so many times what is usual, and so many deviations more. */
const TIMES = 3;
const DEVIATIONS = 6;

/** Many streaks that are restored at once. */
export const restoreBurst: Detector = {
  kind: "restore_burst",
  title: "Burst of restores",
  about:
    "A date (of UTC) with so many restores (`restoresPerDay`), three times the median of the 28 dates before and 6 deviations more; or a user with so many within 30 dates (`restoresPerUser`).",
  async find(source, range) {
    const { limits, oddities } = source;
    const own = (await oddities("restores", range.from - TOGETHER_DAYS, range.to)).filter(
      ({ value }) => value >= limits.restoresPerUser,
    );
    const ofUsers = userAlerts(restoreBurst, own, range, () => ({
      usual: null,
      one: (userId, when, restores) => `Streaks of ${userId} were restored ${restores} times within 30 dates, ${when}.`,
      many: (users, when, restores) =>
        `Streaks of ${users} users were restored again and again, up to ${restores} times each within 30 dates, ${when}.`,
      usually: "A restore is the exception: one, after something went wrong.",
      reason: `Told from ${limits.restoresPerUser} restores of one user within 30 dates on.`,
      lookAt: "Who restored them, and why: the audit names the key or administrator, and the reason they gave.",
      lookAtMany: "Who restored them, and why: the audit names the key or administrator, and the reason they gave.",
    }));
    return [...(await ofEverybody(source, range)), ...ofUsers];
  },
};

async function ofEverybody({ limits, metric, totals }: AlertSource, range: AlertRange): Promise<Alert[]> {
  // Restores of a group are not told apart from those of others.
  if (metric.group !== "") return [];
  const rows = await totals(TALLIES.restores, range.from - USUAL_DAYS - TOGETHER_DAYS, range.to);
  const byDate = new Map<DayNumber, number>();
  for (const { date, value } of rows) byDate.set(date, (byDate.get(date) ?? 0) + value);
  const alerts: Alert[] = [];
  for (let date = range.from; date <= range.to; date++) {
    const restores = byDate.get(date) ?? 0;
    if (restores < limits.restoresPerDay) continue;
    const before = Array.from({ length: USUAL_DAYS }, (_, i) => byDate.get(date - 1 - i) ?? 0);
    const usual = medianOf(before);
    const limit = Math.max(TIMES * usual, usual + DEVIATIONS * Math.max(deviationOf(before), Math.sqrt(usual)));
    if (restores <= limit) continue;
    alerts.push({
      id: `restore_burst:${formatDate(date)}:`,
      kind: "restore_burst",
      title: restoreBurst.title,
      date: formatDate(date),
      until: formatDate(date),
      user_id: null,
      user_ids: [],
      users: 0,
      type: null,
      value: restores,
      usual,
      text: `Streaks were restored ${restores} times on ${formatDate(date)}.`,
      usual_text: `On half of the ${USUAL_DAYS} dates before it was at most ${usual}.`,
      reason: `Told from ${Math.max(limits.restoresPerDay, Math.floor(limit) + 1)} on.`,
      look_at:
        "Whether an outage broke streaks that are put right now, and who did it: the audit names key, administrator and reason.",
    });
  }
  return alerts;
}
