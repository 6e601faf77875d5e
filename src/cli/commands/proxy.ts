import { type ProxyFlags, readProxyConfig } from "../../server/proxy-config.ts";
import { serve } from "../../server/service.ts";
import { PROXY_SETTINGS } from "../../server/settings-table.ts";
import { closeOnSignal } from "../../server/signals.ts";
import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { settingsOf } from "../flags.ts";

/** `daystreak proxy`: the service in front of an application, until it is told to stop. */
export const proxy: Command = {
  name: "proxy",
  summary: "stand in front of an application and track what passes",
  usage: "--to URL [flags]",
  about: [
    "Every request goes on to the application as it came, and the answer back; a request of a signed-in learner is recorded by the same rules as in an adapter. Learners are known by their bearer token, or by the header X-User-Id of the application's answer, which clients never see. /api/activity/ is answered by Daystreak itself.",
    "Paths that stand for learning are named in the rules (--rules). Flags count before the environment variables named in brackets. SIGTERM or Ctrl-C finishes what was accepted and ends with 0.",
  ],
  flags: PROXY_SETTINGS,
  examples: [
    ["DAYSTREAK_JWT_SECRET=… daystreak proxy --to http://127.0.0.1:8001", "an application whose learners have tokens"],
    [
      "DAYSTREAK_JWT_SECRET=… daystreak proxy --to http://127.0.0.1:8001 --user-claim user_id --rules rules.json",
      "a Django application with simplejwt, and its paths",
    ],
  ],
  async run(flags, io) {
    const given = settingsOf(flags, PROXY_SETTINGS, "proxy") as ProxyFlags;
    // Every request that passes leaves objects behind: with little memory for new ones a seventh of the time goes into
    // collecting them.
    await closeOnSignal(await serve(readProxyConfig(given, io.env)));
    return EXIT.ok;
  },
};
