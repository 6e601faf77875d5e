import { readConfig, type ServeFlags } from "../../server/config.ts";
import { serve as startService } from "../../server/service.ts";
import { SERVE_SETTINGS } from "../../server/settings-table.ts";
import type { Command } from "../command.ts";
import { settingsOf } from "../flags.ts";
import { runService } from "../run-service.ts";

/** `daystreak serve`: the service, until it is told to stop. */
export const serve: Command = {
  name: "serve",
  summary: "run the stand-alone service",
  usage: "[flags]",
  about: [
    "Flags count before the environment variables named in brackets. The database is migrated on start; /readyz answers 200 once calls are taken; SIGTERM or Ctrl-C finishes what was accepted and ends with 0. Logs are JSON lines on standard output.",
    "Without a secret it refuses to start, except with --demo on loopback.",
  ],
  flags: SERVE_SETTINGS,
  examples: [
    ["daystreak serve --demo", "try it: a secret and a key are made and printed with calls to paste"],
    ["DAYSTREAK_JWT_SECRET=… DATABASE_URL=postgres://… daystreak serve --host 0.0.0.0", "behind your app"],
  ],
  async run(flags, io) {
    const given = settingsOf(flags, SERVE_SETTINGS, "serve") as ServeFlags;
    return await runService(startService(readConfig(given, io.env)));
  },
};
