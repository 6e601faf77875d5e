import { type DayNumber, formatDate } from "../../core/calendar.ts";
import { TALLIES } from "../../core/tallies.ts";
import type { Alert, AlertSource, Detector } from "../alert.ts";
import { dailyRows } from "../daily-rows.ts";
import { type Silence, silences } from "../silences.ts";

/** Dates before a range that are looked at: weeks to compare with, and the silences they had. */
const REACH = 120;
const HOUR_MS = 3_600_000;
/** While of everything else less than this share of what is usual comes, everybody is missing. */
const OTHERS_SHARE = 0.5;
const WEEK = 7;

/** Types of activities of which nothing comes any more. */
export const typeSilent: Detector = {
  kind: "type_silent",
  title: "Sudden silence of a type",
  about:
    "Hours in a row (of UTC) in which an activity type is silent, or nearly, and the same hours of the weeks before let expect so many (`silentActivities`); three times as many as any silence of the eight weeks before. Not where everybody is missing: that is told by daily users.",
  isOfEverybody: true,
  async find(source, range) {
    const start = range.from - REACH;
    const rows = await source.totals(TALLIES.type, start, range.to);
    const last = Math.min((range.to + 1) * 24, Math.floor(source.now / HOUR_MS));
    const counts = new Map<string, number[]>();
    for (const { date, key, value } of rows) {
      const space = key.indexOf(" ");
      const at = (date - start) * 24 + Number(key.slice(0, space));
      const type = key.slice(space + 1);
      const series = counts.get(type) ?? new Array<number>(last - start * 24).fill(0);
      counts.set(type, series);
      if (at < series.length) series[at] = (series[at] as number) + value;
    }
    return silences(counts, source.limits.silentActivities)
      .filter(({ from, to, others }) => (others ?? usersLeft(source, start, from, to)) >= OTHERS_SHARE)
      .map((silence) => alertOf(silence, start, source))
      .filter(({ date, until }) => date <= formatDate(range.to) && until >= formatDate(range.from));
  },
};

/** The share of the users of the week before who came on the dates of a silence. */
function usersLeft({ metric }: AlertSource, start: DayNumber, from: number, to: number): number {
  const [first, last] = [start + Math.floor(from / 24), start + Math.floor((to - 1) / 24)];
  const daily = dailyRows(metric, { from: first - WEEK, to: last }).map(({ dau }) => dau);
  const meanOf = (values: readonly number[]): number => values.reduce((sum, dau) => sum + dau, 0) / values.length;
  return meanOf(daily.slice(WEEK)) / Math.max(1, meanOf(daily.slice(0, WEEK)));
}

function alertOf({ type, from, to, seen, expected }: Silence, start: DayNumber, { limits }: AlertSource): Alert {
  const hourOf = (hour: number): string =>
    `${formatDate(start + Math.floor(hour / 24))} ${String(hour % 24).padStart(2, "0")}:00`;
  const date = formatDate(start + Math.floor(from / 24));
  const usual = Math.round(expected);
  return {
    id: `type_silent:${date}:${type}`,
    kind: "type_silent",
    title: typeSilent.title,
    date,
    until: formatDate(start + Math.floor((to - 1) / 24)),
    user_id: null,
    user_ids: [],
    users: 0,
    type,
    value: seen,
    usual,
    text: `${seen === 0 ? "No" : `Only ${seen}`} ${type} came from ${hourOf(from)} to ${hourOf(to)} UTC.`,
    usual_text: `The same hours of the weeks before let expect ${usual}.`,
    reason: `Told from ${limits.silentActivities} missing on, where no silence of the eight weeks before missed a third as many; other activities went on.`,
    look_at: `Whether whatever sends ${type} still does: deployments of that hour, renamed paths or types, and what is refused (daystreak_activities_total at /metrics).`,
  };
}
