import { type DayNumber, formatDate } from "../../core/calendar.ts";
import { BROKEN } from "../../core/day-news.ts";
import type { Metric } from "../metric.ts";
import { TOTALS } from "../news-totals.ts";

/** Columns, and the facts that each counts: those of one name, or of all that begin with it. */
const FACTS = {
  broken: BROKEN,
  healed: "streak.healed:presence",
  goal_broken: "streak.broken:goal",
  goal_healed: "streak.healed:goal",
  freezes_used: "freeze.consumed",
  freezes_returned: "freeze.returned",
  freezes_earned: "freeze.earned",
  restored: "streak.restored",
  milestones: "milestone.reached:",
} as const;

/** What was concluded about streaks, date by date. */
export const streakFacts: Metric = {
  name: "streak_facts",
  title: "Streaks broken, healed and saved",
  unit: "count",
  definition:
    "Facts that were told, by the local date they are about: streaks that broke, and those that news which arrived late healed again, of presence and of the goal; freezes that a missed date used up, and those that were given back; restores; milestones reached. Breaks are told once the sweep has concluded the date, so that the last dates fill up. Users who were erased stay in it until reports are made again.",
  columns: {
    broken: "streaks of presence that broke",
    healed: "streaks of presence that late news healed",
    goal_broken: "streaks of the goal that broke",
    goal_healed: "streaks of the goal that late news healed",
    freezes_used: "freezes that a missed date used up",
    freezes_returned: "freezes given back, since late news made their date an active one",
    freezes_earned: "times that freezes were earned",
    restored: "streaks that were restored",
    milestones: "milestones reached",
  },
  defaultDays: 90,
  isOfEverybody: true,
  async rows({ totals }, { from, to }) {
    const all = await totals(from, to, TOTALS.fact);
    const byDate = Map.groupBy(all, ({ date }): DayNumber => date);
    return Array.from({ length: to - from + 1 }, (_, i) => {
      const facts = byDate.get(from + i) ?? [];
      const counts = Object.entries(FACTS).map(([column, fact]) => {
        const isOne = (name: string): boolean => (fact.endsWith(":") ? name.startsWith(fact) : name === fact);
        return [column, facts.reduce((sum, { key, value }) => sum + (isOne(key) ? value : 0), 0)] as const;
      });
      return { date: formatDate(from + i), ...Object.fromEntries(counts) };
    });
  },
};
