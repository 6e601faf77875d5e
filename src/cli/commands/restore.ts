import { existsSync } from "node:fs";
import { DaystreakError } from "../../core/errors.ts";
import { replaceDatabase, verifyDatabase } from "../../storage/sqlite/copy.ts";
import type { Command } from "../command.ts";
import { DATABASE_FLAGS } from "../common-flags.ts";
import { EXIT } from "../exit-codes.ts";
import { invalid } from "../flags.ts";
import { requireSqlitePath } from "../sqlite-path.ts";
import { bytes, counted } from "../wording.ts";

const RESTORE = 'pg_restore --clean --if-exists --dbname="$DATABASE_URL" FILE';

/** `daystreak restore`: a backup becomes the database. */
export const restore: Command = {
  name: "restore",
  summary: "put a backup in the place of a SQLite database",
  usage: "FILE [--force] [flags]",
  about: [
    "Reads the backup through, then writes it into the place of the database. A database that is there is overwritten only with --force, and never while a process has it open: stop the service first. The next start brings an older schema up to date.",
    "People who were erased after the backup was taken are in it again: erase them anew.",
    `PostgreSQL has its own tool: ${RESTORE}`,
  ],
  flags: { force: { text: "overwrite the database that is there" }, ...DATABASE_FLAGS },
  examples: [
    ["daystreak restore ./backup/daystreak-monday.db --force", "over the database of DATABASE_URL"],
    ["daystreak restore --database sqlite:./look.db ./backup/daystreak-monday.db", "beside it, to look at"],
  ],
  async run(flags, io) {
    const from = flags.only("backup to restore");
    const to = requireSqlitePath(flags, io, RESTORE);
    if (!existsSync(from)) throw new DaystreakError("config_invalid", `there is no backup at ${from}`);
    if (existsSync(to) && !flags.on("force")) {
      throw invalid(`there is a database at ${to}: say --force to overwrite it, or name another with --database`);
    }
    const startedAt = io.now();
    const verified = verifyDatabase(from);
    const damaged = await replaceDatabase(from, to);
    const seconds = (io.now() - startedAt) / 1000;
    if (io.json) {
      const { schemaVersion, ...rest } = verified;
      io.out(
        JSON.stringify({ database: to, ...rest, schema_version: schemaVersion, damaged: damaged ?? null, seconds }),
      );
    } else {
      io.out(`${to}: ${counted(verified.users, "user")}, ${bytes(verified.bytes)}, from ${from}.`);
      if (damaged !== undefined) io.out(`What was there could not be read; it was moved to ${damaged}.`);
    }
    return EXIT.ok;
  },
};
