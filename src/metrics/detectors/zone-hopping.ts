import type { Detector } from "../alert.ts";
import { TOGETHER_DAYS, userAlerts, weekly } from "../user-alerts.ts";

/** Users who are here and there at once. */
export const zoneHopping: Detector = {
  kind: "zone_hopping",
  title: "Hopping between time zones",
  about:
    "A user whose zone changes by two hours and more faster than anybody travels (`zoneJumps` times on a date), or again and again (`zoneMoves` times in 7 dates, each after less than a day and a half).",
  async find({ limits: { zoneJumps, zoneMoves }, oddities }, range) {
    const start = range.from - TOGETHER_DAYS;
    const jumps = (await oddities("jumps", start, range.to)).filter(({ value }) => value >= zoneJumps);
    const moves = weekly(await oddities("moves", start - 7, range.to), zoneMoves);
    return userAlerts(zoneHopping, [...jumps, ...moves], range, () => ({
      usual: null,
      one: (userId, when, changes) =>
        `${userId} changed between time zones far apart ${changes} times within days ${when}.`,
      many: (users, when, changes) =>
        `${users} users changed between time zones far apart, up to ${changes} times within days, ${when}.`,
      usually:
        "Who travels changes zones once or twice, and needs three quarters of an hour for each hour between them.",
      reason: `Told from ${zoneJumps} changes on a date on that are faster than that, or ${zoneMoves} in a week.`,
      lookAt:
        "Whether several people share the account, or the zone is changed to stretch a day: the zones of the user's dates show it. A fixed zone for the user ends it.",
      lookAtMany: "Whether an app or a server sends its own zone in the place of the user's.",
    }));
  },
};
