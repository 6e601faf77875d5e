import type { Detector } from "../alert.ts";
import { TOGETHER_DAYS, userAlerts } from "../user-alerts.ts";

/** Devices whose clocks are far off. */
export const clockOff: Detector = {
  kind: "clock_off",
  title: "Clock far off",
  about:
    "A device whose clock is wrong by so much (`clockMinutes`): known where it says when it sent, where activities come from the future, or where one lies half a year and more before all others of the user.",
  async find({ limits: { clockMinutes }, oddities }, range) {
    const start = range.from - TOGETHER_DAYS;
    const rows = [
      ...(await oddities("clock_ahead", start, range.to)),
      ...(await oddities("clock_behind", start, range.to)),
    ].filter(({ value }) => value >= clockMinutes);
    return userAlerts(clockOff, rows, range, () => ({
      usual: null,
      one: (userId, when, minutes) => `A clock of ${userId} was off by ${lengthOf(minutes)} ${when}.`,
      many: (users, when, minutes) => `Clocks of ${users} users were off by up to ${lengthOf(minutes)} ${when}.`,
      usually: "Devices set their clocks by the network, and are right to the second.",
      reason: `Told from ${lengthOf(clockMinutes)} on. Nobody gains by it: what lies ahead counts for the moment it arrives.`,
      lookAt:
        "Whether the user moved the clock to save a streak, or only has it wrong: their dates of these days, and `explain`, show what was counted.",
      lookAtMany:
        "Whether an app or a server computes `at` wrongly, by a time zone or in seconds instead of milliseconds.",
    }));
  },
};

function lengthOf(minutes: number): string {
  const hours = minutes / 60;
  if (hours < 2) return `${Math.round(minutes)} minutes`;
  if (hours < 48) return `${Math.round(hours)} hours`;
  const days = Math.round(hours / 24);
  return days < 730 ? `${days} days` : `${Math.round(days / 365.25)} years`;
}
