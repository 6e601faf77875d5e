import type { Detector } from "../alert.ts";
import { TOGETHER_DAYS, userAlerts, weekly } from "../user-alerts.ts";

/** Users whose past fills up. */
export const backDated: Detector = {
  kind: "back_dated",
  title: "Back-dated days",
  about:
    "A user to whose past so many dates are added within 7 dates (`backDatedDates`): dates three and more days old, before others of the user or sent late by the user's own device. Dated by when they arrived.",
  async find({ limits: { backDatedDates }, oddities }, range) {
    const rows = weekly(await oddities("back_dated", range.from - TOGETHER_DAYS - 7, range.to), backDatedDates);
    return userAlerts(backDated, rows, range, () => ({
      usual: 0,
      one: (userId, when, dates) =>
        `${dates} dates of days ago were added to the past of ${userId} within a week, ${when}.`,
      many: (users, when, dates) =>
        `Dates of days ago were added to the past of ${users} users, up to ${dates} each, ${when}.`,
      usually: "Late activities are hours old, or from a weekend without network.",
      reason: `Told from ${backDatedDates} dates within 7 dates on.`,
      lookAt:
        "Who sent them: by an API key it is your own platform's doing, from the user's device somebody fills in a streak. The sources of the user's activities show it.",
      lookAtMany: "Whether a history was imported, or an app sends old activities again under new ids.",
    }));
  },
};
