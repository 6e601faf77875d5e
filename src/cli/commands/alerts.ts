import { readFileSync } from "node:fs";
import { csvOf } from "../../api/csv.ts";
import { metricsOf } from "../../api/metrics-of.ts";
import { alertKindsOf, alertRow } from "../../api/routes/alerts.ts";
import { DaystreakError } from "../../core/errors.ts";
import { type AlertLimits, defineAlertLimits } from "../../metrics/alert-limits.ts";
import type { Command } from "../command.ts";
import { DATABASE_FLAGS, ZONE_FLAGS } from "../common-flags.ts";
import { EXIT } from "../exit-codes.ts";
import { openTracker } from "../open-tracker.ts";

/** `daystreak alerts`: what `/api/admin/alerts/` answers, on the command line. */
export const alerts: Command = {
  name: "alerts",
  summary: "print what is strange: outages, bots, clocks, back-dated days",
  usage: "[flags]",
  about: [
    "Dates off their weekday, types that fell silent, users who do more than people can, hop between zones, have wrong clocks or fill in their past, bursts of restores: each explained. Reading changes nothing.",
  ],
  flags: {
    from: { value: "DATE", text: "the first date [90 dates]" },
    to: { value: "DATE", text: "the last date [today]" },
    kind: { value: "KINDS", text: "look only for these, separated by commas [everything]" },
    group: { value: "GROUP", text: "look only at the users of this group [everybody]" },
    limits: { value: "FILE", text: "a JSON file of limits, or DAYSTREAK_ALERTS [defaults]" },
    csv: { text: "print CSV" },
    ...DATABASE_FLAGS,
    ...ZONE_FLAGS,
  },
  examples: [
    ["daystreak alerts", "what was strange in the last 90 dates"],
    ["daystreak alerts --kind back_dated,sleepless --csv", "two kinds, for a spreadsheet"],
  ],
  async run(flags, io) {
    const kinds = alertKindsOf(flags.text("kind"));
    const limits = readLimits(flags.text("limits") ?? io.env.DAYSTREAK_ALERTS);
    const tracker = await openTracker(flags, io, { create: false });
    try {
      const range = { from: flags.date("from"), to: flags.date("to"), group: flags.text("group") };
      const answer = await metricsOf(tracker).alerts({ ...range, kinds, limits });
      if (io.json) io.out(JSON.stringify(answer));
      else if (flags.on("csv")) io.out(csvOf(answer.alerts.map(alertRow)).trimEnd());
      else if (answer.alerts.length === 0) io.out(`Nothing unusual from ${answer.from} to ${answer.to}.`);
      else
        for (const { date, kind, text, usual_text, reason, look_at } of answer.alerts) {
          io.out(`${date}  ${kind}: ${text}`);
          for (const line of [usual_text, reason, look_at]) io.out(`            ${line}`);
        }
      return EXIT.ok;
    } finally {
      await tracker.close();
    }
  },
};

function readLimits(path: string | undefined): AlertLimits | undefined {
  if (path === undefined || path === "") return undefined;
  try {
    return defineAlertLimits(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    if (cause instanceof DaystreakError) throw cause;
    throw new DaystreakError("config_invalid", `${path} must be a JSON file with limits of alerts`, { cause });
  }
}
