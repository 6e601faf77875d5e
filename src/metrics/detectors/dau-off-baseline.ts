import { formatDate } from "../../core/calendar.ts";
import type { Alert, AlertSource, Detector } from "../alert.ts";
import { dailyRows } from "../daily-rows.ts";
import { BASELINE_REACH, type OffBaseline, offBaseline } from "../dau-baseline.ts";

/** Dates on which far more or fewer users came than their weekday lets expect. */
export const dauOffBaseline: Detector = {
  kind: "dau_off_baseline",
  title: "Daily users off their weekday",
  about:
    "Dates on which daily active users are off the median of the same weekday in the twelve weeks before, each brought to the present level, by more than `dauDeviations` deviations, `dauShare` of it and `dauUsers` users. Dates that follow each other are one alert.",
  find(source, range) {
    const [first, last] = [range.from, Math.min(range.to, source.yesterday)];
    const spells: OffBaseline[][] = [];
    for (const off of dauDeviations(source, first, last)) {
      const [previous] = spells.at(-1)?.slice(-1) ?? [];
      const isNext = previous?.date === off.date - 1 && previous.deviations < 0 === off.deviations < 0;
      if (isNext) spells.at(-1)?.push(off);
      else spells.push([off]);
    }
    return spells.map((spell) => alertOf(spell, source)).filter(({ until }) => until >= formatDate(range.from));
  },
};

/** Dates before the range count for what follows them: a spell that began before it is told whole. */
function dauDeviations({ metric, limits }: AlertSource, from: number, to: number): OffBaseline[] {
  const start = Math.max(from - BASELINE_REACH, metric.first ?? from);
  if (to < start) return [];
  const dau = dailyRows(metric, { from: start, to }).map((row) => row.dau);
  return offBaseline(start, dau, limits);
}

function alertOf(spell: readonly OffBaseline[], { limits }: AlertSource): Alert {
  const worst = spell.reduce((a, b) => (Math.abs(b.deviations) > Math.abs(a.deviations) ? b : a));
  const [date, until] = [formatDate((spell[0] as OffBaseline).date), formatDate((spell.at(-1) as OffBaseline).date)];
  const isDrop = worst.deviations < 0;
  const on = formatDate(worst.date);
  const more = spell.length === 1 ? "" : ` It was the worst of ${spell.length} such dates.`;
  return {
    id: `dau_off_baseline:${date}:`,
    kind: "dau_off_baseline",
    title: dauOffBaseline.title,
    date,
    until,
    user_id: null,
    user_ids: [],
    users: 0,
    type: null,
    value: worst.dau,
    usual: worst.expected,
    text: `${worst.dau} users were active on ${on}, far ${isDrop ? "fewer" : "more"} than expected.${more}`,
    usual_text: `The same weekday of the last weeks lets expect ${worst.expected}.`,
    reason: `Off by ${Math.abs(worst.deviations)} deviations; told from ${limits.dauDeviations} on, and from ${Math.round(limits.dauShare * 100)} % and ${limits.dauUsers} users.`,
    look_at: isDrop
      ? "Whether people could come in: logins, deployments and outages of the date, a holiday, and whether the app still reports."
      : "Where they came from: new users or known ones, a campaign, an exam, a group that began, or an app that counts what nobody did.",
  };
}
