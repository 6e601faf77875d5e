import type { LegacyImportReport } from "../importers/legacy/import-legacy.ts";
import { type Accounts, type Ledger, type OddityCount, total } from "../importers/legacy/ledger.ts";
import type { LegacySource, LegacyTable } from "../importers/legacy/legacy-source.ts";
import { ODDITIES } from "../importers/legacy/oddities.ts";
import type { Io } from "./command.ts";
import { createPaint } from "./paint.ts";
import { counted, grouped, table } from "./wording.ts";

const TABLES: readonly LegacyTable[] = ["users", "streaks", "days"];
const FATES = ["set aside", "repaired", "kept"] as const;
/** Refused users that are named. */
const USERS_SHOWN = 10;

/** What a report says beside its counts. */
export interface LegacyReportContext {
  readonly source: LegacySource;
  readonly ledger: Ledger;
  readonly report: LegacyImportReport;
  readonly write: boolean;
  readonly seconds: number;
  /** The file of what was set aside. */
  readonly setAside: { readonly path: string; readonly items: number };
}

/** The report of an import from another system for people. */
export function legacyReportLines(context: LegacyReportContext, io: Pick<Io, "colour">): string[] {
  const { source, ledger, report, setAside, write, seconds } = context;
  const paint = createPaint(io.colour);
  const lines = [
    `${paint("bold", source.name)}: ${TABLES.map((name) => `${name} in ${source.tables[name] ?? "no table"}`).join(", ")}`,
    "",
    ...accountLines(ledger),
    "",
    ...oddityLines([...ledger.oddities.values()]).map((line) => (line.startsWith(" ") ? line : paint("bold", line))),
  ];
  if (setAside.items > 0) lines.push(`What was set aside is in ${setAside.path}, each with the row and the reason.`);
  for (const { userId, code, detail } of report.refused.slice(0, USERS_SHOWN)) {
    lines.push(`User ${userId} is not taken over (${code}): ${detail}`);
  }
  if (report.refused.length > USERS_SHOWN) lines.push(`… and ${grouped(report.refused.length - USERS_SHOWN)} more`);
  if (report.switched > 0) {
    lines.push(
      `Of ${counted(report.switched, "user")} Daystreak counts days by itself already; since then it only compares.`,
    );
  }
  const rows = TABLES.reduce((sum, name) => sum + total(ledger.tables[name].rows), 0);
  const rate = seconds === 0 ? rows : Math.round(rows / seconds);
  lines.push(
    `Read ${counted(rows, "row")} of ${counted(report.users, "user")} in ${seconds.toFixed(1)} s (${grouped(rate)} rows/s).`,
  );
  if (report.stopped) lines.push("Stopped. What was written stays; the same import run again does the rest.");
  else if (!write) lines.push(paint("yellow", "Nothing was written. Add --write to write it."));
  else {
    const done = `${counted(report.changed, "user")} brought up to date, ${grouped(report.unchanged)} were already`;
    lines.push(paint("green", `${done}. Add --verify to compare both systems.`));
  }
  return lines;
}

/** Rows and sums by account; each line adds up to its `all`. */
function accountLines({ tables, lessons }: Ledger): string[] {
  const hasCompared = TABLES.some((name) => tables[name].rows.compared > 0);
  const cells = <T extends number | bigint>(name: string, accounts: Accounts<T>): (string | number | bigint)[] => [
    name,
    total(accounts),
    accounts.imported,
    accounts.repaired,
    accounts.set_aside,
    ...(hasCompared ? [accounts.compared] : []),
  ];
  const lines = table([
    ["", "all", "imported", "repaired", "set aside", ...(hasCompared ? ["compared only"] : [])].map(right),
    ...TABLES.map((name) => cells(`rows of ${name}`, tables[name].rows)),
    ...TABLES.flatMap((name) => Object.entries(tables[name].sums)).map(([name, sums]) => cells(`sum of ${name}`, sums)),
  ]);
  const { members, imported, duplicates, dropped } = lessons;
  if (members === 0) return lines;
  return [
    ...lines,
    `${grouped(members)} lesson ids: ${grouped(imported)} imported, ${grouped(duplicates)} doubled, ${grouped(dropped)} that name no lesson`,
  ];
}

function right(cell: string, index: number): string {
  return index === 0 ? cell : cell.padStart(WIDTH);
}

const WIDTH = 13;

/** Every oddity with its rule, the gravest first. */
function oddityLines(oddities: readonly OddityCount[]): string[] {
  return FATES.flatMap((fate) => {
    const those = oddities.filter(({ code }) => ODDITIES[code].fate === fate).sort((a, b) => b.count - a.count);
    if (those.length === 0) return [];
    const rows = those.map(({ code, count, first }) => {
      const { table: of, what, done } = ODDITIES[code];
      return [`  ${of}`, count, what, `→ ${done}`, `(${first.join(", ")}${count > first.length ? ", …" : ""})`];
    });
    return [HEADS[fate], ...table(rows), ""];
  });
}

const HEADS: Readonly<Record<(typeof FATES)[number], string>> = {
  "set aside": "Set aside (table, how many, what, what is done, ids of the first rows)",
  repaired: "Repaired",
  kept: "Taken over as it is, and worth knowing",
};

/** The same as one JSON document. */
export function legacyReportJson({ source, ledger, report, write, seconds, setAside }: LegacyReportContext): string {
  const oddities = [...ledger.oddities.values()].map((counts) => ({ ...counts, ...ODDITIES[counts.code] }));
  const document = {
    source: source.name,
    tables: Object.fromEntries(
      TABLES.map((name) => [
        name,
        { name: source.tables[name] ?? null, all: total(ledger.tables[name].rows), ...ledger.tables[name].rows },
      ]),
    ),
    sums: Object.fromEntries(
      TABLES.flatMap((name) => Object.entries(ledger.tables[name].sums)).map(([name, sums]) => [
        name,
        { all: total(sums), ...sums },
      ]),
    ),
    lessons: ledger.lessons,
    oddities,
    set_aside: setAside,
    ...report,
    write,
    seconds,
  };
  return JSON.stringify(document, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value));
}
