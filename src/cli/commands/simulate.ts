import { DAY_MS, formatDate } from "../../core/calendar.ts";
import { canonicalZone } from "../../core/zones.ts";
import type { Store } from "../../storage/store.ts";
import { CHECK_PREFIX } from "../check-learner.ts";
import type { Command } from "../command.ts";
import { DATABASE_FLAGS, RULES_FLAGS } from "../common-flags.ts";
import { EXIT } from "../exit-codes.ts";
import { invalid } from "../flags.ts";
import { openTracker } from "../open-tracker.ts";
import { createProgress } from "../progress.ts";
import { createLearners, SIMULATED_PREFIX, USUAL_ZONES } from "../simulation/learners.ts";
import { runSimulation } from "../simulation/run-simulation.ts";
import { counted, grouped } from "../wording.ts";

/** `daystreak simulate`: a population of learners, for demos, dashboards and load. */
export const simulate: Command = {
  name: "simulate",
  summary: "fill a database with realistic learners",
  usage: "[--users N] [--days N] [flags]",
  about: [
    "Steady, weekend, lapsing, travelling and bingeing learners and people who only try, in several zones, with a weekly rhythm, usual hours and names. The same seed makes the same learners and days; all user ids begin with sim-. Time passes as it would have: activities are recorded in order and dates are closed by sweeps.",
    "A database with other users than simulated ones is refused unless --write says that it is meant.",
  ],
  flags: {
    users: { value: "N", text: "how many learners [100]" },
    days: { value: "N", text: "how many days [90]" },
    seed: { value: "TEXT", text: "letters and digits; other seeds are other learners [1]" },
    zones: { value: "NAMES", text: "comma-separated zones [twelve from London to Auckland]" },
    until: { value: "DATE", text: "the last date (UTC) [today, up to now]" },
    write: { text: "also into a database that holds real users" },
    ...DATABASE_FLAGS,
    ...RULES_FLAGS,
  },
  examples: [
    ["daystreak simulate --database sqlite:./demo.db", "100 learners over the last 90 days"],
    ["daystreak simulate --users 2000 --days 365 --zones Asia/Tokyo,Europe/Paris", "a year in two zones"],
  ],
  async run(flags, io) {
    const users = flags.count("users", 1, 1_000_000) ?? 100;
    const days = flags.count("days", 1, 3660) ?? 90;
    const seed = flags.text("seed") ?? "1";
    if (!/^[A-Za-z0-9]{1,32}$/.test(seed)) throw invalid("--seed must be 1 to 32 letters and digits");
    const zones = (flags.text("zones")?.split(",") ?? USUAL_ZONES).map((name) => {
      const zone = canonicalZone(name.trim());
      if (zone === undefined) throw invalid(`--zones: ${JSON.stringify(name)} is no zone such as Europe/London`);
      return zone;
    });
    const present = io.now();
    const to = flags.date("until") ?? Math.floor(present / DAY_MS);
    if (to > Math.floor(present / DAY_MS)) throw invalid(`--until ${formatDate(to)} lies in the future`);
    const from = to - days + 1;
    if (from < 0) throw invalid("the first date would lie before 1970-01-01");
    const clock = { now: present };
    const tracker = await openTracker(flags, io, { create: true, clock: () => clock.now });
    try {
      const stranger = flags.on("write") ? undefined : await findRealUser(tracker.store);
      if (stranger !== undefined) {
        throw invalid(
          `the database holds real users (such as ${JSON.stringify(stranger)}); use another, or say --write`,
        );
      }
      const [twin] = await tracker.store.users(1, `${SIMULATED_PREFIX}${seed}-`);
      if (twin?.userId.startsWith(`${SIMULATED_PREFIX}${seed}-`) === true) {
        throw invalid(`the learners of seed ${seed} are there already: take another --seed`);
      }
      const progress = createProgress(io, "activities");
      const report = await runSimulation({
        tracker,
        clock,
        learners: createLearners({ seed, count: users, zones, from, to }),
        seed,
        zones,
        from,
        to,
        until: Math.min(present, (to + 1) * DAY_MS),
        signal: io.signal,
        onProgress: (done, share) => progress.update({ done, share }),
      });
      const seconds = (io.now() - present) / 1000;
      if (io.json) {
        io.out(JSON.stringify({ users, from: formatDate(from), to: formatDate(to), seed, ...report, seconds }));
      } else {
        io.out(`Simulated ${counted(users, "learner")} from ${formatDate(from)} to ${formatDate(to)} (seed ${seed}).`);
        io.out(
          `${counted(report.activities, "activity", "activities")} in ${seconds.toFixed(1)} s (${grouped(Math.round(report.activities / seconds))} a second): ${grouped(report.accepted)} accepted, ${grouped(report.duplicates)} there before or changing nothing.`,
        );
      }
      if (io.signal.aborted) return EXIT.interrupted;
      return report.rejected === 0 ? EXIT.ok : EXIT.problems;
    } finally {
      await tracker.close();
    }
  },
};

/** The id of a user that no tool of ours made. */
async function findRealUser(store: Store): Promise<string | undefined> {
  let after: string | undefined;
  for (;;) {
    const [user] = await store.users(1, after);
    if (user === undefined) return undefined;
    const made = [SIMULATED_PREFIX, CHECK_PREFIX].find((prefix) => user.userId.startsWith(prefix));
    if (made === undefined) return user.userId;
    after = `${made}\u{10ffff}`;
  }
}
