import type { Instant } from "../../core/calendar.ts";
import type { Probe, Room } from "../../storage/probe.ts";
import { SCHEMA_VERSION } from "../../storage/schema/migrations.ts";
import { bytes, counted, duration } from "../wording.ts";
import { type Finding, fine, problem, warning } from "./finding.ts";

const MB = 1_000_000;
/** Clocks this far apart make dates of different servers differ around midnight. */
const CLOCK_WARNING_MS = 2_000;
const CLOCK_PROBLEM_MS = 60_000;
/** A break is concluded within 60 s of its date's end: who waits much longer waits for a sweep that does not run. */
const LATE_MS = 120_000;
/** No lease is taken for longer. */
const LONGEST_LEASE_MS = 10 * 60_000;
const LARGE_LOG_BYTES = 500 * MB;
const LONG_TRANSACTION_SECONDS = 300;

/** The schema against the one this Daystreak writes. */
export function checkSchema({ schemaVersion }: Probe): Finding {
  if (schemaVersion === SCHEMA_VERSION) return fine("schema", `version ${schemaVersion}, as it should be`);
  if (schemaVersion > SCHEMA_VERSION) {
    const text = `version ${schemaVersion}; this Daystreak knows up to ${SCHEMA_VERSION}`;
    return problem("schema", text, "run the newer Daystreak that migrated it, or restore a backup from before");
  }
  const text = schemaVersion === 0 ? "there are no tables yet" : `version ${schemaVersion} of ${SCHEMA_VERSION}`;
  return problem("schema", text, "start the service of this version, or run: daystreak migrate");
}

/** This machine's clock against the database's. The way there and back is taken out. */
export async function checkClock(probe: Probe, now: () => Instant): Promise<Finding> {
  if (probe.kind === "sqlite") return fine("clock", `${new Date(now()).toISOString()}; the file has none of its own`);
  const asked = now();
  const theirs = await probe.clock();
  const ahead = Math.round((asked + now()) / 2 - theirs);
  const text = `${duration(Math.abs(ahead))} ${ahead < 0 ? "behind" : "ahead of"} the database's (${ahead} ms)`;
  const advice = "let both machines set their clocks by NTP; dates around midnight depend on it";
  if (Math.abs(ahead) >= CLOCK_PROBLEM_MS) return problem("clock", text, advice);
  return Math.abs(ahead) >= CLOCK_WARNING_MS ? warning("clock", text, advice) : fine("clock", text);
}

/** Whether somebody concludes what time brings about. */
export async function checkSweep(probe: Probe, now: Instant): Promise<Finding> {
  const [{ users, oldest }, leases] = [await probe.overdue(now - LATE_MS), await probe.leases()];
  const held = leases.filter(({ name, until }) => name.startsWith("sweep/") && until > now);
  const holders = new Set(held.map(({ holder }) => holder)).size;
  const who = holders === 0 ? "nobody holds a lease" : `${counted(holders, "process", "processes")} at work`;
  if (users === 0 || oldest === null) return fine("sweep", `nobody waits; ${who}`);
  const text = `${counted(users, "user")} due, the oldest for ${duration(now - oldest)}; ${who}`;
  const advice =
    holders === 0
      ? "no sweep runs: start the service, or an app whose tracker has not `sweep: false`"
      : "the sweep is behind: look at daystreak_sweep_rounds_total and the log of that process";
  // Shown numbers do not depend on it: what is late is the announcement of breaks and spent freezes.
  return problem("sweep", text, advice);
}

/** Leases that no clock in order could have made. */
export async function checkLeases(probe: Probe, now: Instant): Promise<Finding> {
  const leases = await probe.leases();
  const far = leases.filter(({ until }) => until > now + LONGEST_LEASE_MS);
  const alive = leases.filter(({ until }) => until > now).length;
  if (far.length === 0) return fine("leases", `${alive} held, ${leases.length - alive} expired`);
  const latest = new Date(Math.max(...far.map(({ until }) => until))).toISOString();
  return problem(
    "leases",
    `${counted(far.length, "lease")} last until ${latest}: a clock was ahead when they were taken`,
    "set the clocks right; such a lease holds nobody up, the next sweep takes it over",
  );
}

/** Users with dates or activities that have not come yet. */
export async function checkFuture(probe: Probe, now: Instant): Promise<Finding> {
  // Kiritimati is 14 hours ahead; a tolerance of minutes is for clocks.
  const newest = Math.floor((now + 14 * 3_600_000) / 86_400_000);
  const users = await probe.ahead(newest, now + 5 * 60_000);
  if (users === 0) return fine("future", "no date lies ahead");
  return problem(
    "future",
    `${counted(users, "user")} with dates or activities ahead of now: a server's clock was ahead when they were taken in`,
    "with the clock right again, each is put right by their next activity; see the guide",
  );
}

/** Disk, log, connections. */
export async function checkRoom(probe: Probe): Promise<Finding[]> {
  const room = await probe.room();
  return [...disk(room), ...log(room), ...sessions(room)];
}

function disk({ databaseBytes, logBytes = 0, freeBytes }: Room): Finding[] {
  if (freeBytes === undefined) return [fine("disk", `the database has ${bytes(databaseBytes)}`)];
  const text = `the database has ${bytes(databaseBytes)}, the disk ${bytes(freeBytes)} left`;
  const advice = "make room: SQLite needs it for its log, a backup as much again";
  if (freeBytes < 100 * MB + logBytes) return [problem("disk", text, advice)];
  return [freeBytes < databaseBytes ? warning("disk", text, advice) : fine("disk", text)];
}

function log({ logBytes }: Room): Finding[] {
  if (logBytes === undefined) return [];
  const text = `the write-ahead log has ${bytes(logBytes)}`;
  if (logBytes < LARGE_LOG_BYTES) return [fine("log", text)];
  const advice = "somebody reads one snapshot for long (a backup, a shell with an open transaction): end it";
  return [warning("log", text, advice)];
}

function sessions({ connections, oldestTransactionSeconds = 0, waiting = 0 }: Room): Finding[] {
  if (connections === undefined) return [];
  const { used, max } = connections;
  const text = `${used} of ${max} connections; the oldest transaction has ${duration(oldestTransactionSeconds * 1000)}; ${waiting} wait for locks`;
  if (used > max * 0.9) {
    return [warning("connections", text, "raise max_connections, or run fewer processes (each takes 4)")];
  }
  if (oldestTransactionSeconds > LONG_TRANSACTION_SECONDS || waiting > 0) {
    const advice = "find it in pg_stat_activity: an open transaction keeps rows locked and dead rows alive";
    return [warning("connections", text, advice)];
  }
  return [fine("connections", text)];
}
