import { DaystreakError } from "../../core/errors.ts";
import { loadZoneData } from "../../core/zones.ts";
import { openProbe } from "../../storage/open-probe.ts";
import type { Probe } from "../../storage/probe.ts";
import type { Command, Io } from "../command.ts";
import { DATABASE_FLAGS, RULES_FLAGS } from "../common-flags.ts";
import { checkApplication } from "../doctor/application-check.ts";
import { checkClock, checkFuture, checkLeases, checkRoom, checkSchema, checkSweep } from "../doctor/database-checks.ts";
import { type Finding, fine, problem, type Severity } from "../doctor/finding.ts";
import { checkNotices, checkRules, checkSpeed, checkStored } from "../doctor/stored-checks.ts";
import { reportUser, type UserReport } from "../doctor/user-checks.ts";
import { checkZoneData, checkZonesInUse } from "../doctor/zone-checks.ts";
import { EXIT, type ExitCode, exitCodeOf } from "../exit-codes.ts";
import { explainTable } from "../explain-view.ts";
import type { Flags } from "../flags.ts";
import { invalid } from "../flags.ts";
import { databaseUrl, openTracker, readRules, zonesOf } from "../open-tracker.ts";
import { createPaint } from "../paint.ts";
import { createProgress } from "../progress.ts";

const MARKS: Readonly<Record<Severity, readonly [style: "green" | "yellow" | "red", mark: string]>> = {
  ok: ["green", "✓"],
  warning: ["yellow", "!"],
  problem: ["red", "✗"],
};

/** `daystreak doctor`: what is wrong, and what to do about it. */
export const doctor: Command = {
  name: "doctor",
  summary: "find out what is wrong, and why a streak is what it is",
  usage: "[--user USER] [--all] [flags]",
  about: [
    "Looks at the database, its schema, room and speed, the rules, clocks, time zone data and the zones in use, the sweep and its leases, dates that lie ahead, and whether stored numbers are what the records make them (200 users by chance; --all: everybody). Each finding that is not in order says what to do; docs/guide/troubleshooting.md says more under the same names.",
    "With --user: why that user's streak is what it is, with the last 14 dates.",
    "Nothing is changed; a lease of its own is taken and given back to time a write. Exit code 0 in order or warnings only, 1 problems, 3 no database.",
  ],
  flags: {
    user: { value: "USER", text: "explain this user's streak" },
    all: { text: "compare the numbers of every user, not only of some" },
    ...DATABASE_FLAGS,
    ...RULES_FLAGS,
  },
  examples: [
    ["daystreak doctor", "the database of DATABASE_URL"],
    ["daystreak doctor --user 28400", "a learner says that their streak is wrong"],
    ["daystreak doctor --json | jq '.findings[] | select(.severity != \"ok\")'", "for a script"],
  ],
  async run(flags, io) {
    if (flags.positionals.length > 0) throw invalid(`say --user ${flags.positionals[0]}`);
    const findings: Finding[] = [];
    let user: UserReport | undefined;
    let code: ExitCode = EXIT.ok;
    try {
      user = await examine(flags, io, findings);
    } catch (error) {
      code = exitCodeOf(error);
      if (code !== EXIT.database || !(error instanceof DaystreakError)) throw error;
      findings.push(problem("database", error.message, "see the guide: database"));
    }
    if (code === EXIT.ok && findings.some(({ severity }) => severity === "problem")) code = EXIT.problems;
    if (io.json) io.out(JSON.stringify({ ok: code === EXIT.ok, findings, ...(user !== undefined && { user }) }));
    else for (const line of reportLines(findings, user, io)) io.out(line);
    return code;
  },
};

/** Adds what is found as it is found, so that a database that goes away leaves what was seen before. */
async function examine(flags: Flags, io: Io, findings: Finding[]): Promise<UserReport | undefined> {
  const url = databaseUrl(flags, io.env);
  const startedAt = performance.now();
  const probe = await openProbe(url);
  try {
    const took = (performance.now() - startedAt).toFixed(0);
    findings.push(
      fine("database", `${withoutPassword(url)} answers (${probe.engine}, ${took} ms)`),
      checkSchema(probe),
    );
    findings.push(await checkClock(probe, io.now));
    const { DAYSTREAK_PROXY_TO: application } = io.env;
    if (application !== undefined && application !== "") findings.push(await checkApplication(application));
    if (findings.some(({ check, severity }) => check === "schema" && severity !== "ok")) return undefined;
    const userId = flags.text("user");
    if (userId === undefined) await examineAll(probe, flags, io, findings);
    return userId === undefined ? undefined : await examineUser(userId, flags, io, findings);
  } finally {
    await probe.close();
  }
}

async function examineAll(probe: Probe, flags: Flags, io: Io, findings: Finding[]): Promise<void> {
  const zones = zonesOf(io.env);
  if (zones !== undefined) loadZoneData(zones);
  findings.push(...(await checkRoom(probe)), checkZoneData(), await checkZonesInUse(probe, io.now()));
  findings.push(await checkSweep(probe, io.now()), await checkLeases(probe, io.now()));
  findings.push(await checkFuture(probe, io.now()));
  const configured = readRules(flags, io.env);
  const tracker = await openTracker(flags, io, { create: false });
  try {
    findings.push(checkRules(tracker, configured), await checkSpeed(tracker), await checkNotices(tracker));
    const progress = createProgress(io, "users");
    findings.push(
      await checkStored(tracker, probe, flags.on("all"), (done) => progress.update({ done, share: undefined })),
    );
  } finally {
    await tracker.close();
  }
}

async function examineUser(userId: string, flags: Flags, io: Io, findings: Finding[]): Promise<UserReport | undefined> {
  const tracker = await openTracker(flags, io, { create: false });
  try {
    const report = await reportUser(tracker, userId);
    findings.push(...report.findings);
    return report;
  } catch (error) {
    if (!(error instanceof DaystreakError) || error.code !== "user_unknown") throw error;
    const advice =
      "ids are those of your tokens' claim (--user-claim) or of your `user` function; see the guide: streaks not updating";
    findings.push(problem("user", error.message, advice));
    return undefined;
  } finally {
    await tracker.close();
  }
}

function reportLines(findings: readonly Finding[], user: UserReport | undefined, io: Io): string[] {
  const paint = createPaint(io.colour);
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, severity, text, advice }) => {
    const [style, mark] = MARKS[severity];
    const line = `${paint(style, mark)} ${check.padEnd(width)}  ${text}`;
    return advice === undefined ? [line] : [line, `  ${" ".repeat(width)}  → ${advice}`];
  });
  const count = (severity: Severity): number => findings.filter((finding) => finding.severity === severity).length;
  const [problems, warnings] = [count("problem"), count("warning")];
  const verdict =
    problems + warnings === 0
      ? paint("green", "All is well.")
      : paint(problems > 0 ? "red" : "yellow", `Problems: ${problems}, warnings: ${warnings}.`);
  return [...lines, ...(user === undefined ? [] : ["", ...explainTable(user.dates, io.colour)]), "", verdict];
}

/** A database URL that may be shown. */
function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/[^:/@]+):[^@]*@/, "$1:…@");
}
