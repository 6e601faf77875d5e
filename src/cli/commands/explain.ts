import type { ExplainAnswer } from "../../core/answers.ts";
import { requireDate } from "../../core/calendar.ts";
import { DaystreakError } from "../../core/errors.ts";
import type { Command } from "../command.ts";
import { DATABASE_FLAGS, ZONE_FLAGS } from "../common-flags.ts";
import { EXIT } from "../exit-codes.ts";
import { explainLines, explainTable } from "../explain-view.ts";
import { openTracker } from "../open-tracker.ts";

/** `daystreak explain`: why a date did what it did to a streak. */
export const explain: Command = {
  name: "explain",
  summary: "say why a date counted, was protected or broke a streak",
  usage: "USER [--date DATE] [--days N] [flags]",
  about: [
    "The evidence of a date, the zone that dated it, its protection and who granted it, the rules in force, and the numbers once it was judged. --days shows that many dates up to it, one line each.",
  ],
  flags: {
    date: { value: "DATE", text: "the date, YYYY-MM-DD [the user's today]" },
    days: { value: "N", text: "this many dates up to it, one line each [1]" },
    "as-of": { value: "INSTANT", text: "as of an instant, such as 2026-03-28T17:30:00Z [now]" },
    ...DATABASE_FLAGS,
    ...ZONE_FLAGS,
  },
  examples: [
    ["daystreak explain 28400 --date 2026-03-28", "one date with all its evidence"],
    ["daystreak explain 28400 --days 30", "the last 30 dates"],
  ],
  async run(flags, io) {
    const userId = flags.only("user");
    const given = flags.date("date");
    const days = flags.count("days", 1, 3660) ?? 1;
    const asOf = flags.instant("as-of");
    const tracker = await openTracker(flags, io, { create: false });
    try {
      const last = await tracker.explain(userId, given, asOf);
      if (last === undefined)
        throw new DaystreakError("user_unknown", `no user ${JSON.stringify(userId)} has ever been seen`);
      const to = requireDate(last.date);
      const answers: ExplainAnswer[] = [];
      for (let date = to - days + 1; date < to; date++) {
        const answer = await tracker.explain(userId, date, asOf);
        if (answer !== undefined) answers.push(answer);
      }
      answers.push(last);
      if (io.json) io.out(JSON.stringify({ dates: answers }));
      else
        for (const line of days === 1 ? explainLines(last, io.colour) : explainTable(answers, io.colour)) io.out(line);
      return EXIT.ok;
    } finally {
      await tracker.close();
    }
  },
};
