import { csvOf } from "../../api/csv.ts";
import { metricsOf } from "../../api/metrics-of.ts";
import { type Metric, PERIODS, type Row } from "../../metrics/metric.ts";
import { columnsOf, METRICS } from "../../metrics/registry.ts";
import type { Command } from "../command.ts";
import { DATABASE_FLAGS, ZONE_FLAGS } from "../common-flags.ts";
import { EXIT } from "../exit-codes.ts";
import { openTracker } from "../open-tracker.ts";

/** `daystreak metrics`: the numbers of `/api/admin/metrics/` on the command line. */
export const metrics: Command = {
  name: "metrics",
  summary: "print a number about all users, date by date",
  usage: "[NAME] [flags]",
  about: [
    "Daily and monthly active users, growth states, retention and the others; without a name, the list of them. As of now, and exact. Reading changes nothing.",
  ],
  flags: {
    from: { value: "DATE", text: "the first date [as many as the metric shows by itself]" },
    to: { value: "DATE", text: "the last date [today]" },
    period: { value: "PERIOD", text: "take dates together by day, week or month, where the metric can [day]" },
    group: { value: "GROUP", text: "count only the users of this group [everybody]" },
    csv: { text: "print CSV" },
    ...DATABASE_FLAGS,
    ...ZONE_FLAGS,
  },
  examples: [
    ["daystreak metrics", "what there is"],
    ["daystreak metrics dau --from 2026-01-01", "daily active users since New Year"],
    ["daystreak metrics retention --period week --csv", "weekly cohorts for a spreadsheet"],
  ],
  async run(flags, io) {
    const name = flags.positionals[0];
    if (name === undefined) {
      for (const { name: known, title } of METRICS.values()) io.out(`${known.padEnd(20)} ${title}`);
      return EXIT.ok;
    }
    const tracker = await openTracker(flags, io, { create: false });
    try {
      const series = await metricsOf(tracker).series(name, {
        from: flags.date("from"),
        to: flags.date("to"),
        period: flags.choice("period", PERIODS),
        group: flags.text("group"),
      });
      if (io.json) io.out(JSON.stringify(series));
      else if (flags.on("csv")) io.out(csvOf(series.rows, columnsOf(METRICS.get(name) as Metric)).trimEnd());
      else for (const line of tableLines(series.rows)) io.out(line);
      return EXIT.ok;
    } finally {
      await tracker.close();
    }
  },
};

/** Rows under their columns, numbers to the right. */
function tableLines(rows: readonly Row[]): string[] {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cells = [columns, ...rows.map((row) => columns.map((column) => String(row[column] ?? "")))];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => (line[i] as string).length)));
  return cells.map((line) => line.map((text, i) => text.padStart(widths[i] as number)).join("  "));
}
