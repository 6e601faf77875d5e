import type { Detector } from "../alert.ts";
import { TOGETHER_DAYS, type UserSighting, userAlerts } from "../user-alerts.ts";

/** Hours of a date that are too many on several dates of a week. */
const LONG_DATES = 3;
const WEEK = 7;

/** Users who are active around the clock. */
export const sleepless: Detector = {
  kind: "sleepless",
  title: "Active around the clock",
  about:
    "A user active in so many different hours of one date (`hoursPerDay`), or in nearly as many (four fifths) on three dates of a week.",
  async find({ limits: { hoursPerDay }, oddities }, range) {
    const rows = await oddities("hours", range.from - TOGETHER_DAYS, range.to);
    const long = rows.filter(({ value }) => value >= 0.8 * hoursPerDay);
    const isOften = ({ userId, date }: UserSighting): boolean =>
      long.filter((row) => row.userId === userId && row.date <= date && row.date > date - WEEK).length >= LONG_DATES;
    const sightings = long.filter((row) => row.value >= hoursPerDay || isOften(row));
    return userAlerts(sleepless, sightings, range, () => ({
      usual: null,
      one: (userId, when, hours) => `${userId} was active in ${hours} of the 24 hours of a date ${when}.`,
      many: (users, when, hours) => `${users} users were active in up to ${hours} of the 24 hours of a date ${when}.`,
      usually: "People sleep: even the busiest are seldom seen in more than 13 hours of a date.",
      reason: `Told from ${hoursPerDay} hours on one date on, or from ${Math.ceil(0.8 * hoursPerDay)} on ${LONG_DATES} dates of a week.`,
      lookAt:
        "Whether a script or a page that refreshes itself uses the account, or several people share it: the hours of the user's dates show it.",
      lookAtMany:
        "Whether an app that runs in the background counts as a person: it should send Daystreak-Background: 1.",
    }));
  },
};
