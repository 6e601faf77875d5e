import { createAdminLink, revokeAdminSessions } from "../../api/admin-sessions.ts";
import type { Command, Io } from "../command.ts";
import { DATABASE_FLAGS } from "../common-flags.ts";
import { EXIT } from "../exit-codes.ts";
import { type Flags, invalid } from "../flags.ts";
import { openDatabase } from "../open-tracker.ts";
import { counted } from "../wording.ts";

/** `daystreak admin-link`: lets somebody into the dashboard. */
export const adminLink: Command = {
  name: "admin-link",
  summary: "print a link into the dashboard, good once",
  usage: "[--name NAME] [--url URL] | --revoke-all [flags]",
  about: [
    "The link is good once, within 10 minutes, in every process of the service on this database; it is printed and kept nowhere else. Its secret stands behind the #, which browsers send to no server: it is in no log. Whoever opens it is signed in for 8 hours.",
    "--revoke-all ends every session and every link at once.",
  ],
  flags: {
    name: { value: "NAME", text: "whom it lets in, as the audit names them [admin]" },
    url: {
      value: "URL",
      text: "where browsers reach the service [DAYSTREAK_PUBLIC_URL, else http://127.0.0.1:8000, or its PORT]",
    },
    "revoke-all": { text: "end every session of the dashboard, and every link" },
    ...DATABASE_FLAGS,
  },
  examples: [
    ["daystreak admin-link --name maria", "for Maria, who is sitting next to you"],
    ["docker compose exec daystreak node dist/cli/main.js admin-link --url https://streaks.example", "in a container"],
    ["daystreak admin-link --revoke-all", "a laptop was lost"],
  ],
  async run(flags, io) {
    const [more] = flags.positionals;
    if (more !== undefined) throw invalid(`admin-link does not take ${JSON.stringify(more)}`);
    const base = baseOf(flags, io.env);
    const store = await openDatabase(flags, io, { create: false });
    try {
      const parts = { store, now: io.now };
      if (flags.on("revoke-all")) {
        const count = await revokeAdminSessions(parts, "cli");
        io.out(
          io.json
            ? JSON.stringify({ revoked: count })
            : `${counted(count, "session or link", "sessions and links")} ended.`,
        );
        return EXIT.ok;
      }
      const { path, expiresAt } = await createAdminLink(parts, flags.text("name") ?? "admin", "cli");
      const url = base + path;
      const until = new Date(expiresAt).toISOString();
      if (!io.json) io.note(`Good once, until ${until}:`);
      io.out(io.json ? JSON.stringify({ url, expires_at: until }) : url);
      return EXIT.ok;
    } finally {
      await store.close();
    }
  },
};

function baseOf(flags: Flags, env: Io["env"]): string {
  const given = flags.text("url") ?? (env.DAYSTREAK_PUBLIC_URL || `http://127.0.0.1:${env.PORT || 8000}`);
  const url = URL.parse(given);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw invalid(`--url must be an address such as https://streaks.example, not ${JSON.stringify(given)}`);
  }
  return url.origin;
}
