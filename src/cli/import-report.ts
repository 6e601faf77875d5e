import type { ImportReport, RefusalCount } from "../importers/import-activities.ts";
import { counted, grouped, table } from "./wording.ts";

/** What an import's report says beside its counts. */
export interface ReportContext {
  readonly seconds: number;
  readonly dryRun: boolean;
  /** The file of refused rows, if one was asked for. */
  readonly rejects: string | undefined;
}

/** The report of an import for people. */
export function importReportLines(report: ImportReport, { seconds, dryRun, rejects }: ReportContext): string[] {
  const rate = seconds === 0 ? report.rows : Math.round(report.rows / seconds);
  const what = dryRun ? "Checked" : "Read";
  const lines = [
    `${what} ${counted(report.rows, "row")} of ${counted(report.users, "user")} in ${seconds.toFixed(1)} s (${grouped(rate)} rows/s).`,
    ...table([
      ["  accepted", report.accepted],
      ["  duplicates", report.duplicates],
      ["  refused", report.rejected],
    ]),
  ];
  for (const refusal of report.refusals) lines.push(...refusalLines(refusal));
  if (report.rejected > 0) {
    lines.push(
      rejects === undefined
        ? "  (--rejects FILE keeps refused rows with their reasons)"
        : `  refused rows are in ${rejects}`,
    );
  }
  if (report.stopped) lines.push("Stopped. What was imported stays; the same import run again does the rest.");
  if (dryRun) lines.push("Nothing was written: duplicates are those within the files themselves.");
  return lines;
}

function refusalLines({ code, count, detail, first }: RefusalCount): string[] {
  const places = first.map(({ source, line }) => `${source}:${line}`);
  const more = count > places.length ? ", …" : "";
  return [`    ${grouped(count)} × ${code}: ${detail}`, `      ${places.join(", ")}${more}`];
}
