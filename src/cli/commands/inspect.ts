import { formatDate, requireDate } from "../../core/calendar.ts";
import { DaystreakError } from "../../core/errors.ts";
import type { Command } from "../command.ts";
import { DATABASE_FLAGS, ZONE_FLAGS } from "../common-flags.ts";
import { EXIT } from "../exit-codes.ts";
import { openTracker } from "../open-tracker.ts";
import { inspectLines } from "../streak-view.ts";

/** `daystreak inspect`: everything about one user on one screen. */
export const inspect: Command = {
  name: "inspect",
  summary: "show a user's day, streaks and year",
  usage: "USER [flags]",
  about: [
    "Today's status, both streaks, freezes, the next milestone, and the last 53 weeks (or one calendar year) as a heat map. Reading changes nothing.",
  ],
  flags: {
    "as-of": { value: "INSTANT", text: "show the user as of an instant, such as 2026-03-28T17:30:00Z [now]" },
    year: { value: "YEAR", text: "show a calendar year instead of the last 53 weeks" },
    ...DATABASE_FLAGS,
    ...ZONE_FLAGS,
  },
  examples: [
    ["daystreak inspect 28400", "a user today"],
    ["daystreak inspect 28400 --year 2025", "with the year 2025"],
    ["daystreak inspect 28400 --json | jq .streak.current_streak", "one number for a script"],
  ],
  async run(flags, io) {
    const userId = flags.only("user");
    const asOf = flags.instant("as-of");
    const year = flags.count("year", 1970, 9999);
    const tracker = await openTracker(flags, io, { create: false });
    try {
      const streak = await tracker.streak(userId, asOf);
      if (streak === undefined)
        throw new DaystreakError("user_unknown", `no user ${JSON.stringify(userId)} has ever been seen`);
      const today = requireDate(streak.date);
      const range =
        year === undefined
          ? { from: today - 370, to: today }
          : { from: requireDate(`${year}-01-01`), to: requireDate(`${year}-12-31`) };
      const calendar = await tracker.calendar(userId, range, asOf);
      if (calendar === undefined)
        throw new DaystreakError("internal", `${userId} has a streak at ${formatDate(today)} and no calendar`);
      const name = (await tracker.state(userId))?.name ?? null;
      if (io.json) io.out(JSON.stringify({ streak, calendar, name }));
      else for (const line of inspectLines({ streak, calendar, name }, io.columns, io.colour)) io.out(line);
      return EXIT.ok;
    } finally {
      await tracker.close();
    }
  },
};
