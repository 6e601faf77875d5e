import { zoneDataVersion } from "../../core/zones.ts";
import { SCHEMA_VERSION } from "../../storage/schema/migrations.ts";
import type { Command } from "../command.ts";
import { DATABASE_FLAGS } from "../common-flags.ts";
import { EXIT } from "../exit-codes.ts";
import { openDatabase } from "../open-tracker.ts";

/** `daystreak migrate`: the schema, without starting anything. */
export const migrate: Command = {
  name: "migrate",
  summary: "bring the database to this version's schema",
  usage: "[flags]",
  about: [
    "Creates the tables of an empty database and brings older ones up to date. serve does the same on start, under a lock, so that this is for deployments that migrate as a step of their own. Safe to repeat.",
  ],
  flags: DATABASE_FLAGS,
  examples: [
    ["daystreak migrate", "the database of DATABASE_URL"],
    ["daystreak migrate --database postgres://daystreak@localhost/daystreak", "a PostgreSQL"],
  ],
  async run(flags, io) {
    const store = await openDatabase(flags, io, { create: true });
    try {
      await store.ping();
      const { kind } = store;
      if (io.json)
        io.out(JSON.stringify({ store: kind, schema_version: SCHEMA_VERSION, zone_data: zoneDataVersion() }));
      else io.out(`The ${kind} database is at schema version ${SCHEMA_VERSION}; zone data ${zoneDataVersion()}.`);
      return EXIT.ok;
    } finally {
      await store.close();
    }
  },
};
