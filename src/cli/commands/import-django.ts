import { openDjango } from "../../importers/django/open-source.ts";
import type { Command } from "../command.ts";
import { DATABASE_FLAGS, RULES_FLAGS } from "../common-flags.ts";
import { type Flags, invalid } from "../flags.ts";
import { LEGACY_FLAGS, runLegacy } from "../run-legacy.ts";

/** `daystreak import django`: users, days and streaks of the original Django app. */
export const importDjango: Command = {
  name: "import django",
  summary: "take over users, days and streaks of the original Django app",
  usage: "SOURCE [--write] [--verify] [flags]      (a SQLite file, or postgres://…)",
  about: [
    "Reads the tables of the original as they are, says what comes over, what is odd and what is done about each oddity, and accounts for every row. That is all it does without --write. The source is never written to.",
    "Before the first date on which Daystreak recorded a user by itself only the original's dates count; from it on only Daystreak's do, and the original's are just compared. So both can run side by side: run the same import again whenever you like, it brings what is new and changes nothing that Daystreak learned.",
    "--verify compares every user's numbers in both systems and gives the reason for each difference; the exit code is 1 where one has none.",
  ],
  flags: {
    ...LEGACY_FLAGS,
    "user-table": { value: "TABLE", text: "who [what user_id refers to, else auth_user]" },
    "streak-table": { value: "TABLE", text: "current and longest streaks [core_streak]" },
    "day-table": { value: "TABLE", text: "days [core_dailyactivity]" },
    column: { value: "FIELD=COLUMN", text: "a column of another name, such as days.date=day; repeat", multiple: true },
    ...DATABASE_FLAGS,
    ...RULES_FLAGS,
  },
  examples: [
    ["daystreak import django db.sqlite3", "what would come over, and what is odd"],
    ["daystreak import django db.sqlite3 --write", "take it over"],
    ["daystreak import django db.sqlite3 --verify --csv compared.csv", "compare both systems, user by user"],
    ["daystreak import django postgres://reader@db/app --write --verify", "from PostgreSQL, both in one go"],
    ["daystreak import django db.sqlite3 --day-table lms_dailyactivity --column days.date=day", "other names"],
  ],
  async run(flags, io) {
    const path = flags.only("source: a SQLite file, or a URL that begins with postgres://");
    const tables = {
      users: flags.text("user-table"),
      streaks: flags.text("streak-table"),
      days: flags.text("day-table"),
    };
    const given = Object.entries(tables).filter(([, name]) => name !== undefined);
    return await runLegacy(flags, io, () =>
      openDjango(path, { tables: Object.fromEntries(given), columns: columnsOf(flags) }),
    );
  },
};

function columnsOf(flags: Flags): Record<string, string> {
  return Object.fromEntries(
    flags.list("column").map((pair) => {
      const at = pair.indexOf("=");
      if (at < 1) throw invalid(`--column takes FIELD=COLUMN, not ${JSON.stringify(pair)}`);
      return [pair.slice(0, at), pair.slice(at + 1)];
    }),
  );
}
