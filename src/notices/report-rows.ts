import type { NoticeArm, NoticeRate, NoticeReport } from "./report.ts";

/** The tables of the report. */
export const REPORT_TABLES = ["kinds", "wordings", "channels"] as const;

type ReportRow = Readonly<Record<string, string | number | null>>;

/** A table of the report, row by row, as a spreadsheet takes it: counts, and shares from 0 to 1. */
export function reportRows(report: NoticeReport, table: (typeof REPORT_TABLES)[number]): ReportRow[] {
  switch (table) {
    case "kinds":
      return report.kinds.map(({ kind, treated, held_out: heldOut, lift }) => ({
        kind,
        ...armCells(treated),
        untold: heldOut.notices,
        ...rateCells("untold_followed", heldOut.followed),
        difference: lift?.difference ?? null,
        difference_low: lift?.low ?? null,
        difference_high: lift?.high ?? null,
      }));
    case "wordings":
      return report.variants.map(({ kind, variant, treated }) => ({ kind, wording: variant, ...armCells(treated) }));
    case "channels":
      return report.channels.map(({ opened, followed, ...row }) => ({
        ...row,
        ...rateCells("opened", opened),
        ...rateCells("followed", followed),
      }));
  }
}

function armCells({ notices, read, opened, dismissed, followed }: NoticeArm): ReportRow {
  return {
    told: notices,
    ...rateCells("read", read),
    ...rateCells("opened", opened),
    ...rateCells("dismissed", dismissed),
    ...rateCells("followed", followed),
  };
}

function rateCells(name: string, { count, rate }: NoticeRate): ReportRow {
  return { [name]: count, [`${name}_share`]: rate };
}
