import type { UserState } from "../../core/state.ts";
import type { Store } from "../../storage/store.ts";
import type { Command, Io } from "../command.ts";
import { DATABASE_FLAGS, ZONE_FLAGS } from "../common-flags.ts";
import { EXIT, type ExitCode } from "../exit-codes.ts";
import { type Flags, invalid } from "../flags.ts";
import { openTracker } from "../open-tracker.ts";
import { createPaint } from "../paint.ts";
import { createProgress } from "../progress.ts";
import { requireUser, userPages } from "../read-user.ts";
import { rebuildReports } from "../rebuild-reports.ts";
import { type RebuiltUser, rebuildUsers } from "../rebuild-users.ts";
import { counted } from "../wording.ts";

/** Users whose differences are printed; the others are counted. */
const USERS_SHOWN = 20;
/** Users whose differences a JSON document holds at most, so that its size is bounded. */
const USERS_IN_JSON = 10_000;

/** `daystreak rebuild`: counts, statuses and streaks made again from what they stand for. */
export const rebuild: Command = {
  name: "rebuild",
  summary: "make counts and streaks again from the log and the days",
  usage: "--user USER | --all [--rules] [--write] [flags]\n       daystreak rebuild --metrics [flags]",
  about: [
    "Makes each day's counts and status again from the log of activities, and both streaks from the days, and shows what differs from what is stored. That is all it does without --write; then the exit code is 1 where anything differs. Presence is never removed, and a longest streak never shrinks: what the days no longer show stays as a floor.",
    "--rules judges every date by the newest rules of the database, also those that were judged by older ones.",
    "Each user is written in a transaction of its own, guarded by their version: safe to stop, to run again, and to run beside a service that takes in activities.",
    "--metrics makes again what reports about all users are made of, from the users' rows; no user changes. It is what a service does by itself with a database that is older than its reports, and it takes out of their totals what erased users added. Interrupted, the next service to run makes them.",
  ],
  flags: {
    user: { value: "USER", text: "this user" },
    all: { text: "every user" },
    rules: { text: "judge all dates by the newest rules" },
    write: { text: "write what differs" },
    metrics: { text: "make reports about all users again, instead" },
    ...DATABASE_FLAGS,
    ...ZONE_FLAGS,
  },
  examples: [
    ["daystreak rebuild --user 28400", "what would change for one user"],
    ["daystreak rebuild --all --rules", "what new rules would change in history"],
    ["daystreak rebuild --all --rules --write", "and change it"],
    ["daystreak rebuild --metrics", "make reports again"],
  ],
  async run(flags, io) {
    const only = flags.text("user");
    const write = flags.on("write");
    if (flags.on("metrics")) return reports(flags, io);
    if ((only === undefined) === !flags.on("all")) throw invalid("say --user USER for one user, or --all");
    if (flags.positionals.length > 0) throw invalid(`say --user ${flags.positionals[0]}`);
    const tracker = await openTracker(flags, io, { create: false });
    try {
      const shown: RebuiltUser[] = [];
      const counts = { differs: 0, written: 0, busy: 0 };
      const progress = createProgress(io, "users");
      const users = await rebuildUsers({
        tracker,
        pages: only === undefined ? userPages(tracker.store) : onePage(tracker.store, only),
        underNewestRules: flags.on("rules"),
        write,
        signal: io.signal,
        onProgress: (done) => progress.update({ done, share: only === undefined ? undefined : 1 }),
        onDifferent(user) {
          counts[user.outcome]++;
          if (shown.length < (io.json ? USERS_IN_JSON : USERS_SHOWN)) shown.push(user);
        },
      });
      const differing = counts.differs + counts.written + counts.busy;
      if (io.json) io.out(JSON.stringify({ users, differing, ...counts, write, differences: shown }));
      else for (const line of reportLines(users, differing, counts, shown, write, io)) io.out(line);
      if (io.signal.aborted) return EXIT.interrupted;
      return counts.differs + counts.busy === 0 ? EXIT.ok : EXIT.problems;
    } finally {
      await tracker.close();
    }
  },
};

async function reports(flags: Flags, io: Io): Promise<ExitCode> {
  const others = ["all", "rules", "write"].some((name) => flags.on(name));
  if (others || flags.text("user") !== undefined || flags.positionals.length > 0) {
    throw invalid("--metrics stands alone: it makes the reports about all users again, and writes them");
  }
  const tracker = await openTracker(flags, io, { create: false });
  try {
    const users = await rebuildReports(tracker, io);
    if (users === undefined) return EXIT.interrupted;
    io.out(io.json ? JSON.stringify({ users }) : `Made reports again from ${counted(users, "user")}.`);
    return EXIT.ok;
  } finally {
    await tracker.close();
  }
}

async function* onePage(store: Store, userId: string): AsyncGenerator<UserState[]> {
  yield [await requireUser(store, userId)];
}

function reportLines(
  users: number,
  differing: number,
  counts: Readonly<Record<RebuiltUser["outcome"], number>>,
  shown: readonly RebuiltUser[],
  write: boolean,
  io: Io,
): string[] {
  const paint = createPaint(io.colour);
  const lines = shown.flatMap(({ user_id, differences, outcome }) => [
    `${paint("bold", user_id)}${outcome === "busy" ? "  changed again and again: run it once more" : ""}`,
    ...differences.map(({ what, stored, rebuilt }) => `  ${what}: ${stored} → ${rebuilt}`),
    ...(differences.length === 0 ? ["  the days name other rules; no number changes"] : []),
  ]);
  if (differing > shown.length) lines.push(`… and ${counted(differing - shown.length, "more user")}`);
  const looked = `Looked at ${counted(users, "user")}:`;
  if (differing === 0) return [...lines, `${looked} ${paint("green", "nothing differs")}.`];
  if (!write) {
    const verdict = paint("yellow", `${counted(differing, "user")} would change`);
    return [...lines, `${looked} ${verdict}; nothing was written. Add --write to write it.`];
  }
  const left = counts.busy === 0 ? "" : `; ${counted(counts.busy, "user")} to do, run it again`;
  return [...lines, `${looked} ${paint("green", `${counted(counts.written, "user")} rebuilt`)}${left}.`];
}
