import { existsSync } from "node:fs";
import { DaystreakError } from "../../core/errors.ts";
import { copyDatabase } from "../../storage/sqlite/copy.ts";
import type { Command } from "../command.ts";
import { DATABASE_FLAGS } from "../common-flags.ts";
import { EXIT } from "../exit-codes.ts";
import { invalid } from "../flags.ts";
import { requireSqlitePath } from "../sqlite-path.ts";
import { bytes, counted } from "../wording.ts";

const DUMP = 'pg_dump --format=custom --file=FILE "$DATABASE_URL"';

/** `daystreak backup`: a verified copy of a SQLite database, taken while the service runs. */
export const backup: Command = {
  name: "backup",
  summary: "copy a SQLite database while it is in use",
  usage: "FILE [flags]",
  about: [
    "Copies the database as it is at one instant, with everything that was acknowledged before; the service goes on meanwhile. The copy is read through (integrity_check) and made durable before it gets its name, so that a file called FILE is always a whole one.",
    `PostgreSQL has its own tool: ${DUMP}`,
  ],
  flags: { force: { text: "overwrite FILE if it is there" }, ...DATABASE_FLAGS },
  examples: [
    ["daystreak backup ./backup/daystreak-monday.db", "the database of DATABASE_URL"],
    ["daystreak backup --database sqlite:/var/lib/daystreak/daystreak.db --force /backup/daystreak.db", "every night"],
  ],
  async run(flags, io) {
    const to = flags.only("file to write");
    const from = requireSqlitePath(flags, io, DUMP);
    if (!existsSync(from)) {
      throw new DaystreakError("storage_unavailable", `there is no database at ${from}: name it with --database`);
    }
    if (existsSync(to) && !flags.on("force")) throw invalid(`${to} is there already: take another name, or --force`);
    const startedAt = io.now();
    const verified = await copyDatabase(from, to);
    const seconds = (io.now() - startedAt) / 1000;
    if (io.json) {
      const { schemaVersion, ...rest } = verified;
      io.out(JSON.stringify({ file: to, ...rest, schema_version: schemaVersion, seconds }));
    } else {
      io.out(
        `${to}: ${counted(verified.users, "user")}, ${bytes(verified.bytes)}, verified, in ${seconds.toFixed(1)} s.`,
      );
    }
    return EXIT.ok;
  },
};
